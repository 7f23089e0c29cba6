import { asyncScheduler, defer, merge, of, switchMap, take, timer, type Observable } from 'rxjs';

/** The longest wait that a timer can hold. */
export const LONGEST_TIMER_MS = 0x7fffffff;

/** Emits once the clock says that it is time, and looks at it on wake too: timers stand still while a machine sleeps. */
export const whenDue = (dueMs: number, wake$: Observable<unknown>): Observable<unknown> =>
  defer(() => {
    const leftMs = dueMs - asyncScheduler.now();
    if (leftMs <= 0) return of(undefined);
    return merge(timer(Math.min(leftMs, LONGEST_TIMER_MS)), wake$).pipe(
      take(1),
      switchMap(() => whenDue(dueMs, wake$)),
    );
  });
