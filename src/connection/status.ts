import type { DirectLineError } from '../errors.js';

export type Transport = 'websocket' | 'polling';

/** The state of the activity stream; each member says what is true, and what the app can do. */
export type ConnectionStatus =
  /** Nobody listens to `activity$`: there is no socket. (`session$` and posts do not show here.) */
  | { readonly state: 'idle' }
  /** Asking for a conversation, a token or a stream URL, or opening the stream; `attempt` counts from 1 since the last connection that held. */
  | { readonly state: 'connecting'; readonly attempt: number }
  /** Open, and within the last 45 s heard, ponged, or shown to have missed nothing. */
  | { readonly state: 'online'; readonly transport: Transport; readonly because?: 'collision' | 'handshake' }
  /** Lost; attempt number `attempt` comes at `retryAtMs` (on the clock, ms), `delayMs` after the loss, or at `reconnect()`. */
  | {
      readonly state: 'waiting';
      readonly attempt: number;
      readonly delayMs: number;
      readonly retryAtMs: number;
      readonly error: DirectLineError;
    }
  /** There is no token to be had: call `reconnect(token?)` when there is one. */
  | { readonly state: 'expired'; readonly error: DirectLineError }
  /** Given up: `activity$` has errored; subscribe again to try again. */
  | { readonly state: 'failed'; readonly error: DirectLineError }
  /** For good: everything has completed. */
  | { readonly state: 'ended'; readonly reason: 'end' | 'endOfConversation' | 'gone' };
