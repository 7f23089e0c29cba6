import { asyncScheduler, map, of, pipe, Subject, switchMap, take, tap, throwError, type Observable } from 'rxjs';
import { followStatus, type FollowStatusOptions } from '../connection/followStatus.js';
import type { OpenStream } from '../connection/followStatus.js';
import type { Signal } from '../connection/signal.js';
import { withLivenessCheck } from '../connection/silence.js';
import type { StatusSubject } from '../connection/status.js';
import { DirectLineOptionError } from '../errors.js';
import { handOver } from '../flow/handOver.js';
import { malformed } from '../protocol/call.js';
import { hasStreams, type Conversation, type StreamingProtocol } from '../protocol/protocol.js';
import type { StreamUrl } from '../protocol/streamUrl.js';
import type { Token } from '../protocol/token.js';
import type { ActivitySet } from '../protocol/types.js';
import type { DirectLineService } from '../protocol/service.js';
import type { Authorized } from '../session/authorizedCalls.js';
import type { SocketWatch } from '../trace.js';
import { afterHistory } from './history.js';
import { missedNothing } from './missedNothing.js';
import { whenReady } from './pages.js';
import { pollActivitySets } from './polling.js';
import type { CurrentPosition } from './position.js';
import type { ReceivedSet } from './receivedSet.js';
import { openStream } from './stream.js';

/** What a stream of activity sets needs from its owner: a client, or the part `activitySets`. */
export interface ConversationSetsOptions extends FollowStatusOptions {
  readonly service: DirectLineService;
  readonly status$: StatusSubject;
  /** The conversation of now; its first value is used. */
  readonly conversation$: Observable<Conversation>;
  /** Makes a call of the conversation with a token that works. */
  readonly call: Authorized;
  /** The position in the conversation of now. */
  readonly position: CurrentPosition;
  readonly history: 'all' | 'new';
  readonly silenceMs: number;
  readonly connectTimeoutMs: number;
  /** From 0 to 1: spreads the liveness checks of many clients. */
  readonly random: () => number;
  /** Default 0: each stream is tested at its own time. */
  readonly gridMs?: number | undefined;
  readonly wake$: Observable<unknown>;
  /** Emits when the app has posted an activity: while polling, the next request then comes sooner. */
  readonly sent$: Observable<unknown>;
  /** Emits once a stream may be opened. */
  readonly room$: Observable<unknown>;
  /** Emits once another page of history may be asked for. */
  readonly settled$: Observable<unknown>;
  /** Takes the token that came with a stream URL. */
  readonly offer?: (token: Token) => void;
  readonly watchSocket?: (url: string) => SocketWatch;
}

/** Stream URLs that were used: each opens one stream. Kept by identity for the whole module, so that no subscription depends on another. */
const usedStreamUrls = new WeakSet<StreamUrl>();

/** The activity sets of a conversation, from one stream at a time, as the status asks for it. Errors and completes as `followStatus` does. */
export const conversationSets = (options: ConversationSetsOptions): Observable<ReceivedSet> => {
  const { service: { protocol, socket }, status$, call, position, history, silenceMs, connectTimeoutMs, random, gridMs, wake$, sent$, room$, settled$ } = options;
  const watermark = (): string | undefined => position.watermark;
  const page = (after?: string): Observable<ActivitySet> => call((token, id) => protocol.getActivities(token, id, after));
  const hidden = (): boolean => history === 'new' && !position.hasJoined;
  const alive = withLivenessCheck<ReceivedSet>({ silenceMs, random, gridMs, wake$, prove: () => missedNothing(position, page) });

  // Mutable: the conversation whose first page was requested while a stream opened. If the stream fails, the page is discarded, so the client requests it early once for each conversation.
  let prefetchedId: string | undefined;
  const stream = (streams: StreamingProtocol): Observable<Signal<ReceivedSet>> => {
    // Mutable: whether this stream brings the conversation from its beginning, as the one of a start does.
    let isWhole = false;
    const opening$ = new Subject<void>();
    const streamUrl$ = streamUrlOf(options, streams, (whole) => (isWhole = whole), ({ conversationId, started }) => {
      // A conversation that this client started has little or no history, and an empty first page would cost a request.
      if (started === 'new' || conversationId === prefetchedId) return;
      prefetchedId = conversationId;
      opening$.next();
    });
    const needed = (): boolean => !isWhole && watermark() === undefined;
    const withHistory = pipe(alive, afterHistory({ needed, hidden, page: whenReady(page, settled$), opening$ }));
    return withHistory(openStream(streamUrl$, socket, connectTimeoutMs, options.watchSocket))();
  };
  const open: OpenStream<ReceivedSet> = (transport) =>
    room$.pipe(
      handOver(() => {
        if (transport === 'polling') return alive(pollActivitySets({ page, watermark, hidden, sent$, ready$: settled$ }))();
        return hasStreams(protocol) ? stream(protocol) : throwError(noStreams);
      }),
    );
  return followStatus(status$, open, options);
};

/** A stream URL: the one of the start, once and if it still opens a stream, else a new one that goes on after the watermark. Docs/protocol.md, 4.1 and 5. */
const streamUrlOf = (
  { conversation$, call, position, offer }: ConversationSetsOptions,
  protocol: StreamingProtocol,
  setWhole: (isWhole: boolean) => void,
  /** Called with each new stream URL, before its stream is opened. */
  onNewStreamUrl: (conversation: Conversation) => void,
): Observable<StreamUrl> => {
  const reconnected = (): Observable<StreamUrl> => call((token, id) => protocol.reconnectToConversation(token, id, position.watermark)).pipe(
    tap(({ token }) => token && offer?.(token)),
    map(({ streamUrl }) => {
      if (streamUrl) return streamUrl;
      throw malformed('reconnect to conversation, streamUrl', streamUrl, 'a text');
    }),
  );
  return conversation$.pipe(
    take(1),
    switchMap((conversation) => {
      const { started, streamUrl } = conversation;
      // The stream URL of a conversation that existed would replay all of it (docs/protocol.md, 4.1).
      const isWhole = started === 'new' && streamUrl !== undefined && isUsable(streamUrl) && position.watermark === undefined;
      setWhole(isWhole);
      if (streamUrl) usedStreamUrls.add(streamUrl);
      return isWhole ? of(streamUrl) : reconnected().pipe(tap(() => onNewStreamUrl(conversation)));
    }),
  );
};

const isUsable = (streamUrl: StreamUrl): boolean => !usedStreamUrls.has(streamUrl) && asyncScheduler.now() < streamUrl.usableUntilMs;

const noStreams = (): DirectLineOptionError =>
  new DirectLineOptionError('transport', 'a socket for a protocol that has no streams', "'polling' with directLine1");
