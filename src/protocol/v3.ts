import { defer } from 'rxjs';
import type { Http, HttpResponse } from '../transport/http.js';
import { activitySetOf } from './activitySet.js';
import { activityJson } from './activityJson.js';
import { after, BOT_TIMEOUT_MS, caller, jsonText, textOf } from './call.js';
import { isRecord, textIn } from './record.js';
import { newTokenFrom, type Token } from './token.js';
import type { ConversationAnswer, StreamingProtocol } from './protocol.js';
import { streamUrlFrom } from './streamUrl.js';
import { uploadCall } from './upload.js';

const tokenIn = ({ body, sentAtMs }: HttpResponse, what: string): Token =>
  newTokenFrom(
    {
      token: textOf(body, 'token', what),
      conversationId: textOf(body, 'conversationId', what),
      expires_in: isRecord(body) ? body['expires_in'] : undefined,
    },
    sentAtMs,
  );

const conversationFrom = (response: HttpResponse, what: string, started: ConversationAnswer['started']): ConversationAnswer => {
  const { body, sentAtMs } = response;
  const referenceGrammarId = isRecord(body) ? textIn(body, 'referenceGrammarId') : undefined;
  return {
    conversationId: textOf(body, 'conversationId', what),
    started,
    // Services without streams leave it out, or empty (docs/protocol.md, 18.6): they are polled.
    ...(isRecord(body) && typeof body['streamUrl'] === 'string' && body['streamUrl'] && { streamUrl: streamUrlFrom(body['streamUrl'], sentAtMs) }),
    ...(isRecord(body) && body['token'] !== undefined && { token: tokenIn(response, what) }),
    ...(referenceGrammarId !== undefined && { referenceGrammarId }),
  };
};

/** A 202 or 204 has none (docs/protocol.md, 6.1). */
const idFrom = ({ body }: HttpResponse): { readonly id?: string } => (isRecord(body) && typeof body['id'] === 'string' ? { id: body['id'] } : {});

/** Direct Line 3.0 (docs/protocol.md, 1.1): the calls, each one request a subscription. */
export const directLine3 = (http: Http, baseUrl: string): StreamingProtocol => {
  const call = caller(http, `${baseUrl}/v3/directline`);
  const conversation = (id: string): string => `/conversations/${encodeURIComponent(id)}`;
  return {
    version: '3.0',
    generateToken: (credential, parameters = {}) =>
      call({ method: 'POST', path: '/tokens/generate', credential, content: jsonText(JSON.stringify(parameters)) }, response =>
        tokenIn(response, 'generate token'),
      ),
    refreshToken: credential => call({ method: 'POST', path: '/tokens/refresh', credential }, response => tokenIn(response, 'refresh token')),
    startConversation: (credential, parameters = {}) =>
      call(
        { method: 'POST', path: '/conversations', credential, content: jsonText(JSON.stringify(parameters)), timeoutMs: BOT_TIMEOUT_MS },
        // 201 says that this call made it, 200 that the token's conversation was there (docs/protocol.md, 4.1).
        response => conversationFrom(response, 'start conversation', response.status === 201 ? 'new' : 'existing'),
      ),
    reconnectToConversation: (credential, conversationId, watermark) =>
      call({ method: 'GET', path: conversation(conversationId) + after(watermark), credential }, response =>
        conversationFrom(response, 'reconnect to conversation', 'existing'),
      ),
    getActivities: (credential, conversationId, watermark) =>
      call({ method: 'GET', path: `${conversation(conversationId)}/activities${after(watermark)}`, credential }, ({ body }) =>
        activitySetOf(body, 'get activities'),
      ),
    postActivity: (credential, conversationId, activity) =>
      defer(() => {
        const content = jsonText(activityJson(activity));
        return call({ method: 'POST', path: `${conversation(conversationId)}/activities`, credential, content, timeoutMs: BOT_TIMEOUT_MS }, idFrom);
      }),
    upload: (credential, conversationId, upload) =>
      defer(() => {
        const container = { type: 'application/vnd.microsoft.activity', data: activityJson(upload.activity) };
        return call(uploadCall({ upload, path: conversation(conversationId), credential, container }), idFrom);
      }),
    getSessionId: credential =>
      call({ method: 'GET', path: '/session/getsessionid', credential, credentials: 'include' }, ({ body }) => textOf(body, 'sessionId', 'get session id')),
  };
};
