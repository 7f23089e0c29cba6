import { defer, merge, Subject, take, takeUntil, tap, type MonoTypeOperatorFunction, type Observable } from 'rxjs';

/**
 * The first value, unless `ending$` errors before it; from then on that is not listened to any more, not even while the
 * value is handed out: who ends everything in answer to it is told of no error.
 */
export const firstBefore =
  <T>(ending$: Observable<never>): MonoTypeOperatorFunction<T> =>
  source$ =>
    defer(() => {
      const come$ = new Subject<void>();
      return merge(ending$.pipe(takeUntil(come$)), source$.pipe(tap(() => come$.next()))).pipe(take(1));
    });
