import { conversationId, watermark, type Route } from './route.js';

/** Docs/protocol.md, 1.2. */
export function routes11(route: Route): void {
  route('POST', '/api/tokens/conversation', () => ({ op: 'token 1.1' }));
  route('GET', '/api/tokens', () => ({ op: 'token 1.1' }));
  for (const verb of ['GET', 'POST']) route(verb, '/api/tokens/:conversation/renew', (c) => ({ op: 'renew', conversationId: conversationId(c) }));
  route('POST', '/api/conversations', () => ({ op: 'start 1.1' }));
  const messages = '/api/conversations/:conversation/messages';
  route('GET', messages, (c) => ({ op: 'get messages', conversationId: conversationId(c), watermark: watermark(c) }));
  route('POST', messages, (c) => ({ op: 'post message', conversationId: conversationId(c) }));
}
