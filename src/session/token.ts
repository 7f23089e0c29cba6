import { asyncScheduler, defer, expand, merge, NEVER, of, switchMap, take, timer, type Observable } from 'rxjs';
import { renewalDueMs, type Grant } from '../protocol/grant.js';

const LONGEST_TIMER_MS = 0x7fffffff;

/** Emits once the clock says that it is time, and looks at it on wake too: timers stand still while a machine sleeps. */
const whenDue = (dueMs: number, wake$: Observable<unknown>): Observable<unknown> =>
  defer(() => {
    const leftMs = dueMs - asyncScheduler.now();
    if (leftMs <= 0) return of(undefined);
    return merge(timer(Math.min(leftMs, LONGEST_TIMER_MS)), wake$).pipe(
      take(1),
      switchMap(() => whenDue(dueMs, wake$)),
    );
  });

/**
 * A token that is always fresh: emits `first`, then what `renew` gives each time a quarter of a token's life is left.
 * Subscribing starts the clock, unsubscribing stops it and aborts a renewal; errors are those of `renew`, which is
 * where a retry belongs. Docs/protocol.md, 3.5.
 */
export const freshTokens = (
  first: Grant,
  renew: (grant: Grant) => Observable<Grant>,
  wake$: Observable<unknown> = NEVER,
): Observable<Grant> =>
  of(first).pipe(expand(grant => whenDue(renewalDueMs(grant), wake$).pipe(switchMap(() => renew(grant)), take(1))));
