import { catchError, defer, throwError, type Observable } from 'rxjs';
import { asDirectLineError, DirectLineProtocolError } from '../errors.js';
import type { Http, HttpResponse } from '../transport/http.js';
import { activityJson } from './activityJson.js';
import { setOf } from './activitySet.js';
import { after, BOT_TIMEOUT_MS, caller, jsonText, malformed, textOf } from './call.js';
import { isRecord } from './record.js';
import { newTokenFrom, type Token } from './token.js';
import { activityOfMessage, messageOf, messageOfUpload } from './message.js';
import type { Protocol } from './protocol.js';
import type { ActivitySet } from './types.js';
import { uploadCall } from './upload.js';

/**
 * Direct Line 1.1 (docs/protocol.md, 1.2 and 15): the calls, each one request a subscription. It has no streams, takes no
 * parameters at start, and a start answers 200 always, so that whether it made the conversation is not known.
 */
export const directLine1 = (http: Http, baseUrl: string): Protocol => {
  const call = caller(http, `${baseUrl}/api`);
  const conversation = (id: string): string => `/conversations/${encodeURIComponent(id)}`;

  const renew = (method: 'GET' | 'POST', credential: string, conversationId: string): Observable<Token> =>
    call({ method, path: `/tokens/${encodeURIComponent(conversationId)}/renew`, credential }, response =>
      bareToken(response, 'renew token', conversationId),
    );

  return {
    version: '1.1',
    generateToken: credential =>
      call({ method: 'POST', path: '/tokens/conversation', credential }, response => bareToken(response, 'generate token')),
    refreshToken: (credential, conversationId) =>
      conversationId === undefined
        ? throwError(() => malformed('refresh token, conversationId', conversationId, "the token's conversation, which 1.1 has to be told"))
        : // The reference and the swagger say GET, one page says POST (docs/protocol.md, 20 #5).
          renew('GET', credential, conversationId).pipe(
            catchError((error: unknown) => (isNoSuchCall(error) ? renew('POST', credential, conversationId) : throwError(() => error))),
          ),
    startConversation: credential =>
      call({ method: 'POST', path: '/conversations', credential, timeoutMs: BOT_TIMEOUT_MS }, ({ body, sentAtMs }) => {
        const conversationId = textOf(body, 'conversationId', 'start conversation');
        const token = textOf(body, 'token', 'start conversation');
        const expires_in = isRecord(body) ? body['expires_in'] : undefined;
        return { conversationId, started: 'unknown', token: newTokenFrom({ token, conversationId, expires_in }, sentAtMs) };
      }),
    getActivities: (credential, conversationId, watermark) =>
      call({ method: 'GET', path: `${conversation(conversationId)}/messages${after(watermark)}`, credential }, ({ body }) =>
        messageSetOf(body, baseUrl),
      ),
    postActivity: (credential, conversationId, activity) =>
      defer(() => {
        const content = jsonText(activityJson(messageOf(activity)));
        return call({ method: 'POST', path: `${conversation(conversationId)}/messages`, credential, content, timeoutMs: BOT_TIMEOUT_MS }, () => ({}));
      }),
    upload: (credential, conversationId, upload) =>
      defer(() => {
        const container = { type: 'application/vnd.microsoft.bot.message', data: activityJson(messageOfUpload(upload)) };
        return call(uploadCall({ upload, path: conversation(conversationId), credential, container }), () => ({}));
      }),
    getSessionId: () => throwError(() => new DirectLineProtocolError('Direct Line 1.1 has no session id; 3.0 has (docs/protocol.md, 10)')),
  };
};

const bareToken = ({ body, sentAtMs }: HttpResponse, what: string, conversationId?: string): Token => {
  if (typeof body !== 'string' || body === '') throw malformed(what, body, 'the token, a text');
  return newTokenFrom({ token: body, conversationId }, sentAtMs);
};

const isNoSuchCall = (error: unknown): boolean => {
  const known = asDirectLineError(error);
  return known.name === 'DirectLineHttpError' && (known.status === 404 || known.status === 405);
};

const messageSetOf = (body: unknown, baseUrl: string): ActivitySet => {
  const listed = isRecord(body) ? body['messages'] : undefined;
  if (!Array.isArray(listed)) throw malformed('get messages, messages', listed, 'an array');
  const activities = listed.map((message: unknown) => {
    if (!isRecord(message)) throw malformed('get messages, messages', message, 'a message');
    return activityOfMessage(message, baseUrl);
  });
  return setOf(activities, body);
};
