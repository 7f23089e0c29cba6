import { conversationId, parameter, type Route, type Routed } from './route.js';
import { uploadOf } from './upload.js';

const watermark = (c: Routed): string | undefined => c.req.query('watermark');
const userId = (c: Routed): string | undefined => c.req.query('userId');

/** Docs/protocol.md, 1.1; the stream is an upgrade, and not here. */
export function version30(route: Route): void {
  route('POST', '/v3/directline/tokens/generate', () => ({ op: 'generate' }));
  route('POST', '/v3/directline/tokens/refresh', () => ({ op: 'refresh' }));
  route('GET', '/v3/directline/session/getsessionid', (c) => ({ op: 'session id', origin: c.req.header('origin') }));
  route('POST', '/v3/directline/conversations', () => ({ op: 'start' }));
  const conversation = '/v3/directline/conversations/:conversation';
  route('GET', conversation, (c) => ({ op: 'reconnect', conversationId: conversationId(c), watermark: watermark(c) }));
  route('GET', `${conversation}/activities`, (c) => ({ op: 'get activities', conversationId: conversationId(c), watermark: watermark(c) }));
  route('POST', `${conversation}/activities`, (c) => ({ op: 'post activity', conversationId: conversationId(c) }));
  route('POST', `${conversation}/upload`, (c) => ({ op: 'upload', version: '3.0', conversationId: conversationId(c), userId: userId(c) }), {
    body: (request) => uploadOf(request, '3.0'),
  });
  route('GET', '/attachments/:conversation/:serial/:index/:name', (c) => ({
    op: 'get file', conversationId: conversationId(c), file: `${parameter(c, 'serial')}/${parameter(c, 'index')}`, name: parameter(c, 'name'),
  }), { ticket: true });
}

/** Docs/protocol.md, 1.2. */
export function version11(route: Route): void {
  route('POST', '/api/tokens/conversation', () => ({ op: 'token 1.1' }));
  route('GET', '/api/tokens', () => ({ op: 'token 1.1' }));
  for (const verb of ['GET', 'POST']) route(verb, '/api/tokens/:conversation/renew', (c) => ({ op: 'renew', conversationId: conversationId(c) }));
  route('POST', '/api/conversations', () => ({ op: 'start 1.1' }));
  const conversation = '/api/conversations/:conversation';
  route('GET', `${conversation}/messages`, (c) => ({ op: 'get messages', conversationId: conversationId(c), watermark: watermark(c) }));
  route('POST', `${conversation}/messages`, (c) => ({ op: 'post message', conversationId: conversationId(c) }));
  route('POST', `${conversation}/upload`, (c) => ({ op: 'upload', version: '1.1', conversationId: conversationId(c), userId: userId(c) }), {
    body: (request) => uploadOf(request, '1.1'),
  });
}
