import { conversationId, watermark, type Route } from './route.js';

/** Docs/protocol.md, 1.1; the stream is an upgrade, and not here. */
export function routes30(route: Route): void {
  route('POST', '/v3/directline/tokens/generate', () => ({ op: 'generate' }));
  route('POST', '/v3/directline/tokens/refresh', () => ({ op: 'refresh' }));
  route('GET', '/v3/directline/session/getsessionid', (c) => ({ op: 'session id', origin: c.req.header('origin') }));
  route('POST', '/v3/directline/conversations', () => ({ op: 'start' }));
  const conversation = '/v3/directline/conversations/:conversation';
  route('GET', conversation, (c) => ({ op: 'reconnect', conversationId: conversationId(c), watermark: watermark(c) }));
  route('GET', `${conversation}/activities`, (c) => ({ op: 'get activities', conversationId: conversationId(c), watermark: watermark(c) }));
  route('POST', `${conversation}/activities`, (c) => ({ op: 'post activity', conversationId: conversationId(c) }));
}
