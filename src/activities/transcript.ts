import {
  asyncScheduler, catchError, defer, distinctUntilChanged, EMPTY, endWith, ignoreElements, map, merge, mergeMap, of, ReplaySubject, retry,
  share, skip, Subject, switchMap, takeUntil, tap, timer, type Observable,
} from 'rxjs';
import { asDirectLineError } from '../errors.js';
import type { Activity } from '../protocol/types.js';
import { streamAssembler } from './assembler.js';
import { isBotFailure } from './botFailure.js';
import { checkCount } from './check.js';
import type { DirectLineLike } from './directLineLike.js';
import { isMessage } from './guards.js';
import type { LivestreamOptions } from './livestream.js';
import { newest, nextKey } from './messages.js';
import { toActivity } from './toActivity.js';
import {
  activityReceived, emptyTranscript, postAccepted, postFailed, postStarted, sentId, typingExpired, userKnown, type Change, type TranscriptState,
} from './transcriptState.js';

export interface TranscriptOptions extends LivestreamOptions {
  /** How many messages are kept, the newest; default 1,000. */
  readonly maxMessages?: number | undefined;
}

/** The state of a chat, and `send`. The functions need no `this`. */
export interface Transcript {
  /**
   * The state now, then each change; shared. Subscribing subscribes to `activity$` (and `conversation$`); when the last subscriber
   * unsubscribes, that ends and the state stays, without what arrives meanwhile. It never errors: after an error of `activity$`, which
   * the status reports, it subscribes again when the status changes, for example by `reconnect()`. It completes when the client has
   * ended; later subscribers get the last state.
   */
  readonly state$: Observable<TranscriptState>;
  /** Returns the state now: the same object as long as nothing changes. Demands nothing. */
  readonly getSnapshot: () => TranscriptState;
  /**
   * Calls the listener after each change, and returns the function that stops that. It demands `activity$` meanwhile, as a subscriber
   * of `state$` does. Unlike `state$` it goes on after the end of the client, for messages that are sent then and fail.
   */
  readonly subscribe: (listener: () => void) => () => void;
  /**
   * Posts a text or an activity at once, one post a call, and shows a message at once: `pending`, then `sent`, by its echo or the
   * answer to the post, or `failed`. The observable replays the outcome to each subscriber: the id, or the error of `postActivity`.
   * Unsubscribing does not abort the post, and without a subscriber the error is only in the message. An echo proves that the
   * service has the message: of a message that was echoed, only a failure of the bot is an error; an echo that comes after another
   * error makes the message `sent`.
   */
  readonly send: (message: string | Activity) => Observable<{ readonly id: string }>;
}

/**
 * Makes the state of a chat from a client: the messages, the user's own from the moment they are sent, each streamed answer as one message
 * that grows, and who is typing. Demands nothing until something of it is subscribed to. Throws `DirectLineOptionError` for a
 * `maxMessages` under 1. Docs/protocol.md, 12.1 and 13.
 *
 * @example
 * const chat = transcript(directLine);
 * chat.state$.subscribe(({ messages }) => console.log(messages.map(({ isOwn, text }) => (isOwn ? `> ${text}` : text))));
 * chat.send('hello');
 */
export const transcript = (directLine: DirectLineLike, { maxMessages = 1_000, text = 'auto' }: TranscriptOptions = {}): Transcript => {
  checkCount('maxMessages', maxMessages);
  const assemble = streamAssembler(text);
  // Mutable: the data outlives its subscribers, and the snapshot is one object as long as nothing changes.
  let data = emptyTranscript;
  let snapshot: TranscriptState = { messages: data.messages, typing: data.typing, dropped: data.dropped };
  // Completes at the end, and replays the last state after it.
  const replayed$ = new ReplaySubject<void>(1);
  const changed$ = new Subject<void>();
  const apply = (change: Change): void => {
    data = newest(change(data), maxMessages);
    const { messages, typing, dropped } = data;
    if (messages === snapshot.messages && typing === snapshot.typing && dropped === snapshot.dropped) return;
    snapshot = { messages, typing, dropped };
    replayed$.next();
    changed$.next();
  };
  replayed$.next();
  // Maps to the state now: a subscriber that sends causes the next change before other subscribers have received this one.
  const current$ = replayed$.pipe(map(() => snapshot), distinctUntilChanged());

  const resumed = <T>(source$: Observable<T>): Observable<T> =>
    source$.pipe(retry({ delay: () => directLine.connectionStatus$.pipe(skip(1)) }));
  const user$ = resumed(directLine.conversation$ ?? EMPTY).pipe(tap(({ userId }) => userId !== undefined && apply(userKnown(userId))));
  const receiving$ = resumed(directLine.activity$).pipe(
    mergeMap(assemble),
    tap(activity => apply(activityReceived(activity, asyncScheduler.now()))),
  );
  const typingEnds$ = current$.pipe(
    map(() => data.untilMs),
    distinctUntilChanged(),
    switchMap(untilMs => (untilMs.length > 0 ? timer(Math.max(0, Math.min(...untilMs) - asyncScheduler.now())) : EMPTY)),
    tap(() => apply(typingExpired(asyncScheduler.now()))),
  );
  const ended$ = directLine.connectionStatus$.pipe(
    ignoreElements(),
    endWith(undefined),
    tap(() => {
      apply(typingExpired(Infinity));
      replayed$.complete();
    }),
  );
  const work$ = merge(user$, receiving$, typingEnds$).pipe(ignoreElements(), takeUntil(ended$), share());

  const post = (message: string | Activity, failedKey?: string): Observable<{ readonly id: string }> => {
    const outcome$ = new ReplaySubject<{ readonly id: string }>(1);
    defer(() => {
      const activity = toActivity(message, 'send');
      if (!isMessage(activity)) return directLine.postActivity(activity);
      const key = failedKey ?? nextKey(data);
      apply(postStarted(key, activity));
      return defer(() => directLine.postActivity(activity)).pipe(
        tap(({ id }) => apply(postAccepted(key, id))),
        catchError((thrown: unknown) => {
          const error = asDirectLineError(thrown);
          const id = isBotFailure(error) ? undefined : sentId(data, key);
          if (id !== undefined) return of({ id });
          apply(postFailed(key, error, once(() => again(message, key))));
          throw error;
        }),
      );
    }).subscribe(outcome$);
    return outcome$.asObservable();
  };
  // A late echo can arrive between the failure and the click: the service has the message then.
  const again = (message: string | Activity, key: string): Observable<{ readonly id: string }> => {
    const id = sentId(data, key);
    return id === undefined ? post(message, key) : of({ id });
  };

  return {
    state$: merge(current$, work$),
    getSnapshot: () => snapshot,
    subscribe: listener => {
      const subscription = changed$.subscribe(() => listener());
      subscription.add(work$.subscribe());
      return () => subscription.unsubscribe();
    },
    send: message => post(message),
  };
};

/** Returns the result of the first call from all calls: a second click does not post twice. */
const once = <T>(call: () => T): (() => T) => {
  // Mutable: the result of the first call.
  let first: { readonly result: T } | undefined;
  return () => (first ??= { result: call() }).result;
};
