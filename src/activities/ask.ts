import {
  connect, defer, distinctUntilChanged, EMPTY, endWith, filter, ignoreElements, map, merge, mergeMap, NEVER, scan, startWith, switchMap, takeUntil, timer,
  type Observable,
} from 'rxjs';
import { DirectLineTimeoutError } from '../errors.js';
import type { Activity } from '../protocol/types.js';
import { hasFiles } from '../transport/holdsBytes.js';
import { checkWait } from './check.js';
import type { DirectLineLike } from './directLineLike.js';
import { isMessage, type MessageActivity } from './guards.js';
import { toActivity } from './toActivity.js';
import { nextTurn, turnOf, type Step, type Turn } from './turn.js';
import { TYPING_MS } from './typing.js';

export interface AskOptions {
  /** After how long without anything more the answers are complete; ms, default 1,000. */
  readonly quietMs?: number | undefined;
  /** How long to wait for an answer, or for the rest of one; for a message with files, from its arrival on; ms, default 30,000. */
  readonly timeoutMs?: number | undefined;
  /** Emits all that answers, as it comes, including typing indicators, chunks of streamed answers and events; default `false`. */
  readonly raw?: boolean | undefined;
}

/**
 * Posts one message, a text or an activity, and emits the messages that answer it. A streamed answer is emitted once, as its final
 * message with its whole text; with `raw: true`, everything is emitted as it comes (for `livestream()`). An answer has the id of the
 * question as `replyToId`, or has no `replyToId` and comes from somebody else after the echo of the question.
 *
 * Each subscription listens, then posts; unsubscribing stops both. It completes when the post is answered, an answer has come, no
 * streamed answer is in progress, and nothing more has come for `quietMs`, or for 5 s after a typing indicator; also when the post
 * is answered and the conversation has ended. Errors: those of the post and of `activity$`; `DirectLineTimeoutError`, whose `outcome`
 * says what is known of the post, when for `timeoutMs` nothing has come, neither the answer to the post nor its echo nor an answer. Files on
 * their way have the time that the post gives them. Throws `DirectLineOptionError`. Docs/protocol.md, 6.2 and 12.1.
 *
 * @example
 * ask(directLine, 'Which plans are there?').subscribe(({ text }) => console.log(text));
 */
export function ask(
  directLine: Pick<DirectLineLike, 'activity$' | 'postActivity'>, message: string | Activity,
  options?: AskOptions & { readonly raw?: false | undefined },
): Observable<MessageActivity>;
export function ask(
  directLine: Pick<DirectLineLike, 'activity$' | 'postActivity'>, message: string | Activity, options: AskOptions,
): Observable<Activity>;
export function ask(
  directLine: Pick<DirectLineLike, 'activity$' | 'postActivity'>, message: string | Activity,
  { quietMs = 1_000, timeoutMs = 30_000, raw = false }: AskOptions = {},
): Observable<Activity> {
  checkWait('quietMs', quietMs);
  checkWait('timeoutMs', timeoutMs);
  const answer$ = defer(() => {
    const question = toActivity(message, 'ask');
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
  return raw ? answer$ : answer$.pipe(filter(isMessage));
}

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
