/** A CloseEvent, which Node 20 has not. */
export class Closed extends Event implements CloseEvent {
  constructor(readonly code: number, readonly reason: string) {
    super('close');
  }
  get wasClean(): boolean {
    return this.code !== 1006;
  }
}
