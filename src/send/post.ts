import { asyncScheduler, defer, filter, ignoreElements, merge, mergeMap, of, ReplaySubject, retry, switchMap, take, tap, throwError, timeout, timer, type Observable } from 'rxjs';
import { asDirectLineError, DirectLineEndedError, DirectLineTimeoutError, withOutcome, type DirectLineError } from '../errors.js';
import type { Activity } from '../protocol/types.js';
import type { Authorized } from '../session/authorized.js';
import { outcomeOf } from './outcome.js';
import { clientActivityIdOf, stamped } from './stamp.js';

export interface Posting {
  readonly authorized: Authorized;
  readonly post: (token: string, conversationId: string, activity: Activity) => Observable<{ readonly id?: string }>;
  /** What is delivered to the app: where the echo of a post comes by. */
  readonly activity$: Observable<Activity>;
  /** Emits when the client has ended, at once if it has. */
  readonly ended$: Observable<unknown>;
  readonly user: { readonly id: string; readonly name?: string } | undefined;
  /** Told who is spoken as. */
  readonly spokenAs: (userId: string) => void;
  readonly newId: () => string;
  /** How long to wait before another try, `null` for no other. */
  readonly retryDelayMs: (attempt: number, error: DirectLineError) => number | null;
  /** For how long a post that the service could not take is tried again. */
  readonly sendTimeoutMs: number;
}

/**
 * Posts one activity a subscription and emits its id, or errors with what is known of it (`outcome`). Only what the
 * service surely does not have is sent again. Docs/protocol.md, 6.
 */
export const posting = (parts: Posting) => (activity: Activity): Observable<{ readonly id: string }> =>
  defer(() => {
    const copy = stamped(activity, parts.newId, parts.user);
    if (copy.from) parts.spokenAs(copy.from.id);
    // Mutable: whether a request of this post may have reached the service.
    let left = false;

    const attempt$ = parts.authorized((token, conversationId) =>
      defer(() => {
        left = true;
        // Refused, the service does not have it: what goes wrong from there to the next try does not change that.
        const settle = (error: unknown): void => void (left = outcomeOf(asDirectLineError(error), true) === 'unknown');
        return parts.post(token, conversationId, copy).pipe(tap({ error: settle }));
      }),
    );

    const giveUpMs = asyncScheduler.now() + parts.sendTimeoutMs;
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
      mergeMap(() => throwError(() => withOutcome(new DirectLineEndedError(), left ? 'unknown' : 'rejected'))),
    );
    return merge(ended$, identified(accepted$, parts, clientActivityIdOf(copy))).pipe(take(1));
  });

/** The id of what was accepted: the answer's or, where it has none (docs/protocol.md, 6.1), the echo's. */
const identified = (
  accepted$: Observable<{ readonly id?: string }>,
  { activity$, sendTimeoutMs }: Posting,
  clientActivityId: string | undefined,
): Observable<{ readonly id: string }> =>
  defer(() => {
    // The echo can come before the answer, so it is listened for from before the request.
    const echo$ = new ReplaySubject<{ readonly id: string }>(1);
    const listening$ = activity$.pipe(
      filter(activity => clientActivityId !== undefined && clientActivityIdOf(activity) === clientActivityId),
      tap(({ id }) => id !== undefined && echo$.next({ id })),
      ignoreElements(),
    );
    const late = () => throwError(() => new DirectLineTimeoutError('echo', sendTimeoutMs, { outcome: 'accepted' }));
    const id$ = accepted$.pipe(
      switchMap(({ id }) => (id === undefined ? echo$.pipe(timeout({ first: sendTimeoutMs, with: late })) : of({ id }))),
    );
    return merge(listening$, id$);
  });
