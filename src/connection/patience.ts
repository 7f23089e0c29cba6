import { asyncScheduler, defer, NEVER, race, retry, switchMap, take, tap, throwError, timer, type Observable } from 'rxjs';
import { asDirectLineError, classifyError } from '../errors.js';
import { askPolicy, backoffCeilingMs, type ReconnectPolicy } from './policy.js';

/** Waits as the policy says, or for `now$`, before what can heal is tried again; errors with what cannot, and with what the policy gives up. */
export const retryHealing = (reconnectPolicy: ReconnectPolicy, now$: Observable<unknown> = NEVER): (<T>(source$: Observable<T>) => Observable<T>) =>
  retry({
    delay: (error: unknown, attempt) => {
      const failure = asDirectLineError(error);
      if (classifyError(failure) !== 'heals') return throwError(() => failure);
      return defer(() => {
        const delayMs = askPolicy(reconnectPolicy, attempt, failure);
        return delayMs === null ? throwError(() => failure) : race(timer(delayMs), now$);
      });
    },
    resetOnSuccess: true,
  });

/** Makes whoever subscribes again after an error wait, longer each time, or for `now$`: plain `retry()` never floods. */
export const spacedAfterErrors = (now$: Observable<unknown> = NEVER): (<T>(source$: Observable<T>) => Observable<T>) => {
  // Mutable: errors in a row, and the last one's time.
  let errors = 0;
  let erredAtMs = -Infinity;
  now$.subscribe(() => (errors = 0));
  return source =>
    defer(() => {
      const waitMs = errors === 0 ? 0 : erredAtMs + backoffCeilingMs(errors) - asyncScheduler.now();
      const spaced$ = waitMs > 0 ? race(timer(waitMs), now$).pipe(take(1), switchMap(() => source)) : source;
      return spaced$.pipe(
        tap({
          next: () => (errors = 0),
          error: () => {
            errors += 1;
            erredAtMs = asyncScheduler.now();
          },
        }),
      );
    });
};
