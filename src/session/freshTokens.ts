import { asyncScheduler, defer, expand, merge, NEVER, of, switchMap, take, timer, type Observable } from 'rxjs';
import { refreshDueMs, type Token } from '../protocol/token.js';

const LONGEST_TIMER_MS = 0x7fffffff;

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

/**
 * A token that is always fresh: emits `first`, then what `renew` gives each time a quarter of a token's life is left.
 * Subscribing starts the clock, unsubscribing stops it and aborts a renewal; errors are those of `renew`, which is
 * where a retry belongs. Docs/protocol.md, 3.5.
 */
export const freshTokens = (
  first: Token,
  renew: (grant: Token) => Observable<Token>,
  wake$: Observable<unknown> = NEVER,
): Observable<Token> =>
  of(first).pipe(expand(grant => whenDue(refreshDueMs(grant), wake$).pipe(switchMap(() => renew(grant)), take(1))));
