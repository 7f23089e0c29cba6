import type { Observable } from 'rxjs';
import type { Grant } from './grant.js';
import type { Ticket } from './tickets.js';
import type { Activity, ActivitySet, TokenParameters } from './types.js';
import type { Upload } from './upload.js';

/** A conversation as start and reconnect give it. */
export interface Conversation {
  readonly conversationId: string;
  /** Whether the call made it; `unknown` where the protocol does not tell. */
  readonly started: 'new' | 'existing' | 'unknown';
  /** The token to use from now on, if the answer had one. */
  readonly grant?: Grant;
  /** Where its stream is, if the protocol has streams. */
  readonly ticket?: Ticket;
  /** The bot's speech grammar, where the service tells of one (docs/protocol.md, 4.1). */
  readonly referenceGrammarId?: string;
}

/** What opens a conversation: the secret, or the token. */
export type Credential = string;

/** The calls with which a conversation begins: both versions answer them. */
export interface Opening {
  readonly version: '3.0' | '1.1';
  generateToken(secret: Credential, parameters?: TokenParameters): Observable<Grant>;
  startConversation(credential: Credential, parameters?: TokenParameters): Observable<Conversation>;
}

/**
 * All calls of Direct Line that the client makes: each sends one request a subscription, emits once and completes.
 * Errors: `DirectLineHttpError`, `DirectLineNetworkError`, `DirectLineTimeoutError`, `DirectLineProtocolError`, of a post `DirectLineTooLargeError`.
 */
export interface Protocol extends Opening {
  /** 3.0 reads the conversation from the token, 1.1 has to be told it. */
  refreshToken(token: Credential, conversationId?: string): Observable<Grant>;
  getActivities(credential: Credential, conversationId: string, watermark?: string): Observable<ActivitySet>;
  /** The id is missing where the service answers 204 (docs/protocol.md, 6.1). */
  postActivity(credential: Credential, conversationId: string, activity: Activity): Observable<{ readonly id?: string }>;
  /** An activity with its files; the id is missing as above (docs/protocol.md, 6.4 and 6.5). */
  upload(credential: Credential, conversationId: string, upload: Upload): Observable<{ readonly id?: string }>;
  /** Ties a sign-in window to this browser; 1.1 has none, which is a `DirectLineProtocolError` (docs/protocol.md, 10). */
  getSessionId(token: Credential): Observable<string>;
}

/** A protocol whose conversations have streams: 3.0. */
export interface StreamingProtocol extends Protocol {
  reconnectToConversation(credential: Credential, conversationId: string, watermark?: string): Observable<Conversation>;
}

export const hasStreams = (protocol: Protocol): protocol is StreamingProtocol => 'reconnectToConversation' in protocol;
