import type { Call } from '../core/messages.js';

/** As much of a request as a route reads; hono's context fits. */
export interface Routed {
  readonly req: {
    param(name: string): string | undefined;
    query(name: string): string | undefined;
  };
}

const id = (c: Routed): string => c.req.param('conversation') ?? '';
const watermark = (c: Routed): string | undefined => c.req.query('watermark');

/** Tells of each route: method and path to operation (docs/protocol.md, 1.1, 1.2 and 18.3). The stream is an upgrade, and not here. */
export function describeRoutes(route: (method: string, path: string, call: (c: Routed) => Call) => void): void {
  route('POST', '/v3/directline/tokens/generate', () => ({ op: 'generate' }));
  route('POST', '/v3/directline/tokens/refresh', () => ({ op: 'refresh' }));
  route('POST', '/v3/directline/conversations', () => ({ op: 'start' }));
  const conversation = '/v3/directline/conversations/:conversation';
  route('GET', conversation, (c) => ({ op: 'reconnect', conversationId: id(c), watermark: watermark(c) }));
  route('GET', `${conversation}/activities`, (c) => ({ op: 'get activities', conversationId: id(c), watermark: watermark(c) }));
  route('POST', `${conversation}/activities`, (c) => ({ op: 'post activity', conversationId: id(c) }));

  route('POST', '/api/tokens/conversation', () => ({ op: 'token 1.1' }));
  route('GET', '/api/tokens', () => ({ op: 'token 1.1' }));
  for (const verb of ['GET', 'POST']) route(verb, '/api/tokens/:conversation/renew', (c) => ({ op: 'renew', conversationId: id(c) }));
  route('POST', '/api/conversations', () => ({ op: 'start 1.1' }));
  const messages = '/api/conversations/:conversation/messages';
  route('GET', messages, (c) => ({ op: 'get messages', conversationId: id(c), watermark: watermark(c) }));
  route('POST', messages, (c) => ({ op: 'post message', conversationId: id(c) }));

  const connector = '/v3/conversations/:conversation';
  route('POST', `${connector}/activities`, (c) => ({ op: 'bot sends', conversationId: id(c), replyToId: undefined }));
  route('POST', `${connector}/activities/:activity`, (c) => ({
    op: 'bot sends', conversationId: id(c), replyToId: c.req.param('activity'),
  }));
  route('PUT', `${connector}/activities/:activity`, () => ({ op: 'unsupported' }));
  route('DELETE', `${connector}/activities/:activity`, () => ({ op: 'unsupported' }));
  route('GET', `${connector}/members`, (c) => ({ op: 'members', conversationId: id(c) }));
}
