import { conversationId, watermark, type Route } from './route.js';

/** Docs/protocol.md, 1.1, but for uploads and sign-in; the stream is an upgrade. */
export function routes30(route: Route): void {
  route('POST', '/v3/directline/tokens/generate', () => ({ op: 'generate' }));
  route('POST', '/v3/directline/tokens/refresh', () => ({ op: 'refresh' }));
  route('POST', '/v3/directline/conversations', () => ({ op: 'start' }));
  const conversation = '/v3/directline/conversations/:conversation';
  route('GET', conversation, (c) => ({ op: 'reconnect', conversationId: conversationId(c), watermark: watermark(c) }));
  route('GET', `${conversation}/activities`, (c) => ({ op: 'get activities', conversationId: conversationId(c), watermark: watermark(c) }));
  route('POST', `${conversation}/activities`, (c) => ({ op: 'post activity', conversationId: conversationId(c) }));
}
