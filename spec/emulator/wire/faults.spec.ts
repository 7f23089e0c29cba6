import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { EMPTY } from 'rxjs';
import { exchange, later, listenTo, running } from '../support/wire.js';

const quiet = { bot: () => EMPTY };

/** What comes of a request before its connection ends, as it comes. */
function raw(url: string, method: string, headers: Record<string, string>, body?: string): Promise<{ readonly declared: number; readonly text: string; readonly whole: boolean }> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('error', () => {}); // 'close' follows.
      response.on('close', () => resolve({ declared: Number(response.headers['content-length']), text, whole: response.complete }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

describe('cut', () => {
  it('ends a stream in the middle of a frame, however large, without a closing handshake', async () => {
    const { start, say, ticket, faults, events } = await running(quiet);
    const { conversationId } = await start();
    for (const text of ['short', 'x'.repeat(300), 'y'.repeat(100_000)]) {
      const stream = listenTo(await ticket(conversationId));
      await stream.opened();
      const bytes: Buffer[] = [];
      stream.webSocket.on('message', () => bytes.push(Buffer.from('a whole frame')));
      faults.cut({ match: 'FRAME' });
      await say(conversationId, text);
      expect([(await stream.closed()).code, bytes]).toEqual([1006, []]);
    }
    const reasons: string[] = [];
    events.subscribe((event) => void (event.type === 'socketClosed' && reasons.push(event.reason)));
    expect(new Set(reasons)).toEqual(new Set(['cut in the middle of a frame']));
  });

  it('ends an answer in the middle of its body, and what was asked for has happened', async () => {
    const { start, say, history, url, secret, faults } = await running(quiet);
    const { conversationId } = await start();
    await say(conversationId, 'one');
    faults.cut({ match: 'GET' });
    const authorization = { Authorization: `Bearer ${secret}` };
    const got = await raw(`${url}/v3/directline/conversations/${conversationId}/activities`, 'GET', authorization);
    expect([got.whole, got.text.length > 0, got.text.length < got.declared]).toEqual([false, true, true]);
    expect((await history(conversationId)).body.activities).toHaveLength(1);
    // Nothing was told of it by a page's measures: fetch has the status, and fails on the body.
    faults.cut({ match: 'GET' });
    const response = await fetch(`${url}/v3/directline/conversations/${conversationId}/activities`, { headers: authorization });
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow();
  });
});

describe('loseAnswer', () => {
  it('cuts the connection of a post that has been taken', async () => {
    const { start, say, history, faults, logged } = await running(quiet);
    const { conversationId } = await start();
    faults.loseAnswer('cut', { match: 'POST' });
    await expect(say(conversationId, 'one')).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect((await history(conversationId)).body.activities).toEqual([expect.objectContaining({ text: 'one' })]);
    expect(await logged('fault')).toMatchObject({ fault: 'loseAnswer', sockets: 0 });
  });

  it('leaves it open without a word, until somebody gives up; close() does not wait for it', async () => {
    const { start, url, secret, history, faults, close, events } = await running(quiet);
    const { conversationId } = await start();
    faults.loseAnswer('silence', { match: 'POST' });
    const told = new Promise<string | undefined>((resolve) => events.subscribe((event) => {
      if (event.type === 'request' && event.damage) resolve(event.damage);
    }));
    const posted = raw(`${url}/v3/directline/conversations/${conversationId}/activities`, 'POST', { Authorization: `Bearer ${secret}` },
      JSON.stringify({ type: 'message', from: { id: 'ann' }, text: 'one' })).catch((error: Error) => error);
    expect(await told).toBe('loseAnswer');
    expect((await history(conversationId)).body.activities).toHaveLength(1);
    await close();
    expect(await posted).toMatchObject({ code: 'ECONNRESET' });
  });
});

describe('malform and oversize', () => {
  it('spoil answers with tokens in them as well, and a page may read them', async () => {
    const { url, secret, faults } = await running(quiet);
    const start = async () => {
      const response = await fetch(`${url}/v3/directline/conversations`, { method: 'POST', headers: { Authorization: `Bearer ${secret}`, Origin: 'http://localhost:4200' } });
      return { status: response.status, type: response.headers.get('content-type'), origin: response.headers.get('access-control-allow-origin'), text: await response.text() };
    };
    faults.malform();
    faults.malform('json');
    faults.oversize(2_000_000);
    const [html, list, much, sound] = [await start(), await start(), await start(), await start()];
    expect(html).toMatchObject({ status: 201, type: 'text/html; charset=utf-8', origin: 'http://localhost:4200', text: expect.stringMatching(/^<!doctype html>/) });
    expect(list).toMatchObject({ status: 201, text: '[]' });
    expect([much.text.length > 2_000_000, JSON.parse(much.text).token]).toEqual([true, expect.any(String)]);
    expect(JSON.parse(sound.text)).not.toHaveProperty('padding');
  });
});

describe('killBot', () => {
  it('is a 502 until reviveBot, for a bot over HTTP it is not even called', async () => {
    const { start, say, faults, history } = await running({ bot: 'http://127.0.0.1:9/api/messages' });
    faults.killBot();
    const { conversationId } = await start();
    expect(await say(conversationId, 'one')).toMatchObject({ status: 502, body: { error: { message: expect.stringContaining('a planned fault') } } });
    expect((await history(conversationId)).body.activities).toHaveLength(1);
    faults.reviveBot();
    expect(await say(conversationId, 'two')).toMatchObject({ status: 502, body: { error: { message: expect.stringContaining('ECONNREFUSED') } } });
  });
});

describe('the option faults', () => {
  it('is what goes wrong from the start, and in its time', async () => {
    const { start, say, events, ticket } = await running({ ...quiet, faults: ['respond=503:retry-after=1:match=POST', 'drop@every 50ms'] });
    expect(await start()).toMatchObject({ error: { code: 'ServiceError' } });
    const { conversationId, streamUrl } = await start();
    for (const url of [streamUrl, await ticket(conversationId)]) expect((await listenTo(url).closed()).code).toBe(1006);
    expect((await say(conversationId, 'hi')).status).toBe(200);
    const hits: number[] = [];
    events.subscribe((event) => void (event.type === 'fault' && event.fault === 'drop' && hits.push(event.sockets)));
    expect(hits.filter((sockets) => sockets === 1)).toHaveLength(2);
  });

  it.each([
    [{ faults: ['drop', 'dorp'] }, 'faults', /^'dorp' cannot be read: there is no fault 'dorp'/],
    [{ faults: 'drop' }, 'faults', /^faults must be a list of faults like 'drop@10s'/],
    [{ faultKey: 'a key' }, 'faultKey', /^faultKey must be a text without spaces/],
  ])('that is wrong is one error: %j', async (options: object, option, message) => {
    await expect(running(options)).rejects.toMatchObject({ name: 'EmulatorOptionError', option, message: expect.stringMatching(message) });
  });
});

describe('a request that wishes for another protocol', () => {
  const wish = { Connection: 'Upgrade, HTTP2-Settings', Upgrade: 'h2c', 'HTTP2-Settings': 'AAMAAABkAAQAoAAAAAIAAAAA' };

  it('is served as it would be without the wish, its body too, which may be large', async () => {
    const { url, secret, start, history } = await running(quiet);
    const { conversationId } = await start();
    const text = 'é'.repeat(60_000);
    const posted = await exchange(`${url}/v3/directline/conversations/${conversationId}/activities`, 'POST',
      { ...wish, Authorization: `Bearer ${secret}` }, JSON.stringify({ type: 'message', from: { id: 'ann' }, text }));
    expect(posted).toMatchObject({ status: 200, body: { id: expect.stringContaining('|') } });
    expect((await history(conversationId)).body.activities).toEqual([expect.objectContaining({ text })]);
    expect(await exchange(`${url}/v3/directline/tokens/generate`, 'POST', { ...wish, Host: 'evil.example' })).toMatchObject({ status: 403 });
    expect(await exchange(`${url}/nowhere`, 'GET', wish)).toMatchObject({ status: 404, body: { error: { code: 'NotFound' } } });
  });

  it('is answered on its own connection, which serves the next one too', async () => {
    const { url } = await running(quiet);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    later(() => agent.destroy());
    const ask = (headers: Record<string, string>): Promise<readonly [number | undefined, number | undefined]> => new Promise((resolve, reject) => {
      const sent = request(`${url}/nowhere`, { agent, headers }, (response) => {
        const { localPort } = response.socket;
        response.resume().on('end', () => resolve([response.statusCode, localPort]));
      });
      sent.on('error', reject).end();
    });
    const answers = [await ask(wish), await ask(wish), await ask({}), await ask(wish)];
    expect(answers).toEqual(answers.map(() => [404, answers[0]?.[1]]));
  });

  it('and goes away in the middle of it hurts nobody', async () => {
    const { port, start } = await running(quiet);
    const gone = connect(port, '127.0.0.1');
    gone.on('error', () => {}).resume();
    gone.end('POST /v3/directline/conversations HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 100\r\n\r\n{"us');
    await once(gone, 'close');
    expect(await start()).toHaveProperty('conversationId');
  });
});
