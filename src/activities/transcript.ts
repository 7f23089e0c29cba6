import {
  asyncScheduler, defer, distinctUntilChanged, EMPTY, endWith, ignoreElements, map, merge, mergeMap, ReplaySubject, retry, share, skip,
  switchMap, takeUntil, tap, timer, type Observable,
} from 'rxjs';
import { asDirectLineError, DirectLineNetworkError } from '../errors.js';
import type { Activity, ChannelAccount } from '../protocol/types.js';
import { streamAssembler } from './assembler.js';
import { checkCount } from './check.js';
import type { DirectLineLike } from './client.js';
import { isMessage } from './guards.js';
import type { LivestreamOptions } from './livestream.js';
import { outgoing } from './outgoing.js';
import { atMost, nextKey, type Row } from './rows.js';
import { accepted, failed, heard, nothingShown, posted, silentSince, type Change } from './shown.js';

export interface TranscriptOptions extends LivestreamOptions {
  /** How many rows are kept, the newest; default 1,000. */
  readonly maxRows?: number;
}

/** What a chat looks like now. Each part is the same object as before where nothing of it has changed. */
export interface TranscriptView {
  /** The messages, in the order in which they came or were posted. */
  readonly rows: readonly Row[];
  /** Who else is typing: until a message of theirs, or 5 s after they last said so. */
  readonly typing: readonly ChannelAccount[];
  /** How many rows are not kept any more. */
  readonly dropped: number;
}

export interface Transcript {
  /**
   * The chat as it is now, then each change; shared. Subscribing listens to `activity$`; when the last subscriber has left
   * that is left, and the rows stay: what others take from `activity$` meanwhile is missing here. It never errors: after an
   * error of `activity$`, which the status tells of, it listens again when the status changes, by `reconnect()` say. It
   * completes when the client has ended; who comes later gets the last view.
   */
  readonly view$: Observable<TranscriptView>;
  /**
   * Posts a text or an activity, once a subscription, as `postActivity` does, and shows a message at once: as `pending`, then
   * `sent`, by its echo or the answer to the post, or `failed`. Its echo takes its row, at any time. Unsubscribing before that
   * aborts the request: the row has `failed`, with the outcome `unknown`. Errors are those of `postActivity`.
   */
  readonly post: (message: string | Activity) => Observable<{ readonly id: string }>;
}

/**
 * The rows that a UI shows of a conversation: messages, one's own from the moment they are posted, streamed answers in one row
 * each, and who is typing. Does nothing until something of it is subscribed to. Throws `DirectLineOptionError` for a
 * `maxRows` under 1. Docs/protocol.md, 12.1 and 13.
 */
export const transcript = (directLine: DirectLineLike, { maxRows = 1_000, text = 'auto' }: TranscriptOptions = {}): Transcript => {
  checkCount('maxRows', maxRows);
  const assemble = streamAssembler(text);
  // Mutable: the rows are kept while nobody looks. A ReplaySubject, since it still tells the last view after it has completed.
  let shown = nothingShown;
  const change$ = new ReplaySubject<void>(1);
  const apply = (change: Change): void => {
    const next = change(shown);
    if (next === shown) return;
    shown = { ...next, ...atMost(next, maxRows) };
    change$.next();
  };
  change$.next();
  // Not what the change was, but what is shown now: a subscriber that posts makes the next change before others are told of this one.
  const shown$ = change$.pipe(map(() => shown), distinctUntilChanged());

  const hearing$ = directLine.activity$.pipe(
    retry({ delay: () => directLine.connectionStatus$.pipe(skip(1)) }),
    mergeMap(assemble),
    tap(activity => apply(heard(activity, asyncScheduler.now()))),
  );
  const typingEnds$ = shown$.pipe(
    map(({ untilMs }) => untilMs),
    distinctUntilChanged(),
    switchMap(untilMs => (untilMs.length > 0 ? timer(Math.max(0, Math.min(...untilMs) - asyncScheduler.now())) : EMPTY)),
    tap(() => apply(silentSince(asyncScheduler.now()))),
  );
  const ended$ = directLine.connectionStatus$.pipe(ignoreElements(), endWith(undefined), tap(() => change$.complete()));
  const work$ = merge(hearing$, typingEnds$).pipe(ignoreElements(), takeUntil(ended$), share());

  const send = (message: string | Activity, key?: string): Observable<{ readonly id: string }> =>
    defer(() => {
      const activity = outgoing(message, 'post');
      if (!isMessage(activity)) return directLine.postActivity(activity);
      const row = key ?? nextKey(shown);
      const fail = (error: unknown): void => apply(failed(row, asDirectLineError(error), send(message, row)));
      apply(posted(row, activity));
      return directLine.postActivity(activity).pipe(
        tap({
          next: ({ id }) => apply(accepted(row, id)),
          error: fail,
          unsubscribe: () => fail(new DirectLineNetworkError('nobody waited for what became of the post', false, { outcome: 'unknown' })),
        }),
      );
    });

  return {
    view$: merge(shown$.pipe(map(({ rows, typing, dropped }) => ({ rows, typing, dropped }))), work$),
    post: message => send(message),
  };
};
