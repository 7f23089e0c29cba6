import type { Version } from '../core/messages.js';
import { conversationId, parameter, type Route } from './route.js';
import { uploadOf } from './upload.js';

/** 4 MB (docs/protocol.md, 6.3). */
const limitBytes = 4 * 1024 * 1024;

const places: readonly (readonly [Version, string])[] = [['3.0', '/v3/directline'], ['1.1', '/api']];

/** Where files come in and go out (docs/protocol.md, 6.4 and 6.5). */
export function uploadRoutes(route: Route): void {
  for (const [version, base] of places) {
    route('POST', `${base}/conversations/:conversation/upload`,
      (c) => ({ op: 'upload', version, conversationId: conversationId(c), userId: c.req.query('userId') }),
      { body: (bytes, header) => uploadOf(bytes, header, version), limitBytes });
  }
  route('GET', '/attachments/:conversation/:serial/:index/:name', (c) => ({
    op: 'get file', conversationId: conversationId(c), file: `${parameter(c, 'serial')}/${parameter(c, 'index')}`, name: parameter(c, 'name'),
  }), { ticket: true });
}
