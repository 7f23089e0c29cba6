import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { EMPTY, from, lastValueFrom, mergeMap, of, throwError, toArray } from 'rxjs';
import type { BotFunction, EmulatorOptions } from '../../../src/emulator/index.js';
import { anyRequest, dice, spoiled, type AnyRequest, type Known } from '../support/anyRequest.js';
import { inProcess } from '../support/inProcess.js';
import { later, listenTo, running } from '../support/wire.js';

/** Answers soon, and not always well. */
const bot: BotFunction = ({ type, text }) => {
  if (type !== 'message') return EMPTY;
  return text === undefined ? throwError(() => new Error('no text')) : of({ type: 'message', text }, { type: 'delay', value: 1 });
};

const otherwise: EmulatorOptions = {
  botEdits: 'applied', echo: 'after the bot', enhancedAuthentication: { trustedOrigins: ['http://localhost'] }, pageSize: 3,
  uncertain: {
    collision: 'older', watermark: 'next', afterEnd: 'refused', streamHistory: 'left out', rejectedActivity: 'dropped', refreshEndsToken: true,
    expiryClosesStreams: true, cors: '*', wrongSecretStatus: 401, otherConversationStatus: 404, unknownConversationStatus: 400, refreshSecretStatus: 500,
  },
};

/** Thousands of requests take seconds; on a machine that does much else, many times that. */
const PATIENCE_MS = 120_000;

const lineOf = ({ method, path }: AnyRequest): string => `${method} ${path}`;

async function begun(fetch: (path: string, init: RequestInit) => Promise<Response>, secret: string): Promise<Known> {
  const response = await fetch('/v3/directline/conversations', { method: 'POST', headers: { Authorization: `Bearer ${secret}` }, body: '{"user":{"id":"dl_ann"}}' });
  return { secret, ...(await response.json()) };
}

describe.each([['as it is', 1, {}], ['otherwise', 2, otherwise]] as const)('the service, %s', (_, seed, options) => {
  it('has an answer to each of 4,700 requests that it could understand or not, and no defect', async () => {
    const chance = dice(seed);
    const { fetch, secret, log } = inProcess(bot, options);
    let known = await begun(fetch, secret);
    const wrong: string[] = [];
    const seen = new Set<number>();
    for (let n = 0; n < 4_700; n++) {
      if (n % 200 === 199) known = await begun(fetch, secret);
      const request = anyRequest(chance, known);
      const { method, path, headers, body } = request;
      const bare = method === 'GET' || method === 'HEAD';
      const response = await fetch(path, { method, headers, ...(!bare && body && { body: Uint8Array.from(body) }) });
      seen.add(response.status);
      const text = response.status >= 400 && method !== 'HEAD' ? await response.text() : '{"error":{"code":"none"}}';
      if (response.status > 502 || !JSON.parse(text).error.code || text.includes('Internal')) wrong.push(`${lineOf(request)}: ${response.status} ${text}`);
    }
    expect(wrong).toEqual([]);
    expect(log.filter(({ type }) => type === 'error')).toEqual([]);
    // All roads were walked: no fuzz that is refused at the door.
    expect([200, 204, 400, 401, 403, 404, 405, 502].filter((status) => !seen.has(status))).toEqual([]);
    expect((await begun(fetch, secret)).conversationId).toMatch(/\w+/);
  }, PATIENCE_MS);
});

/** Writes what may be HTTP, and resolves when the service has said something or is gone, or has had its time. */
function knocked(port: number, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => {
    const connection = connect(port, '127.0.0.1', () => connection.end(bytes));
    const done = (): void => {
      clearTimeout(timer);
      connection.destroy();
      resolve();
    };
    const timer = setTimeout(done, 100);
    later(done);
    connection.on('data', done).on('error', done).on('close', done);
  });
}

const rawText = ({ method, path, headers, body }: AnyRequest): Buffer => Buffer.concat([
  Buffer.from([`${method} ${path} HTTP/1.1`, 'Host: localhost', ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`), `Content-Length: ${body?.length ?? 0}`, '', ''].join('\r\n')),
  body ?? Buffer.alloc(0),
]);

const upgradeText = ({ path }: AnyRequest): Buffer => Buffer.from(
  `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`);

describe('a service on real sockets', () => {
  it('lives through 400 connections of bytes and 200 streams of frames that mean harm, and answers all others', async () => {
    const chance = dice(7);
    const { port, url, secret, start, say, ticket, events } = await running({ bot, uncertain: { collision: 'none' } });
    const known = await begun((path, init) => fetch(url + path, init), secret);
    const { conversationId, streamUrl } = await start();
    const stream = listenTo(streamUrl);
    await stream.opened();

    const bytes = Array.from({ length: 400 }, (_, n) => {
      const request = anyRequest(chance, known);
      const text = n % 4 === 0 ? upgradeText(request) : rawText(request);
      return n % 3 === 0 ? text : spoiled(chance, text);
    });
    const { pathname, search } = new URL(await ticket(conversationId));
    const good = upgradeText({ method: 'GET', path: pathname + search, headers: {}, body: undefined });
    const frames = Array.from({ length: 200 }, () => Buffer.concat([good, Buffer.from(Array.from({ length: chance.roll(64) }, () => chance.roll(256)))]));
    await lastValueFrom(from([...bytes, ...frames]).pipe(mergeMap((text) => knocked(port, text), 50), toArray()));

    await say(conversationId, 'still there?');
    await stream.heard('still there?');
    const errors: unknown[] = [];
    events.subscribe((event) => event.type === 'error' && errors.push(event));
    expect(errors).toEqual([]);
  }, PATIENCE_MS);
});
