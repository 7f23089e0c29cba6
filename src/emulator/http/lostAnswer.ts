import type { Damage } from '../core/faultPlan.js';

/** No answer for who asked, as a `fetch` says it: the connection is cut, in the middle of the answer's body where there is one. */
export class LostAnswer extends TypeError {
  constructor(readonly begun?: unknown) {
    super('fetch failed: the answer is lost (a planned fault)');
  }
}

const never = new Promise<never>(() => {});

/** An answer that may never arrive; rejects with `LostAnswer` where it is the connection's part to tell. */
export type UnlessLost = <T>(response: T, damage: Damage) => Promise<T>;

export const unlessLost: UnlessLost = async (response, damage) => {
  if (damage.kind === 'cut') throw new LostAnswer(response);
  if (damage.kind !== 'loseAnswer') return response;
  if (damage.how === 'silence') return never;
  throw new LostAnswer();
};
