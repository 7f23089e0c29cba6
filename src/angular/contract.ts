import type { Signal } from '@angular/core';
import type { ConnectionStatus, DirectLine, Conversation, DirectLineError, Transcript, TranscriptView } from '../index.js';

/**
 * A client in an injector: all that it has as observables, `post` and `view$` of its transcript, and four signals beside them. None of the
 * signals throws. What a signal demands it demands from when it is first read until what injected it, a component say, is destroyed.
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
  /** The chat as it is now; demands the connection, as `activity$` does. After `failed` it stays as it is, and goes on with `reconnect()`. */
  readonly transcript: Signal<TranscriptView>;
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
