import type { Damage } from '../core/faultPlan.js';

/** No answer for who asked: the connection is cut, in the middle of the answer's body where there is one. */
export class LostAnswer extends Error {
  constructor(readonly begun?: Response) {
    super('A planned fault: the answer is lost');
  }
}

const never = new Promise<never>(() => {});

/** An answer that may never arrive; rejects with `LostAnswer` where it is the connection's part to tell. */
export async function unlessLost(response: Response, damage: Damage): Promise<Response> {
  if (damage.kind === 'cut') throw new LostAnswer(response);
  if (damage.kind !== 'loseAnswer') return response;
  if (damage.how === 'silence') return never;
  throw new LostAnswer();
}
