/** The client's end of a socket, as the service sees it. */
export interface Peer {
  opened(): void;
  refused(): void;
  heard(text: string): void;
  ended(code: number, reason: string): void;
}

/** The service's end of it, as the client sees it. */
export interface Line {
  hangUp(code: number, reason: string): void;
}

export type Dial = (url: URL, peer: Peer) => Line;
