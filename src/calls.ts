import { EMPTY, type Observable } from 'rxjs';
import type { Grant } from './protocol/grant.js';
import { baseUrlOf } from './protocol/places.js';
import type { Conversation, Opening, Protocol, StreamingProtocol } from './protocol/protocol.js';
import type { TokenParameters } from './protocol/types.js';
import { directLine3 } from './protocol/v3.js';
import { withBotAgent } from './transport/botAgent.js';
import { fetchHttp, withDeadline, type Http } from './transport/http.js';

// Each of these sends one request a subscription, emits once and completes; unsubscribing aborts it. None is retried.

/** Where a call goes. */
export interface Where<P extends Opening = Opening> {
  /** Default: `directLineHosts.global`. */
  readonly baseUrl?: string;
  /** Default: the platform's fetch. */
  readonly http?: Http;
  /** Default: `directLine3`. */
  readonly protocol?: (http: Http, baseUrl: string) => P;
}

/** With what: the bot's secret, or a token. */
export type By = { readonly secret: string; readonly token?: never } | { readonly token: string; readonly secret?: never };

const credentialOf = (by: By): string => by.secret ?? by.token;

const by = <P extends Opening>({ baseUrl, http = fetchHttp() }: Where, protocol: (http: Http, baseUrl: string) => P): P => {
  const { version } = protocol(() => EMPTY, '');
  return protocol(withDeadline(withBotAgent(http, version)), baseUrlOf(baseUrl));
};

const parametersOf = ({ user, trustedOrigins, eTag, locale }: TokenParameters): TokenParameters => ({
  ...(user && { user }),
  ...(trustedOrigins && { trustedOrigins }),
  ...(eTag !== undefined && { eTag }),
  ...(locale !== undefined && { locale }),
});

/**
 * A token for a conversation that does not exist yet, to be handed to a browser; 3.0, and 1.1, which takes no parameters.
 * Subscribing sends the request, unsubscribing aborts it. Errors: `DirectLineHttpError`, 403 for a wrong secret;
 * `DirectLineNetworkError`, `DirectLineTimeoutError` after 10 s, `DirectLineProtocolError`. Docs/protocol.md, 3.3.
 */
export const generateToken = ({ secret, ...rest }: Where & { readonly secret: string } & TokenParameters): Observable<Grant> =>
  by(rest, rest.protocol ?? directLine3).generateToken(secret, parametersOf(rest));

/**
 * Starts a conversation, or rejoins the token's; 3.0, and 1.1, which takes no parameters. Subscribing sends the request, and the bot
 * is contacted; unsubscribing aborts it, too late perhaps. Errors: `DirectLineHttpError`, 403 for a wrong credential;
 * `DirectLineNetworkError`, `DirectLineTimeoutError` after 30 s, `DirectLineProtocolError`. Docs/protocol.md, 4.
 */
export const startConversation = (where: Where & By & TokenParameters): Observable<Conversation> =>
  by(where, where.protocol ?? directLine3).startConversation(credentialOf(where), parametersOf(where));

/**
 * A new token in the place of one that is still valid; 1.1 has to be told its conversation. Subscribing sends the request,
 * unsubscribing aborts it. Errors: `DirectLineHttpError`, 403 `TokenExpired` when it is too late, 400 or 500 for a secret;
 * `DirectLineNetworkError`, `DirectLineTimeoutError` after 10 s, `DirectLineProtocolError`. Docs/protocol.md, 3.5.
 */
export const refreshToken = (
  { token, conversationId, ...where }: Where<Protocol> & { readonly token: string; readonly conversationId?: string },
): Observable<Grant> => by(where, where.protocol ?? directLine3).refreshToken(token, conversationId);

/**
 * A new stream URL, and with the secret a new token, for a conversation that is known; 3.0 only. Subscribing sends the request,
 * unsubscribing aborts it. Errors: `DirectLineHttpError`, 404 for a conversation that is gone, 403 `TokenExpired`;
 * `DirectLineNetworkError`, `DirectLineTimeoutError` after 10 s, `DirectLineProtocolError`. Docs/protocol.md, 5.
 */
export const reconnectToConversation = (
  where: Where<StreamingProtocol> & By & { readonly conversationId: string; readonly watermark?: string },
): Observable<Conversation> =>
  by(where, where.protocol ?? directLine3).reconnectToConversation(credentialOf(where), where.conversationId, where.watermark);

/**
 * The id of the sign-in session, which ties a sign-in window to this browser; 3.0 only. Subscribing sends the request, with the
 * host's cookies; unsubscribing aborts it. Errors: `DirectLineHttpError`, 400 or 403 where the page's origin is not trusted;
 * `DirectLineNetworkError`, `DirectLineTimeoutError` after 10 s, `DirectLineProtocolError`, with 1.1 too. Docs/protocol.md, 10.
 */
export const getSessionId = ({ token, ...where }: Where<Protocol> & { readonly token: string }): Observable<string> =>
  by(where, where.protocol ?? directLine3).getSessionId(token);
