import { EMPTY, lastValueFrom, of, toArray } from 'rxjs';
import { ask, createDirectLine, directLine1 } from '../../../src/index.js';
import type { Activity } from '../../../src/protocol/types.js';
import { connector, directLine11, inMemoryService, moreFaults, signIn, uploads, type Ability, type BotFunction } from '../../../src/testing/index.js';
import { serving, settled } from './support.js';

const silent = () => EMPTY;
const parrot: BotFunction = ({ type, text }) => (type === 'message' ? of({ type, text: `That: ${text}` }) : EMPTY);

const able = (...abilities: readonly Ability[]) => ({ with: abilities });

describe('a service in memory without more', () => {
  it.each([
    ['POST', '/api/conversations'],
    ['GET', '/api/tokens'],
    ['GET', '/attachments/c/0/0/a.png'],
    ['GET', '/v3/directline/session/getsessionid'],
    ['POST', '/v3/conversations/c/activities'],
    ['GET', '/v3/attachments/a'],
  ])('has no %s %s', async (method, path) => {
    expect(await serving(silent).call(method, path)).toMatchObject({ status: 404, body: { error: { code: 'NotFound' } } });
  });

  it('has no uploads, and does not say by that that the conversation is gone', async () => {
    expect(await serving(silent).call('POST', '/v3/directline/conversations/c/upload')).toMatchObject({ status: 405, body: { error: { code: 'NotSupported' } } });
  });

  it('has the main faults, and says so of the others', () => {
    const { faults } = serving(silent);
    expect(() => faults.delay(1)).toThrow(/^faults: there is no fault 'delay'; there are drop, ghost, silence, refuse, neverOpen, replay, respond, expire, clear$/);
    expect(() => faults.killBot()).toThrow(RangeError);
    expect(() => inMemoryService(silent, { faults: ['drop@1s'] })).toThrow(expect.objectContaining({ name: 'EmulatorOptionError', option: 'faults', message: expect.stringContaining('moreFaults') }));
  });

  it('says what is no ability', () => {
    const wrong = (given: unknown) => () => Reflect.apply(inMemoryService, undefined, [silent, { with: given }]);
    expect(wrong(uploads)).toThrow(/^with must be a list of abilities, got a value of type object$/);
    expect(wrong(['uploads'])).toThrow(/^with must be a list of abilities, got a list$/);
    expect(wrong(undefined)).not.toThrow();
  });
});

describe('directLine11', () => {
  it('is another view of the same conversation', async () => {
    const service = serving(parrot, able(directLine11));
    const { url: baseUrl, fetch, secret, start, history } = service;
    const { conversationId, token } = await start();
    const line = createDirectLine({ baseUrl, fetch, token, protocol: directLine1, transport: 'polling' });
    const answers = await lastValueFrom(ask(line, 'hello', { quietMs: 10 }).pipe(toArray()));
    line.end();
    expect(answers.map(({ text }) => text)).toEqual(['That: hello']);
    expect((await history(conversationId, secret)).body.activities.map(({ text }: Activity) => text)).toEqual(['hello', 'That: hello']);
  });
});

