import { EMPTY, filter } from 'rxjs';
import { startEmulator } from '../../src/emulator/index.js';
import { factsOf } from '../support/facts.js';
import { client, clockAt, later, lineTo, listening, repeated, service, soon, type Client } from '../support/live.js';

const quiet = { bot: () => EMPTY };
const newUrls = /^GET \/v3\/directline\/conversations\/[^/]+$/;
const starts = /^POST \/v3\/directline\/conversations$/;

const waits = ({ statuses }: Client) => statuses.all.flatMap((status) => (status.state === 'waiting' ? [status] : []));

describe('a stream URL', () => {
  it('that was not used in its time is refused, and a new one opens the stream', async () => {
    const at = await service({ streamUrlLifetimeMs: 1_500 });
    const line = lineTo(at);
    const conversation = factsOf(line.conversation$);
    await conversation.until('there is a conversation', (all) => all.length > 0);
    await clockAt(Date.now() + 1_500);
    const late = listening(line);
    await late.online('a new URL has opened the stream');
    expect(at.log.all).toContainEqual(expect.objectContaining({ type: 'socketRefused', status: 403, reason: 'Token has expired' }));
    expect(waits(late)).toEqual([expect.objectContaining({ attempt: 2, error: expect.objectContaining({ name: 'DirectLineSocketError', opened: false }) })]);
    expect(at.requests(newUrls)).toHaveLength(1);
    expect(at.requests(starts)).toHaveLength(1);
    // What was said before there was a stream is not lost with the URL.
    await late.activities.until('the greeting comes', () => late.texts().length > 0);
    expect(late.texts()).toEqual([expect.stringContaining('Hello!')]);
  });

  it('is used once: each of many sockets is opened with a URL of its own', async () => {
    const at = await service(quiet);
    const ann = client(at, { reconnectPolicy: () => 0 });
    for (let count = 1; count <= 5; count += 1) {
      await at.log.until(`socket ${count} is open`, (all) => all.filter(({ type }) => type === 'socketOpened').length === count);
      at.faults.drop();
    }
    await ann.statuses.until('it is online again', () => ann.states().filter((state) => state === 'online').length === 6);
    expect(at.requests(newUrls)).toHaveLength(5);
  });
});

describe('a stream that does not open', () => {
  it('refused three times: each attempt is counted, asks for a new URL and waits longer', async () => {
    const at = await service(quiet);
    at.faults.refuse(3);
    const ann = client(at, { transport: 'websocket' });
    await ann.online();
    expect(ann.states()).toEqual(['idle', ...Array.from({ length: 3 }, () => ['connecting', 'waiting']).flat(), 'connecting', 'online']);
    expect(waits(ann).map(({ attempt }) => attempt)).toEqual([2, 3, 4]);
    expect(at.requests(newUrls)).toHaveLength(3);
    await ann.say('hello');
    await ann.heard('hello');
    expect(repeated(ann)).toEqual([]);
  });

  it('is given up after connectTimeoutMs, and the next one is tried', async () => {
    const at = await service(quiet);
    at.faults.neverOpen();
    const ann = client(at, { connectTimeoutMs: 1_500 });
    await ann.online();
    expect(waits(ann)).toEqual([expect.objectContaining({ error: expect.objectContaining({ name: 'DirectLineTimeoutError', what: 'open', timeoutMs: 1_500 }) })]);
  });

  it('is not waited for after end()', async () => {
    const at = await service(quiet);
    at.faults.neverOpen();
    const ann = client(at);
    await ann.statuses.until('it is connecting', () => ann.states().includes('connecting'));
    const tried = factsOf(ann.line.trace$.pipe(filter(({ type }) => type === 'socketOpening')));
    await tried.until('it tries to open the socket', (all) => all.length > 0);
    ann.line.end();
    expect(ann.activities.end).toEqual({ completed: true });
    expect(ann.states().at(-1)).toBe('ended');
  });
});

describe('the service asks for patience', () => {
  it('with 429 and Retry-After on a reconnect: so long it waits, to the millisecond, and the status says until when', async () => {
    const at = await service(quiet);
    const ann = client(at);
    await ann.online();
    at.faults.respond(429, { match: newUrls, retryAfter: 1 });
    at.faults.drop();
    await ann.statuses.until('it is online again', () => ann.states().filter((state) => state === 'online').length === 2);
    const throttled = waits(ann).at(-1);
    expect(throttled).toMatchObject({ delayMs: 1_000, error: { name: 'DirectLineHttpError', status: 429, retryAfterMs: 1_000 } });
    const [first, second] = at.requests(newUrls);
    expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBeGreaterThanOrEqual(1_000);
  });

  it('with 503 on a start: it starts again, and there is one conversation', async () => {
    const at = await service(quiet);
    at.faults.respond(503, { match: starts, times: 2 });
    const ann = client(at);
    await ann.online();
    expect(at.requests(starts).map(({ status }) => status)).toEqual([503, 503, 201]);
    expect(waits(ann).map(({ error }) => error.name)).toEqual(['DirectLineHttpError', 'DirectLineHttpError']);
  });
});

describe('the service goes away and comes back on its port', () => {
  const restarted = async (at: { readonly port: number; readonly secret: string; close: () => Promise<void> }) => {
    await at.close();
    const again = await startEmulator({ ...quiet, port: at.port, secret: at.secret });
    later(() => again.close());
    return again;
  };

  it('without the conversation: the client has ended, and says that it is gone', async () => {
    const at = await service(quiet);
    const ann = client(at);
    await ann.online();
    await at.close();
    await ann.statuses.until('it waits for the service', () => ann.status()?.state === 'waiting');
    await restarted(at);
    await ann.activities.ended('it has seen that the conversation is gone');
    expect(ann.status()).toEqual({ state: 'ended', reason: 'gone' });
    expect(ann.activities.end).toEqual({ completed: true });
  });

  it("and with onGone 'restart' a new conversation begins, in which posts come back", async () => {
    const at = await service(quiet);
    const ann = client(at, { onGone: 'restart' });
    const notices = factsOf(ann.line.trace$.pipe(filter(({ type }) => type === 'notice')));
    await ann.online();
    await ann.say('before');
    const before = ann.conversationId();
    await restarted(at);
    await soon(ann.line.conversation$.pipe(filter(({ conversationId }) => conversationId !== before)), 'there is another conversation');
    await ann.statuses.until('it is online again', () => ann.states().filter((state) => state === 'online').length === 2);
    await ann.say('after');
    await ann.heard('after');
    expect(ann.texts()).toEqual(['before', 'after']);
    expect(ann.conversationId()).not.toBe(before);
    expect(notices.all).toEqual([expect.objectContaining({ notice: 'restarted' })]);
  });
});
