import type { Observable } from 'rxjs';
import type { Token } from './token.js';
import type { StreamUrl } from './streamUrl.js';
import type { Activity, ActivitySet, TokenParameters } from './types.js';
import type { Upload } from './upload.js';

/** One conversation with a bot. */
export interface Conversation {
  readonly conversationId: string;
  /** Whether the start made it (a 201) or found it (a 200); `unknown` where the protocol does not tell, or the answer was lost. */
  readonly started?: 'new' | 'existing' | 'unknown';
  /** The user whose id is on posts that have no `from`. */
  readonly userId?: string;
  /** The token that opens it, if the answer had one. */
  readonly token?: string | Token;
  /** Where its stream is, if the answer had a stream URL. */
  readonly streamUrl?: StreamUrl;
  /** The bot's speech grammar, where the service tells of one (docs/protocol.md, 4.1). */
  readonly referenceGrammarId?: string;
  /** Where the part `startConversation` started it; the other parts refuse to go on elsewhere. */
  readonly baseUrl?: string;
}

/** The answer to a start or a reconnect. */
export interface ConversationAnswer extends Conversation {
  readonly started: 'new' | 'existing' | 'unknown';
  readonly token?: Token;
}

/** What opens a conversation: the secret, or the token. */
export type Credential = string;

/** The calls with which a conversation begins: both versions answer them. */
export interface Opening {
  readonly version: '3.0' | '1.1';
  generateToken(secret: Credential, parameters?: TokenParameters): Observable<Token>;
  startConversation(credential: Credential, parameters?: TokenParameters): Observable<ConversationAnswer>;
}

/**
 * All calls of Direct Line that the client makes: each sends one request a subscription, emits once and completes.
 * Errors: `DirectLineHttpError`, `DirectLineNetworkError`, `DirectLineTimeoutError`, `DirectLineProtocolError`, of a post `DirectLineTooLargeError`.
 */
export interface Protocol extends Opening {
  /** 3.0 reads the conversation from the token, 1.1 has to be told it. */
  refreshToken(token: Credential, conversationId?: string): Observable<Token>;
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
  reconnectToConversation(credential: Credential, conversationId: string, watermark?: string): Observable<ConversationAnswer>;
}

export const hasStreams = (protocol: Protocol): protocol is StreamingProtocol => 'reconnectToConversation' in protocol;
