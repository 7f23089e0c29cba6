import type { Signal } from '@angular/core';
import type { ConnectionStatus, Conversation, DirectLine, DirectLineError, Transcript, TranscriptState } from '../index.js';

/**
 * A client in an injector: its observables and functions, those of its transcript (`state$`, `send`, `getSnapshot`, `subscribe`), and four
 * signals. None of the signals throws. A signal demands from its first reading until the injecting component (or other injector) is destroyed.
 */
export interface InjectedDirectLine extends DirectLine, Transcript {
  /** The status of the connection; demands nothing. */
  readonly status: Signal<ConnectionStatus>;
  /**
   * What is in the way, until it is not any more: the error of the status, in `waiting`, `needsToken` and `failed`, else that with which `conversation`
   * has given up, as long as somebody demands it and the client has not ended; demands nothing. While `conversation` alone waits, for a token or for
   * its next try, it knows nothing of that.
   */
  readonly error: Signal<DirectLineError | undefined>;
  /** The state of the chat; demands the connection, as `activity$` does. After `failed` it stays as it is, and goes on with `reconnect()`. */
  readonly transcript: Signal<TranscriptState>;
  /**
   * The conversation, `undefined` as long as none is known; demands it and no socket, as `conversation$` does. After an error it goes on with
   * `reconnect()` or `setToken()`, or when the connection is online.
   */
  readonly conversation: Signal<Conversation | undefined>;
  /**
   * The client's `reconnect`, for the signals as well: connects now, also after `failed`, for as many as demand it. With zone.js it works
   * outside Angular's zone, as all of this does.
   */
  readonly reconnect: DirectLine['reconnect'];
}
