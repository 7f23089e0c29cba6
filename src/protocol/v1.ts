import { map } from 'rxjs';
import type { Http } from '../transport/http.js';
import { BOT_TIMEOUT_MS, caller, isRecord, malformed, textOf } from './call.js';
import { grantOf } from './grant.js';
import type { Opening } from './protocol.js';

/**
 * Direct Line 1.1 (docs/protocol.md, 1.2): how a conversation begins in it. It takes no parameters and has no stream,
 * and a start answers 200 always, so that whether it made the conversation is not known.
 */
export const directLine1 = (http: Http, baseUrl: string): Opening => {
  const call = caller(http, `${baseUrl}/api`);
  return {
    version: '1.1',
    generateToken: credential =>
      call({ method: 'POST', path: '/tokens/conversation', credential }).pipe(
        map(({ body, sentAtMs }) => {
          if (typeof body !== 'string' || body === '') throw malformed('generate token', body, 'the token, a text');
          return grantOf({ token: body }, sentAtMs);
        }),
      ),
    startConversation: credential =>
      call({ method: 'POST', path: '/conversations', credential, timeoutMs: BOT_TIMEOUT_MS }).pipe(
        map(({ body, sentAtMs }) => {
          const conversationId = textOf(body, 'conversationId', 'start conversation');
          const token = textOf(body, 'token', 'start conversation');
          const expires_in = isRecord(body) ? body['expires_in'] : undefined;
          return { conversationId, started: 'unknown', grant: grantOf({ token, conversationId, expires_in }, sentAtMs) };
        }),
      ),
  };
};
