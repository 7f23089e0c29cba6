import type { DirectLineError } from '../errors.js';
/** Everything that can happen to a connection; what belongs to a run says which, so that what comes late changes nothing. */
export type ConnectionEvent =
  /** Somebody listens; `demand` tells whose effects may begin. */
  | { readonly type: 'wanted'; readonly demand: number; readonly nowMs: number }
  /** That demand is over; an older one's end says nothing. */
  | { readonly type: 'left'; readonly demand: number; readonly nowMs: number }
  /** The run's stream is open. */
  | { readonly type: 'opened'; readonly run: number }
  /** It has been open long enough to be believed. */
  | { readonly type: 'healthy'; readonly run: number }
  /** The run failed, while opening or after it. */
  | { readonly type: 'lost'; readonly run: number; readonly error: DirectLineError; readonly nowMs: number }
  /** The clock jumped past all that the run could have heard. */
  | { readonly type: 'jumped'; readonly run: number; readonly nowMs: number }
  /** The wait is over. */
  | { readonly type: 'due'; readonly run: number; readonly nowMs: number }
  /** It has been polled for long enough: the socket is worth another try. */
  | { readonly type: 'socketAgain'; readonly run: number; readonly nowMs: number }
  /** The host woke up, or is back online. */
  | { readonly type: 'woken'; readonly nowMs: number }
  /** The app said: now. */
  | { readonly type: 'reconnect'; readonly nowMs: number }
  /** The bot ended the conversation. */
  | { readonly type: 'endOfConversation' }
  /** The app ended the client. */
  | { readonly type: 'end' };
