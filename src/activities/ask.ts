import {
  connect, defer, distinctUntilChanged, EMPTY, endWith, ignoreElements, map, merge, mergeMap, NEVER, scan, startWith, switchMap, takeUntil, timer,
  type Observable,
} from 'rxjs';
import { DirectLineTimeoutError } from '../errors.js';
import type { Activity } from '../protocol/types.js';
import { hasFiles } from '../transport/holdsBytes.js';
import { checkWait } from './check.js';
import type { DirectLineLike } from './client.js';
import { outgoing } from './outgoing.js';
import { nextTurn, turnOf, type Step, type Turn } from './turn.js';
import { TYPING_MS } from './typing.js';

export interface AskOptions {
  /** For how long nothing more has to come for the answers to be complete; ms, default 1,000. */
  readonly quietMs?: number;
  /** For how long an answer, or the rest of one, is waited for, from the arrival of a message with files on; ms, default 30,000. */
  readonly timeoutMs?: number;
}

/**
 * Posts one message, a text or an activity, and emits what answers it, as it comes: what has its id as `replyToId`, and what
 * comes from somebody else, without any `replyToId`, after its echo. Typing is among it (`filter(isMessage)`, `livestream()`).
 * Complete when the post is answered, something was said, no streamed answer is in progress, and nothing more of it has come
 * for `quietMs`, or for 5 s after a typing indicator; or when the post is answered and the conversation has ended. Each
 * subscription listens, then posts; unsubscribing stops both. Errors: those of the post and of `activity$`;
 * `DirectLineTimeoutError`, with what is known of the post as `outcome`, when it is not complete and nothing of it, its echo and
 * the answer to the post included, has come for `timeoutMs`; files on their way have the time that the post gives them. Throws `DirectLineOptionError`. Docs/protocol.md, 6.2 and 12.1.
 */
export const ask = (
  directLine: Pick<DirectLineLike, 'activity$' | 'postActivity'>,
  message: string | Activity,
  { quietMs = 1_000, timeoutMs = 30_000 }: AskOptions = {},
): Observable<Activity> => {
  checkWait('quietMs', quietMs);
  checkWait('timeoutMs', timeoutMs);
  return defer(() => {
    const question = outgoing(message, 'ask');
    const uploads = hasFiles(question);
    const none = turnOf(question);
    const step$ = merge(
      directLine.activity$.pipe(map((heard): Step => ({ heard }))),
      defer(() => directLine.postActivity(question)).pipe(map(({ id }): Step => ({ posted: id }))),
    );
    return step$.pipe(
      scan(nextTurn(question), none),
      distinctUntilChanged(),
      connect(turn$ =>
        merge(turn$.pipe(mergeMap(({ fresh }) => fresh)), turn$.pipe(startWith(none), switchMap(turn => (uploads && isOnItsWay(turn) ? NEVER : late(turn, timeoutMs))))).pipe(
          takeUntil(merge(turn$.pipe(switchMap(turn => quiet(turn, quietMs))), turn$.pipe(ignoreElements(), endWith(undefined)))),
        ),
      ),
    );
  });
};

/** Emits when the answers are complete. */
const quiet = ({ posted, answered, typing, streams }: Turn, quietMs: number): Observable<unknown> =>
  posted && answered && streams.length === 0 ? timer(typing ? Math.max(quietMs, TYPING_MS) : quietMs) : EMPTY;

/** How long files take is known to the post, which ends by itself. */
const isOnItsWay = ({ posted, echoed }: Turn): boolean => !posted && !echoed;

const late = ({ id }: Turn, timeoutMs: number): Observable<never> =>
  timer(timeoutMs).pipe(
    map(() => {
      throw new DirectLineTimeoutError('request', timeoutMs, { outcome: id === undefined ? 'unknown' : 'accepted' });
    }),
  );
