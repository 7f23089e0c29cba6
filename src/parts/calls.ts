import type { Observable } from 'rxjs';
import { DirectLineOptionError } from '../errors.js';
import { hasStreams, type Conversation } from '../protocol/protocol.js';
import type { DirectLineService } from '../protocol/service.js';
import type { Token } from '../protocol/token.js';
import type { Activity, ActivitySet, TokenParameters } from '../protocol/types.js';
import { directLineService, type DirectLineServiceOptions } from './service.js';

// Each of these sends one request a subscription, emits once and completes; unsubscribing aborts it. None is retried.

/** Which service is asked. Default: the one at the global host. */
interface At {
  readonly service?: DirectLineService | undefined;
}

/** A call of a conversation. */
interface OfConversation extends At {
  readonly token: string;
  readonly conversationId: string;
}

/** What a start, or a token for one, is told. */
export interface StartParameters extends Omit<TokenParameters, 'user'> {
  /** The user, by id or as `{ id, name? }`. */
  readonly user?: string | TokenParameters['user'];
}

export const parametersOf = ({ user, trustedOrigins, eTag, locale }: { readonly [Name in keyof StartParameters]?: StartParameters[Name] | undefined }): TokenParameters => ({
  ...(user !== undefined && { user: typeof user === 'string' ? { id: user } : user }),
  ...(trustedOrigins && { trustedOrigins }),
  ...(eTag !== undefined && { eTag }),
  ...(locale !== undefined && { locale }),
});

export type GenerateTokenOptions = DirectLineServiceOptions & StartParameters & At & { readonly secret: string };

/**
 * A token for a conversation that does not exist yet, which a server hands to a browser; 1.1 takes no parameters. Subscribing sends the
 * request, unsubscribing aborts it. Errors: `DirectLineHttpError`, a 403 for a wrong secret; `DirectLineNetworkError`; `DirectLineTimeoutError`
 * after 10 s; `DirectLineProtocolError`. Docs/protocol.md, 3.3.
 * @example
 * generateToken({ secret, user: { id: 'dl_ann' } }).subscribe(({ value }) => response.end(value));
 */
export const generateToken = ({ secret, service, user, trustedOrigins, eTag, locale, ...where }: GenerateTokenOptions): Observable<Token> =>
  (service ?? directLineService(where)).protocol.generateToken(secret, parametersOf({ user, trustedOrigins, eTag, locale }));

/**
 * A new token in the place of one that is still valid; 1.1 has to be told its conversation. Errors: `DirectLineHttpError`, a 403 `TokenExpired`
 * when it is too late, a 400 or 500 for a secret; `DirectLineNetworkError`; `DirectLineTimeoutError` after 10 s; `DirectLineProtocolError`.
 * Docs/protocol.md, 3.5.
 */
export const refreshToken = ({ service = directLineService(), token, conversationId }: At & { readonly token: string; readonly conversationId?: string | undefined }): Observable<Token> =>
  service.protocol.refreshToken(token, conversationId);

/**
 * A new stream URL, and with the secret a new token, for a conversation that is known; 3.0 only. Errors: `DirectLineHttpError`, a 404 for a
 * conversation that is gone, a 403 `TokenExpired`; `DirectLineNetworkError`; `DirectLineTimeoutError` after 10 s; `DirectLineProtocolError`.
 * Throws `DirectLineOptionError` for 1.1. Docs/protocol.md, 5.
 */
export const reconnectToConversation = ({
  service = directLineService(), secret, token, conversationId, watermark,
}: At & { readonly conversationId: string; readonly watermark?: string | undefined } & (
  | { readonly secret: string; readonly token?: undefined }
  | { readonly token: string; readonly secret?: undefined }
)): Observable<Conversation> => {
  if (!hasStreams(service.protocol)) throw new DirectLineOptionError('service', 'one that speaks 1.1, which has no reconnect', 'one that speaks 3.0');
  return service.protocol.reconnectToConversation(secret ?? token, conversationId, watermark);
};

/** What the service has recorded after a watermark, one page of it. Errors as `reconnectToConversation`. Docs/protocol.md, 8.1. */
export const getActivities = ({ service = directLineService(), token, conversationId, watermark }: OfConversation & { readonly watermark?: string | undefined }): Observable<ActivitySet> =>
  service.protocol.getActivities(token, conversationId, watermark);

/**
 * Posts one activity and emits the id that the service gave it, or none where the service answers without one. Attachments that hold bytes are
 * the client's: `createDirectLine().postActivity`. Errors: `DirectLineHttpError`, a 502 where the bot failed; `DirectLineTooLargeError`;
 * `DirectLineNetworkError`; `DirectLineTimeoutError` after 30 s. Docs/protocol.md, 6.
 */
export const postActivity = ({ service = directLineService(), token, conversationId, activity }: OfConversation & { readonly activity: Activity }): Observable<{ readonly id?: string }> =>
  service.protocol.postActivity(token, conversationId, activity);

/**
 * The id of the sign-in session, which ties a sign-in window to this browser; 3.0 only. It is sent with the host's cookies. Errors:
 * `DirectLineHttpError`, a 400 or 403 where the page's origin is not trusted; `DirectLineNetworkError`; `DirectLineTimeoutError` after 10 s;
 * `DirectLineProtocolError`, with 1.1 too. Docs/protocol.md, 10.
 */
export const getSessionId = ({ service = directLineService(), token }: At & { readonly token: string }): Observable<string> => service.protocol.getSessionId(token);
