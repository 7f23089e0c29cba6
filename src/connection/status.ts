import type { Observable, Observer } from 'rxjs';
import type { DirectLineError } from '../errors.js';

/** How activities arrive. */
export type Transport = 'websocket' | 'polling';

/** The state of the activity stream. Each member says what is true and what the app can do. */
export type ConnectionStatus =
  /** Nobody subscribes to the stream: there is no socket. (Posts and `token$` do not show here.) */
  | { readonly state: 'idle' }
  /** The client asks for a conversation, a token or a stream URL, or opens the stream. `run` rises with each entry; `attempt` counts from 1 since the last connection that held. */
  | {
      readonly state: 'connecting';
      readonly run: number;
      readonly attempt: number;
      readonly transport: Transport;
      /** As of `online`. */
      readonly socketRetryAtMs?: number;
    }
  /** The stream is open and, within the last 45 s, was heard, answered a ping, or was shown to have missed nothing. */
  | {
      readonly state: 'online';
      readonly run: number;
      readonly transport: Transport;
      /** Why it is polled although a socket was wanted: another client holds the stream, or sockets do not open here. */
      readonly pollingReason?: 'otherClient' | 'socketBlocked';
      /** When a socket is tried again, in milliseconds on the clock; the stream sends `socketAgain` then. */
      readonly socketRetryAtMs?: number;
    }
  /** The connection was lost or, without `hasBeenOnline`, never made. Attempt number `attempt` comes at `retryAtMs` (on the clock), `delayMs` after the failure, or at `reconnect()`. */
  | {
      readonly state: 'waiting';
      readonly run: number;
      readonly attempt: number;
      readonly delayMs: number;
      readonly retryAtMs: number;
      readonly hasBeenOnline: boolean;
      readonly error: DirectLineError;
    }
  /** There is no token to go on with: call `setToken(token)` when there is one. */
  | { readonly state: 'needsToken'; readonly reason: 'none' | 'expired' | 'refused' | 'otherConversation'; readonly error: DirectLineError }
  /** Given up: the stream has errored. Subscribe again to try again. */
  | { readonly state: 'failed'; readonly error: DirectLineError }
  /** For good: everything has completed. */
  | { readonly state: 'ended'; readonly reason: 'end' | 'endOfConversation' | 'gone' };

/** What a stream or an app tells the status. An event that carries an older `run` changes nothing. */
export type ConnectionEvent =
  /** Somebody subscribes to the stream, or has unsubscribed; both are counted. */
  | { readonly type: 'wanted' | 'left' }
  /** The stream is open; it has been open for 5 s; its clock jumped past all that it could have heard. */
  | { readonly type: 'opened' | 'healthy' | 'jumped'; readonly run: number }
  /** The wait is over; a socket is worth another try. */
  | { readonly type: 'due' | 'socketAgain'; readonly run: number }
  /** The stream failed, while opening or later. */
  | { readonly type: 'lost'; readonly run: number; readonly error: DirectLineError }
  /** The host woke up or is back online: ends a wait. */
  | { readonly type: 'woken' }
  /** A new connection is wanted now. A `run` is replaced even in the moment in which it began. */
  | { readonly type: 'reconnect'; readonly run?: number }
  /** There is another token: ends `needsToken`. */
  | { readonly type: 'token' }
  /** The bot ended the conversation; the app ended everything. */
  | { readonly type: 'endOfConversation' | 'end' };

/** A status that events drive: an observable of statuses, which replays the current one, and an observer of events. */
export type StatusSubject = Observable<ConnectionStatus> &
  Observer<ConnectionEvent> & {
    /** Whether it is handling an event, so that the next one has to wait. A subject without a queue leaves it out. */
    readonly isHandling?: boolean;
  };