describe('uploads', () => {
  it('give the bot a link that only it has, to the bytes as they were sent', async () => {
    const links: string[] = [];
    const service = serving(({ attachments }) => {
      links.push(...(attachments ?? []).flatMap(({ contentUrl }) => contentUrl ?? []));
      return EMPTY;
    }, able(uploads));
    const { fetch, secret, start, history, url } = service;
    const { conversationId, token } = await start();
    const bytes = Uint8Array.of(0, 255, 128, 10);
    const form = new FormData();
    form.append('file', new Blob([bytes], { type: 'image/png' }), 'dot.png');
    const answer = await fetch(`/v3/directline/conversations/${conversationId}/upload`, { method: 'POST', headers: { Authorization: `Bearer ${token}` }, body: form });
    expect(answer.status).toBe(200);

    const [link = ''] = links;
    expect(link).toContain(`${url}/attachments/${conversationId}/`);
    const file = await fetch(link);
    expect([file.status, file.headers.get('content-type'), new Uint8Array(await file.arrayBuffer())]).toEqual([200, 'image/png', bytes]);
    const wrong = await Promise.all([link.replace(/\?.*/, ''), `${link}x`, link.replace(/t=.*/, `t=${token}`)].map((one) => fetch(one)));
    expect(wrong.map(({ status }) => status)).toEqual([401, 403, 403]);
    const [seen] = (await history(conversationId, secret)).body.activities;
    expect(seen).toMatchObject({ attachments: [{ name: 'dot.png', contentType: 'image/png', contentUrl: expect.not.stringContaining(url) }] });
  });

  it('come from the client as well', async () => {
    const seen: Activity[] = [];
    const { url: baseUrl, fetch, WebSocket, secret } = serving((activity) => {
      seen.push(activity);
      return EMPTY;
    }, able(uploads));
    const line = createDirectLine({ baseUrl, fetch, WebSocket, secret, user: 'ann' });
    await lastValueFrom(line.postActivity({ type: 'message', text: 'look', attachments: [{ contentType: 'text/plain', name: 'a.txt', contentUrl: 'data:text/plain,hello' }] }));
    line.end();
    const link = seen.at(-1)?.attachments?.[0]?.contentUrl ?? '';
    expect(seen.at(-1)).toMatchObject({ text: 'look', from: { id: 'ann' } });
    expect(await (await fetch(link)).text()).toBe('hello');
  });
});

describe('connector', () => {
  it('lets a bot speak first, know who is there, and leave files', async () => {
    const { start, call, listen, log } = serving(silent, able(connector));
    const { conversationId, streamUrl } = await start();
    const { told } = listen(streamUrl);
    await settled();
    expect(await call('POST', `/v3/conversations/${conversationId}/activities`, { type: 'message', text: 'I begin' })).toMatchObject({ status: 200 });
    expect((await call('GET', `/v3/conversations/${conversationId}/members`)).body).toMatchObject([{ id: 'bot' }, { id: 'ann' }]);
    const { id } = (await call('POST', `/v3/conversations/${conversationId}/attachments`, { type: 'text/plain', name: 'a.txt', originalBase64: btoa('hello') })).body;
    expect((await call('GET', `/v3/attachments/${id}`)).body).toMatchObject({ name: 'a.txt', views: [{ viewId: 'original', size: 5 }] });
    await settled();
    expect(told).toEqual(['open', 'I begin']);
    expect(log.all.flatMap((event) => (event.type === 'request' ? [event.side] : []))).toEqual(['client', 'bot', 'bot', 'bot', 'bot']);
  });
});

describe('signIn', () => {
  it('gives all who are in a conversation the same id', async () => {
    const { start, call } = serving(silent, able(signIn));
    const { token, conversationId } = await start();
    expect(await call('GET', '/v3/directline/session/getsessionid', undefined, token)).toEqual({ status: 200, body: { sessionId: conversationId } });
  });
});

