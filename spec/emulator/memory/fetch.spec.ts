import { EMPTY, NEVER } from 'rxjs';
import { inMemoryService } from '../../../src/testing/index.js';
import { serving, settled } from './support.js';

const silent = () => EMPTY;
const generate = '/v3/directline/tokens/generate';

describe("the service's fetch", () => {
  it('takes a text, a URL, a path and a Request, and headers in each form', async () => {
    const { fetch, url, secret } = serving(silent);
    const name = 'Authorization';
    const value = `Bearer ${secret}`;
    const answers = await Promise.all([
      fetch(url + generate, { method: 'post', headers: { [name]: value } }),
      fetch(new URL(generate, url), { method: 'POST', headers: [[name, value]] }),
      fetch(generate, { method: 'POST', headers: new Headers({ [name]: value }) }),
      fetch(new Request(url + generate, { method: 'POST', headers: { [name]: value } })),
      fetch(new Request(url + generate, { headers: { [name]: value } }), { method: 'POST' }),
      fetch(`${generate}/`, { method: 'POST', headers: { authorization: `bearer ${secret}` } }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
  });

  it('answers with a Response, its headers, and its body once', async () => {
    const { fetch, secret, faults } = serving(silent);
    faults.respond(429, { match: generate, retryAfter: 3 });
    const answer = await fetch(generate, { method: 'POST', headers: { Authorization: `Bearer ${secret}` } });
    expect(answer).toBeInstanceOf(Response);
    expect([answer.ok, answer.headers.get('retry-after'), answer.headers.get('content-type')]).toEqual([false, '3', 'application/json; charset=utf-8']);
    expect(await answer.json()).toMatchObject({ error: { code: 'ServiceError' } });
    await expect(answer.text()).rejects.toMatchObject({ name: 'TypeError' });
  });

  it('reads a body in each form', async () => {
    const { fetch, start, history, secret, url } = serving(silent);
    const { conversationId } = await start();
    const path = `/v3/directline/conversations/${conversationId}/activities`;
    const text = (said: string) => JSON.stringify({ type: 'message', from: { id: 'ann' }, text: said });
    const post = { method: 'POST', headers: { Authorization: `Bearer ${secret}` } };
    await fetch(path, { ...post, body: text('a text') });
    await fetch(path, { ...post, body: new TextEncoder().encode(text('bytes')) });
    await fetch(path, { ...post, body: new Blob([text('a blob')]) });
    await fetch(new Request(url + path, { ...post, body: text('a request') }));
    await fetch(new Request(url + path, { ...post, body: text('not this') }), { body: text('but this') });
    expect((await history(conversationId)).body.activities.map((activity: { text: string }) => activity.text))
      .toEqual(['a text', 'bytes', 'a blob', 'a request', 'but this']);
  });

  it.each([
    ['malformed JSON', '{"type":', 400, 'MalformedData'],
    ['no body', '', 400, 'BadArgument'],
    ['too much', `{"text":"${'x'.repeat(262_144)}"}`, 413, 'BadArgument'],
    ['too many bytes', `{"text":"${'ü'.repeat(131_072)}"}`, 413, 'BadArgument'],
    ['too much in bytes', new TextEncoder().encode(`{"text":"${'x'.repeat(262_144)}"}`), 413, 'BadArgument'],
  ])('answers %s as the emulator does', async (_, body, status, code) => {
    const { fetch, start, secret } = serving(silent);
    const { conversationId } = await start();
    const path = `/v3/directline/conversations/${conversationId}/activities`;
    const answer = await fetch(path, { method: 'POST', headers: { Authorization: `Bearer ${secret}` }, body });
    expect([answer.status, await answer.json()]).toMatchObject([status, { error: { code } }]);
  });

  it('takes as many bytes as the service does', async () => {
    const { start, call } = serving(silent);
    const { conversationId } = await start();
    const activity = { type: 'message', from: { id: 'ann' }, text: 'ü'.repeat(131_000) };
    expect((await call('POST', `/v3/directline/conversations/${conversationId}/activities`, activity)).status).toBe(200);
  });

  it('is a 404 for a path that is not served, as the version says it', async () => {
    const { call } = serving(silent);
    expect(await call('GET', '/v3/directline/nothing')).toMatchObject({ status: 404, body: { error: { code: 'NotFound' } } });
    expect(await call('PUT', '/v3/directline/conversations')).toMatchObject({ status: 404 });
    expect(await call('GET', '/v3/directline/conversations//activities')).toMatchObject({ status: 404, body: { error: { code: 'NotFound' } } });
    expect(await call('GET', '/api/nothing')).toMatchObject({ status: 404, body: { error: { statusCode: 404 } } });
    expect(await call('GET', '/v3/directline/conversations/%E0%A4%A/activities')).toMatchObject({ status: 404, body: { error: { code: 'BadArgument' } } });
  });

  it('reaches no other host, and says which one it reaches', async () => {
    const { fetch, url } = serving(silent);
    const failed = fetch('https://directline.botframework.com/v3/directline/conversations?t=hush', { method: 'POST' });
    await expect(failed).rejects.toThrow(TypeError);
    await expect(failed).rejects.toThrow(`https://directline.botframework.com is not ${url}`);
    await expect(failed).rejects.not.toThrow('hush');
  });

  it('refuses what every fetch refuses', async () => {
    const { fetch, url } = serving(silent);
    await expect(fetch('http://')).rejects.toMatchObject({ name: 'TypeError' });
    await expect(fetch(generate, { body: 'text' })).rejects.toThrow(TypeError);
    const used = new Request(url + generate, { method: 'POST', body: 'text' });
    await used.text();
    await expect(fetch(used)).rejects.toMatchObject({ name: 'TypeError' });
  });

  it('has handed a text to the service when it returns, so that calls keep their order', async () => {
    const { start, say, history } = serving(silent);
    const { conversationId, token } = await start();
    const [, , kept] = await Promise.all([say(conversationId, 'one', token), say(conversationId, 'two'), history(conversationId, token)]);
    expect(kept.body.activities.map((activity: { text: string }) => activity.text)).toEqual(['one', 'two']);
  });

  it('is rejected with the reason of its signal, before and while it waits; what it asked for happens', async () => {
    const { fetch, start, history, secret } = serving(({ type }) => (type === 'message' ? NEVER : EMPTY));
    const { conversationId } = await start();
    const path = `/v3/directline/conversations/${conversationId}/activities`;
    const body = JSON.stringify({ type: 'message', from: { id: 'ann' }, text: 'waits' });
    const post = { method: 'POST', headers: { Authorization: `Bearer ${secret}` }, body };
    await expect(fetch(path, { ...post, signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
    await expect(fetch(path, { ...post, signal: AbortSignal.abort('no need') })).rejects.toBe('no need');
    expect((await history(conversationId)).body.activities).toEqual([]);

    const abort = new AbortController();
    const waiting = fetch(path, { ...post, signal: abort.signal });
    abort.abort(new Error('too late'));
    await expect(waiting).rejects.toThrow('too late');
    expect((await history(conversationId)).body.activities).toMatchObject([{ text: 'waits' }]);
  });
});

describe('tokens', () => {
  const claimsIn = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());

  it('say whom they are for and until when, in every script', async () => {
    const { generateToken } = serving(silent, { tokenLifetimeMs: 60_000 });
    const { token, conversationId, expires_in } = await generateToken({ user: { id: 'dl_änn', name: 'Ann 🙂' } });
    expect(expires_in).toBe(60);
    expect(claimsIn(token)).toMatchObject({ conv: conversationId, user: 'dl_änn', name: 'Ann 🙂', exp: expect.any(Number) });
    expect(Math.abs(claimsIn(token).exp * 1000 - Date.now() - 60_000)).toBeLessThan(5_000);
  });

  it('are no tickets, and open nothing when they were changed or given by another service', async () => {
    const [mine, other] = [serving(silent), serving(silent)];
    const { conversationId, token, streamUrl } = await mine.start();
    const ticket = new URL(streamUrl).searchParams.get('t') ?? '';
    const statusWith = async (credential: string) => (await mine.history(conversationId, credential)).status;
    const [head, claims, last] = token.split('.');
    expect(await statusWith(token)).toBe(200);
    expect(await Promise.all([ticket, `${head}.${claims}.9${last}`, `${head}.${claims}.`, (await other.start()).token, 'nonsense'].map(statusWith)))
      .toEqual([403, 403, 403, 403, 403]);
    expect((await mine.call('GET', `/v3/directline/conversations/${conversationId}`, undefined, token)).body.token).not.toBe(token);
  });

  it('are refused when the service refuses, with the status and without the secret', async () => {
    const { generateToken, faults, secret } = serving(silent, { secret: 'a.secret' });
    faults.respond(429);
    await expect(generateToken()).rejects.toThrow(/429/);
    faults.respond(503);
    await expect(generateToken()).rejects.not.toThrow(secret);
  });
});

describe('a service in memory', () => {
  it('has options of its own, and says what is wrong with them', () => {
    const wrong = (bot: unknown, options: unknown) => () => Reflect.apply(inMemoryService, undefined, [bot, options]);
    expect(wrong('http://127.0.0.1:3978/api/messages', {})).toThrow(/^bot must be a function, got a value of type string$/);
    expect(wrong({ keepAliveMs: 5 }, {})).toThrow(/^bot must be a function/);
    expect(wrong(silent, { port: 80 })).toThrow(/^port is not an option; there are secret, tokenLifetimeMs/);
    expect(wrong(silent, { pageSize: 0 })).toThrow(/^pageSize must be a whole number from 1 to 10000, got 0$/);
    expect(wrong(silent, null)).toThrow(/^options must be an object, got null$/);
    expect(wrong(silent, { secret: 'with space' })).toThrow(expect.objectContaining({ name: 'EmulatorOptionError', option: 'secret' }));
  });

  it('makes the same ids for the same seed, and a secret of its own otherwise', async () => {
    const ids = await Promise.all([7, 7, 8].map(async (seed) => (await serving(silent, { seed }).start()).conversationId));
    expect([ids[0] === ids[1], ids[0] === ids[2]]).toEqual([true, false]);
    expect(serving(silent).secret).not.toBe(serving(silent).secret);
  });

  it('says nothing of secrets, tokens and tickets in its log', async () => {
    const { start, say, history, listen, log, secret, faults, call } = serving();
    const { conversationId, token, streamUrl } = await start();
    faults.refuse();
    const { told } = listen(streamUrl);
    await say(conversationId, 'hi', token);
    await history(conversationId, `${token}x`);
    await call('GET', `/v3/directline/conversations/${conversationId}?t=${token}`);
    expect(told).toEqual(['error', '1006  not clean']);
    const lines = log.all.map((event) => JSON.stringify(event)).join('\n');
    expect(log.all.map(({ type }) => type)).toEqual(expect.arrayContaining(['request', 'socketRefused', 'botCalled', 'botAnswered', 'fault']));
    for (const hidden of [secret, token, new URL(streamUrl).searchParams.get('t'), 't=']) expect(lines).not.toContain(hidden);
  });

  it('ends everything when it is closed: what waits, what comes later, streams and the log', async () => {
    const { fetch, start, listen, say, log, close } = serving(({ type }) => (type === 'message' ? NEVER : EMPTY));
    const { conversationId, streamUrl } = await start();
    const { told } = listen(streamUrl);
    const waiting = expect(say(conversationId, 'waits')).rejects.toThrow('the service in memory is closed');
    await settled();
    await Promise.all([close(), close()]);
    await waiting;
    await expect(fetch(generate, { method: 'POST' })).rejects.toThrow('the service in memory is closed');
    const late = listen(streamUrl);
    await log.ended('the log has ended');
    await settled();
    expect(log.all.at(-1)).toMatchObject({ type: 'socketClosed', code: 1006 });
    expect([told, late.told]).toEqual([['open', 'waits', '1006  not clean'], ['error', '1006  not clean']]);
  });
});
