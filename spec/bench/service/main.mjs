// The part of a Direct Line 3.0 service that the clients need to be measured: no checks, and what the plan of a conversation says.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { setTimeout as after } from 'node:timers/promises';
import { WebSocketServer } from 'ws';
import { planOf } from './plans.mjs';

/** Longer than a client pauses between two rounds, so that no request meets a connection that is just closing. */
const KEEP_ALIVE_MS = 120_000;

/** @type {Map<string, import('./plans.mjs').Plan>} */
const plans = new Map();
const sockets = new WebSocketServer({ noServer: true });

/** The plan of a conversation. A conversation begins with the first request that names it. */
const conversationPlan = (/** @type {string} */ id, /** @type {string} */ secret) => {
  const plan = plans.get(id) ?? planOf(secret, id);
  plans.set(id, plan);
  return plan;
};

const http = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, async (request, response) => {
  const secret = String(request.headers.authorization).replace('Bearer ', '');
  const { pathname, searchParams } = new URL(request.url ?? '', `http://${request.headers.host}`);
  const [, known, activities] = /\/conversations\/([^/]+)(\/activities)?/.exec(pathname) ?? [];
  const conversationId = known ?? randomUUID();
  const plan = conversationPlan(conversationId, secret);
  const answer = (/** @type {number} */ status, /** @type {string} */ text) => {
    response.writeHead(status, { 'Content-Type': 'application/json' });
    response.end(text);
  };
  if (plan.hopMs) await after(plan.hopMs);
  if (activities && request.method === 'POST') {
    const { id, echo } = plan.post?.(await bodyOf(request)) ?? {};
    answer(id ? 200 : 404, JSON.stringify({ id }));
    return echo?.();
  }
  if (activities) return answer(200, plan.history?.(Number(searchParams.get('watermark'))) ?? '{"activities":[]}');
  const streamUrl = `ws://${request.headers.host}/v3/directline/conversations/${conversationId}/stream?t=ticket`;
  answer(known ? 200 : 201, JSON.stringify({ conversationId, token: secret, expires_in: 1800, streamUrl }));
});

http.on('upgrade', async (request, tcp, head) => {
  const [, id = ''] = /\/conversations\/([^/]+)\/stream/.exec(request.url ?? '') ?? [];
  const plan = plans.get(id);
  if (plan?.hopMs) await after(plan.hopMs);
  sockets.handleUpgrade(request, tcp, head, (socket) => plan?.open(socket, tcp));
});

/** Buffers a request and parses it as JSON. */
const bodyOf = async (/** @type {import('node:http').IncomingMessage} */ request) => JSON.parse((await request.setEncoding('utf8').toArray()).join(''));

http.listen(0, '127.0.0.1', () => process.send?.({ port: /** @type {import('node:net').AddressInfo} */ (http.address()).port }));
process.on('disconnect', () => process.exit());