describe('moreFaults', () => {
  const bad = (bot: BotFunction = silent, faults: readonly string[] = []) => serving(bot, { ...able(moreFaults), faults });
  const activities = /\/activities$/;

  it.each([
    ['cut', ({ faults }: ReturnType<typeof bad>) => faults.cut({ match: activities })],
    ['loseAnswer', ({ faults }: ReturnType<typeof bad>) => faults.loseAnswer('cut', { match: activities })],
  ])('%s takes a post and cuts its answer', async (damage, harm) => {
    const service = bad();
    const { conversationId } = await service.start();
    harm(service);
    await expect(service.say(conversationId, 'kept')).rejects.toMatchObject({ name: 'TypeError', message: expect.stringContaining('fetch failed') });
    expect((await service.history(conversationId)).body.activities).toMatchObject([{ text: 'kept' }]);
    expect(service.log.all).toContainEqual(expect.objectContaining({ type: 'request', damage }));
  });

  it('loseAnswer may be a silence, which an abort or the end of the service ends', async () => {
    const { faults, fetch, close } = bad();
    faults.loseAnswer('silence', { times: 2 });
    const abort = new AbortController();
    const [one, two] = [fetch('/v3/directline/conversations', { signal: abort.signal }), fetch('/v3/directline/conversations')];
    const ended = [expect(one).rejects.toThrow('enough'), expect(two).rejects.toThrow('is closed')];
    await settled();
    abort.abort(new Error('enough'));
    await close();
    await Promise.all(ended);
  });

  it('spoil what arrives: larger, another kind, twice, with another watermark', async () => {
    const { faults, start, say, history, fetch, secret } = bad();
    const { conversationId } = await start();
    await say(conversationId, 'one');
    faults.oversize(50_000, { match: 'GET' });
    expect(JSON.stringify((await history(conversationId)).body).length).toBeGreaterThan(50_000);
    faults.repeat({ match: 'GET' });
    expect((await history(conversationId)).body.activities).toMatchObject([{ text: 'one' }, { text: 'one' }]);
    faults.resetWatermark('absent', { match: 'GET' });
    expect((await history(conversationId)).body).not.toHaveProperty('watermark');
    faults.malform('html');
    const page = await fetch(`/v3/directline/conversations/${conversationId}/activities`, { headers: { Authorization: `Bearer ${secret}` } });
    expect([page.headers.get('content-type'), (await page.text()).slice(0, 9)]).toEqual(['text/html; charset=utf-8', '<!doctype']);
  });

  it('cut a frame, which is then no frame', async () => {
    const { faults, start, say, listen } = bad();
    const { conversationId, streamUrl } = await start();
    const { told } = listen(streamUrl);
    await settled();
    faults.cut({ match: 'FRAME' });
    await say(conversationId, 'lost on its way');
    await settled();
    expect(told).toEqual(['open', '1006  not clean']);
  });

  it('kill the bot, and bring it back', async () => {
    const { faults, start, say } = bad(parrot);
    const { conversationId } = await start();
    faults.killBot();
    expect(await say(conversationId, 'hello?')).toMatchObject({ status: 502, body: { error: { code: 'BotRejectedActivity' } } });
    faults.reviveBot();
    expect(await say(conversationId, 'hello!')).toMatchObject({ status: 200 });
  });

  it('come in words and at their times', async () => {
    jest.useFakeTimers();
    try {
      const { start, listen } = bad(silent, ['drop=1001@10s', 'respond=503:match=tokens']);
      const { streamUrl } = await start();
      const { told } = listen(streamUrl);
      await jest.advanceTimersByTimeAsync(9_999);
      expect(told).toEqual(['open']);
      await jest.advanceTimersByTimeAsync(1);
      expect(told).toEqual(['open', '1001  clean']);
    } finally {
      jest.useRealTimers();
    }
    expect(() => inMemoryService(silent, { ...able(moreFaults), faults: ['dorp'] })).toThrow(/there is no fault 'dorp'/);
  });

  it('are late, and what has waited comes in its order', async () => {
    jest.useFakeTimers();
    try {
      const { faults, start, listen, say } = bad();
      const { conversationId, streamUrl } = await start();
      const { told } = listen(streamUrl);
      await jest.advanceTimersByTimeAsync(0);
      faults.delay(800, { match: 'FRAME' });
      await say(conversationId, 'slow');
      await say(conversationId, 'behind it');
      await jest.advanceTimersByTimeAsync(799);
      expect(told).toEqual(['open']);
      await jest.advanceTimersByTimeAsync(1);
      expect(told).toEqual(['open', 'slow', 'behind it']);
    } finally {
      jest.useRealTimers();
    }
  });
});
