import type { Observable } from 'rxjs';
import type { ConnectionStatus } from './connection/status.js';
import type { Conversation } from './protocol/protocol.js';
import type { Token } from './protocol/token.js';
import type { Activity } from './protocol/types.js';
import type { CommittableSet } from './receive/committable.js';
import type { Checkpoint } from './session/checkpoint.js';
import type { TraceEvent } from './trace.js';

/** A Direct Line client: one conversation, its status and its activities as observables. */
export interface DirectLine {
  /** The current status, then each change. Subscribing does nothing else. It never errors and completes after `ended`. */
  readonly connectionStatus$: Observable<ConnectionStatus>;
  /**
   * The conversation: its id, whether this client started it, and the user of its posts; again when another one takes its place.
   * Subscribing starts the conversation if none is known and opens no socket; unsubscribing aborts a start that nobody waits for.
   * Without a token to be had it waits for `setToken` or `reconnect`. Completes at the end; errors as `activity$` does.
   */
  readonly conversation$: Observable<Conversation>;
  /**
   * The token, its conversation and its expiry, again at each refresh. Subscribing starts the conversation if none is known, opens no socket, and keeps the
   * token fresh; unsubscribing stops that. Without a token to be had it waits for `setToken` or `reconnect`. Completes at the end; errors as
   * `activity$` does. Docs/protocol.md, 3.5.
   */
  readonly token$: Observable<Token>;
  /**
   * Live activities, each once, your own among them; not replayed to later subscribers (`transcript` is what replays). The first subscriber gets
   * what the service has recorded, then what is new. Subscribing starts the conversation if none is known and opens its stream; when the last
   * subscriber has left, the stream stays open for `lingerMs`. Completes at the end; errors, with a `DirectLineError`, when the client gives
   * up: subscribe again to try again.
   */
  readonly activity$: Observable<Activity>;
  /**
   * The same in sets, for handlers that take time: a set is saved (by `checkpoint()` and by a storage of the option `resume`) once it and all
   * before it were committed, while anybody subscribes to this. Subscribing, unsubscribing, its end and its errors are as those of
   * `activity$`, and who has both gets each activity once in each. Polling asks for more when all is committed; with 1,000
   * activities uncommitted nothing more is delivered, and with 1,000 more the stream ends until they are. To get again what
   * was not committed, make another client that goes on from the checkpoint.
   */
  readonly activitySet$: Observable<CommittableSet>;
  /**
   * Posts an activity, once a subscription, and emits the id that the service gave it; errors with a `DirectLineError`
   * whose `outcome` says what became of it. Attachments that hold bytes are read and uploaded with it, 4 MB in all.
   * Unsubscribing aborts the request. Docs/protocol.md, 6.
   */
  readonly postActivity: (activity: Activity) => Observable<{ readonly id: string }>;
  /**
   * The id of the sign-in session, which ties a sign-in window to this browser so that it needs no code to be typed. Subscribing
   * asks for it, with the host's cookies, and starts the conversation if need be; unsubscribing aborts the request. Errors with a
   * `DirectLineError`: a 400 or 403 says that the page's origin is not trusted; 1.1 has none. Docs/protocol.md, 10.
   */
  readonly getSessionId: () => Observable<string>;
  /**
   * Where to go on, for the option `resume`: after the last whole set that was delivered, or before the first one that was not committed. Called
   * in the middle of a set, that set comes again. `undefined` while there is no conversation.
   */
  readonly checkpoint: (options?: { readonly withToken?: boolean }) => Checkpoint | undefined;
  /** Uses this token from now on, and ends `needsToken`. It changes no open stream. Throws `DirectLineOptionError` for a malformed token. */
  readonly setToken: (token: string) => void;
  /** Connects now: ends a wait, replaces an open stream, and calls the option `token` again where a token is needed. */
  readonly reconnect: () => void;
  /** Completes everything and lets go of everything, for good. Twice is fine. */
  readonly end: () => void;
  /** What happens inside, without secrets; hot, and subscribing does nothing else. Notices have level `warn`. */
  readonly trace$: Observable<TraceEvent>;
}
