// As much of a Direct Line 3.0 service as three clients need to be measured: one conversation a start, no checks, no memory.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';
import { planOf } from './plans.mjs';

/** @type {Map<string, import('./plans.mjs').Plan>} */
const plans = new Map();
const sockets = new WebSocketServer({ noServer: true });

const http = createServer((request, response) => {
  const secret = String(request.headers.authorization).replace('Bearer ', '');
  const [, known] = /\/conversations\/([^/?]+)/.exec(request.url ?? '') ?? [];
  const conversationId = known ?? randomUUID();
  if (!known) plans.set(conversationId, planOf(secret, conversationId));
  const streamUrl = `ws://${request.headers.host}/v3/directline/conversations/${conversationId}/stream?t=ticket`;
  response.writeHead(known ? 200 : 201, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify({ conversationId, token: secret, expires_in: 1800, streamUrl }));
});

http.on('upgrade', (request, tcp, head) => {
  const [, id = ''] = /\/conversations\/([^/]+)\/stream/.exec(request.url ?? '') ?? [];
  sockets.handleUpgrade(request, tcp, head, socket => plans.get(id)?.(socket, tcp));
});

http.listen(0, '127.0.0.1', () => process.send?.({ port: /** @type {import('node:net').AddressInfo} */ (http.address()).port }));
process.on('disconnect', () => process.exit());
