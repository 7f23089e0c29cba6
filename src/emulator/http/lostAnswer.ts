import { NEVER, of, throwError, type Observable } from 'rxjs';
import type { Damage } from '../core/faultPlan.js';

/** No answer for who asked, as a `fetch` says it: the connection is cut, in the middle of the answer's body where there is one. */
export class LostAnswer extends TypeError {
  constructor(readonly begun?: unknown) {
    super('fetch failed: the answer is lost (a planned fault)');
  }
}

/** Emits the answer unless the damage loses it: then errors with `LostAnswer`, or stays silent. */
export type UnlessLost = <T>(response: T, damage: Damage | undefined) => Observable<T>;

export const unlessLost: UnlessLost = (response, damage) => {
  if (damage?.kind === 'cut') return throwError(() => new LostAnswer(response));
  if (damage?.kind !== 'loseAnswer') return of(response);
  return damage.how === 'silence' ? NEVER : throwError(() => new LostAnswer());
};
