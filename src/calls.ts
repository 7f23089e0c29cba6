import type { Observable } from 'rxjs';
import type { Grant } from './protocol/grant.js';
import type { Conversation, Opening, Protocol, StreamingProtocol } from './protocol/protocol.js';
import type { TokenParameters } from './protocol/types.js';
import { directLine3 } from './protocol/v3.js';
import { baseUrlOf } from './settings.js';
import { fetchHttp, withDeadline, type Http } from './transport/http.js';

/** Where a call goes. */
export interface Where<P extends Opening = Opening> {
  /** Default: `https://directline.botframework.com`. */
  readonly baseUrl?: string;
  /** Default: the platform's fetch. */
  readonly http?: Http;
  /** Default: `directLine3`. */
  readonly protocol?: (http: Http, baseUrl: string) => P;
}

type By = { readonly secret: string; readonly token?: never } | { readonly token: string; readonly secret?: never };

const credentialOf = (by: By): string => by.secret ?? by.token;

const by = <P extends Opening>({ baseUrl, http = fetchHttp() }: Where, protocol: (http: Http, baseUrl: string) => P): P =>
  protocol(withDeadline(http), baseUrlOf(baseUrl));

/** A token for a conversation that does not exist yet, to be handed to a browser; 3.0 and 1.1. Docs/protocol.md, 3.3. */
export const generateToken = ({ secret, user, trustedOrigins, ...where }: Where & { readonly secret: string } & TokenParameters): Observable<Grant> =>
  by(where, where.protocol ?? directLine3).generateToken(secret, { ...(user && { user }), ...(trustedOrigins && { trustedOrigins }) });

/** Starts a conversation, or rejoins the token's; 3.0 and 1.1. Docs/protocol.md, 4. */
export const startConversation = ({ user, locale, ...rest }: Where & By & TokenParameters): Observable<Conversation> =>
  by(rest, rest.protocol ?? directLine3).startConversation(credentialOf(rest), { ...(user && { user }), ...(locale !== undefined && { locale }) });

/** A new token in the place of one that is still valid; 1.1 has to be told its conversation. Docs/protocol.md, 3.5. */
export const refreshToken = (
  { token, conversationId, ...where }: Where<Protocol> & { readonly token: string; readonly conversationId?: string },
): Observable<Grant> => by(where, where.protocol ?? directLine3).refreshToken(token, conversationId);

/** A new stream URL, and with the secret a new token, for a conversation that is known. Docs/protocol.md, 5. */
export const reconnectToConversation = (
  where: Where<StreamingProtocol> & By & { readonly conversationId: string; readonly watermark?: string },
): Observable<Conversation> =>
  by(where, where.protocol ?? directLine3).reconnectToConversation(credentialOf(where), where.conversationId, where.watermark);
