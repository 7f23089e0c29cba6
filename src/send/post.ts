import { asyncScheduler, catchError, concat, defer, filter, ignoreElements, map, merge, mergeMap, of, ReplaySubject, retry, switchMap, take, tap, throwError, timer, type Observable } from 'rxjs';
import { asDirectLineError, DirectLineEndedError, DirectLineTimeoutError, withOutcome, type DirectLineError } from '../errors.js';
import { firstBefore } from '../flow/firstBefore.js';
import { clientActivityIdOf, withClientActivityId } from '../protocol/clientActivityId.js';
import type { Activity } from '../protocol/types.js';
import type { Authorized } from '../session/authorizedCalls.js';
import { checked } from './checked.js';
import { deliveredId, LOOK_AFTER_MS, LOOK_SOON_MS, lookInHistory, type Echoes } from './echo.js';
import { isBotFailure, outcomeOf } from './outcome.js';
import { sending, type Ways } from './sending.js';
import { stamped, type Speaker } from './stamp.js';

export interface Posting extends Echoes, Ways {
  readonly authorized: Authorized;
  /** After what the app has got everything, now. */
  readonly watermark: () => string | undefined;
  /** Emits when the client has ended, at once if it has. */
  readonly ended$: Observable<unknown>;
  /** Who speaks with the token of now. */
  readonly speaker: () => Speaker;
  /** Told what is posted, as its request leaves. */
  readonly sent: (activity: Activity) => void;
  readonly newId: () => string;
  /** How long to wait before another try, `null` for no other. */
  readonly retryDelayMs: (attempt: number, error: DirectLineError) => number | null;
  /** For how long a post that the service could not take is tried again; with files, for as long more as their bytes have. */
  readonly sendTimeoutMs: number;
}

/**
 * Posts one activity a subscription and emits its id, or errors with what is known of it (`outcome`). Only what the
 * service surely does not have is sent again; what it may have is looked for. Docs/protocol.md, 6.
 */
export const posting = (parts: Posting) => (activity: Activity): Observable<{ readonly id: string }> =>
  defer(() => {
    const copy = withClientActivityId(checked(activity), parts.newId);
    // Mutable: whether a request of this post may have reached the service, and whether it was taken.
    let left = false;
    let taken = false;
    // Mutable: until when it is tried again; how large its files are shows when they are read.
    let giveUpMs = asyncScheduler.now() + parts.sendTimeoutMs;

    const attempt$ = sending(parts, copy, slowMs => (giveUpMs += slowMs)).pipe(
      switchMap(send =>
        parts.authorized((token, conversationId) =>
          defer(() => {
            left = true;
            const stamp = (said: Activity): Activity => stamped(said, parts.speaker());
            parts.sent(stamp(copy));
            // Refused, the service does not have it: what goes wrong from there to the next try does not change that.
            const settle = (error: unknown): void => void (left = outcomeOf(asDirectLineError(error), true) === 'unknown');
            return send(token, conversationId, stamp).pipe(tap({ next: () => (taken = true), error: settle }));
          }),
        ),
      ),
    );

    const accepted$ = attempt$.pipe(
      retry({
        delay: (error: unknown, attempt) => {
          const failure = asDirectLineError(error);
          const outcome = outcomeOf(failure, left);
          if (outcome !== 'not yet') throw withOutcome(failure, outcome);
          const delayMs = parts.retryDelayMs(attempt, failure);
          if (delayMs === null || asyncScheduler.now() + delayMs > giveUpMs) throw withOutcome(failure, 'rejected');
          return timer(delayMs);
        },
      }),
    );

    const ended$ = parts.ended$.pipe(
      mergeMap(() => throwError(() => withOutcome(new DirectLineEndedError(), taken ? 'accepted' : left ? 'unknown' : 'rejected'))),
    );
    // What has not left in all that time, since nobody gave a token say, does not leave later.
    const stuck$ = timer(parts.sendTimeoutMs).pipe(
      switchMap(() => timer(Math.max(0, giveUpMs - asyncScheduler.now()))),
      filter(() => !left),
      mergeMap(() => throwError(() => new DirectLineTimeoutError('send', parts.sendTimeoutMs, { outcome: 'rejected' }))),
    );
    return identified(accepted$, parts, clientActivityIdOf(copy)).pipe(
      firstBefore(merge(ended$, stuck$)),
      map(id => ({ id })),
    );
  }).pipe(
    // Whatever else goes wrong, a policy that throws say, was before anything left.
    catchError((error: unknown) => {
      const failure = asDirectLineError(error);
      return throwError(() => (failure.outcome === undefined ? withOutcome(failure, 'rejected') : failure));
    }),
  );

/** The id of a post: its answer's or, where that has none or is in doubt, its echo's. */
const identified = (
  accepted$: Observable<{ readonly id?: string }>,
  parts: Posting,
  clientActivityId: string | undefined,
): Observable<string> =>
  defer(() => {
    // The echo can come before the answer, so it is listened for from before the request.
    const delivered$ = new ReplaySubject<string>(1);
    const listening$ = deliveredId(parts, clientActivityId).pipe(tap(delivered$), ignoreElements());
    const before = parts.watermark();

    const echoOr = (otherwise: DirectLineError, lookAfterMs = LOOK_AFTER_MS): Observable<string> =>
      merge(
        delivered$,
        concat(lookInHistory(parts, clientActivityId, before, lookAfterMs), throwError(() => otherwise)),
      ).pipe(take(1));

    const id$ = accepted$.pipe(
      switchMap(({ id }) => (id === undefined ? echoOr(new DirectLineTimeoutError('echo', LOOK_AFTER_MS.at(-1) ?? 0, { outcome: 'accepted' }), LOOK_SOON_MS) : of(id))),
      catchError((error: unknown) => {
        const failure = asDirectLineError(error);
        return failure.outcome === 'unknown' && !isBotFailure(failure) ? echoOr(failure) : throwError(() => failure);
      }),
    );
    return merge(listening$, id$);
  });
