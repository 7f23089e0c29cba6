import { EMPTY, of } from 'rxjs';
import type { Activity } from '../../../src/protocol/types.js';
import { exchange, listenTo, running } from '../support/wire.js';

/** A conversation whose bot tells what it was given. */
async function uploading(options: Parameters<typeof running>[0] = {}) {
  const given: Activity[] = [];
  const bot = (activity: Activity) => {
    if (activity.type === 'message') given.push(activity);
    return EMPTY;
  };
  const it = await running({ bot, ...options });
  const { conversationId, token, streamUrl } = await it.start();
  const upload = async (body: BodyInit, headers: Record<string, string> = {}, path = `/v3/directline/conversations/${conversationId}/upload?userId=ann`) => {
    const response = await fetch(`${it.url}${path}`, { method: 'POST', body, headers: { Authorization: `Bearer ${token}`, ...headers } });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
  };
  /** What the bot gets by the link that it was given. */
  const fetched = async (index = 0) => {
    const url = given.at(-1)?.attachments?.[index]?.contentUrl ?? '';
    const response = await fetch(url);
    return { url, status: response.status, type: response.headers.get('content-type'), headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
  };
  return { ...it, conversationId, token, streamUrl, upload, given, fetched };
}

const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
const placeholder = /bot-framework-default-placeholder\.png$/;
const multipart = { 'Content-Type': 'multipart/form-data; boundary=B' };
const parts = (...all: readonly string[]) => `${all.map((part) => `--B\r\n${part}\r\n`).join('')}--B--\r\n`;
const filePart = 'Content-Disposition: form-data; name="file"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\nbytes';
const activityPart = (activity: object, type = 'application/vnd.microsoft.activity') => `Content-Type: ${type}\r\n\r\n${JSON.stringify(activity)}`;

describe('a single upload', () => {
  it('as documented is a message with that file, which its bot can fetch byte by byte', async () => {
    const { upload, given, fetched, conversationId, streamUrl, url } = await uploading();
    const stream = listenTo(streamUrl);
    const answer = await upload(bytes, { 'Content-Type': 'image/jpeg', 'Content-Disposition': 'name="file"; filename="badjokeeel.jpg"' });
    expect([answer.status, answer.body]).toEqual([200, { id: `${conversationId}|0000000` }]);
    expect(given).toMatchObject([{ type: 'message', from: { id: 'ann' }, attachments: [{ name: 'badjokeeel.jpg', contentType: 'image/jpeg' }] }]);
    const file = await fetched();
    expect(file).toMatchObject({ url: expect.stringContaining(`${url}/attachments/${conversationId}/0000000/0/badjokeeel.jpg?t=`), status: 200, type: 'image/jpeg', bytes });
    expect(file.headers.get('x-content-type-options')).toBe('nosniff');
    expect((await stream.heardType('message')).attachments).toEqual([{ name: 'badjokeeel.jpg', contentType: 'image/jpeg', contentUrl: expect.stringMatching(placeholder) }]);
  });

  it.each([
    [`attachment; filename="../../etc/pass wd?#%.txt"`, 'pass wd?#%.txt'], ['attachment; filename=".."', 'file'], [undefined, 'file'],
    ["attachment; filename*=UTF-8''caf%C3%A9.png", 'café.png'], ['attachment; filename="C:\\\\temp\\\\b.png"', 'b.png'],
  ])('with the Content-Disposition %j has the name %j, and is there by it', async (disposition, name) => {
    const { upload, given, fetched } = await uploading();
    await upload('text', { 'Content-Type': 'text/plain', ...(disposition !== undefined && { 'Content-Disposition': disposition }) });
    expect(given[0]?.attachments?.[0]?.name).toBe(name);
    expect(await fetched()).toMatchObject({ status: 200, type: 'text/plain' });
  });

  it('of 4 MB is taken, of more a 500 that a page can read', async () => {
    const { upload, say, conversationId } = await uploading();
    const most = Buffer.alloc(4 * 1024 * 1024);
    expect((await upload(most)).status).toBe(200);
    const answer = await upload(Buffer.alloc(most.length + 1), { Origin: 'http://localhost:3000' });
    expect([answer.status, answer.body]).toEqual([500, { error: { code: 'ServiceError', message: expect.stringContaining('4,194,304') } }]);
    expect(answer.headers.get('access-control-allow-origin')).toBe('http://localhost:3000');
    expect((await say(conversationId, 'still there?')).status).toBe(200);
  });

  it('without a body is a 400', async () => {
    expect(await (await uploading()).upload('')).toMatchObject({ status: 400, body: { error: { code: 'BadArgument' } } });
  });
});

describe('a multipart upload', () => {
  it('has a hundred parts at most, and is told so', async () => {
    const { upload, given } = await uploading();
    expect((await upload(parts(...Array.from({ length: 100 }, () => filePart)), multipart)).status).toBe(200);
    expect(await upload(parts(...Array.from({ length: 101 }, () => filePart)), multipart))
      .toMatchObject({ status: 400, body: { error: { code: 'BadArgument', message: 'An upload has 100 parts at most' } } });
    expect(given).toHaveLength(1);
  });

  it.each([['last', [filePart, activityPart({ type: 'message', text: 'look' })]], ['first', [activityPart({ type: 'message', text: 'look' }), filePart]]] as const)(
    'knows its activity by the type alone, with no Content-Disposition, when it comes %s', async (_, all) => {
      const { upload, given, fetched } = await uploading();
      expect((await upload(parts(...all), multipart)).status).toBe(200);
      expect(given).toMatchObject([{ text: 'look', attachments: [{ name: 'a.jpg', contentType: 'image/jpeg' }] }]);
      expect((await fetched()).bytes.toString()).toBe('bytes');
    });

  it('of a browser keeps the order of its files, and their thumbnails', async () => {
    const { upload, given, fetched } = await uploading();
    const form = new FormData();
    const attachments = ['one.png', 'two.png'].map((name) => ({ name, contentType: 'image/png', thumbnailUrl: `data:${name}` }));
    form.append('activity', new Blob([JSON.stringify({ type: 'message', from: { id: 'ann' }, text: 'look', attachments })], { type: 'application/vnd.microsoft.activity' }));
    for (const { name } of attachments) form.append('file', new Blob([name], { type: 'image/png' }), name);
    expect((await upload(form)).status).toBe(200);
    expect(given).toMatchObject([{ text: 'look', attachments }]);
    expect([(await fetched(0)).bytes.toString(), (await fetched(1)).bytes.toString()]).toEqual(['one.png', 'two.png']);
  });

  it('without an activity is a message without a text', async () => {
    const { upload, given } = await uploading();
    expect((await upload(parts(filePart, filePart), multipart)).status).toBe(200);
    expect(given[0]).toMatchObject({ type: 'message', from: { id: 'ann' }, attachments: [{}, {}] });
    expect(given[0]).not.toHaveProperty('text');
  });

  it.each([
    ['is broken off', '--B\r\nContent-Type: a/b\r\n\r\nhalf', multipart, 'MalformedData'],
    ['has no boundary', parts(filePart), { 'Content-Type': 'multipart/form-data' }, 'MalformedData'],
    ['has two activities', parts(activityPart({ type: 'message' }), activityPart({ type: 'message' })), multipart, 'MalformedData'],
    ['has an activity that is no JSON', parts('Content-Type: application/vnd.microsoft.activity\r\n\r\n{'), multipart, 'MalformedData'],
    ['has no part', '--B--', multipart, 'MalformedData'],
  ])('that %s is a 400', async (_, body, headers, code) => {
    const { upload, given } = await uploading();
    expect(await upload(body, headers)).toMatchObject({ status: 400, body: { error: { code } } });
    expect(given).toEqual([]);
  });

  it('of 1.1 is a 204, and its message is known by the type of its own', async () => {
    const { upload, given, fetched, call, conversationId } = await uploading();
    const body = parts(filePart, activityPart({ text: 'look' }, 'application/vnd.microsoft.bot.message'), activityPart({ type: 'message' }));
    const answer = await upload(body, multipart, `/api/conversations/${conversationId}/upload?userId=ann`);
    expect([answer.status, answer.body]).toEqual([204, undefined]);
    expect(given).toMatchObject([{ text: 'look', attachments: [{ name: 'a.jpg' }, { contentType: 'application/vnd.microsoft.activity' }] }]);
    expect((await fetched()).status).toBe(200);
    expect((await call('GET', `/api/conversations/${conversationId}/messages`)).body.messages).toMatchObject([{ text: 'look', images: [expect.stringMatching(placeholder)] }]);
  });
});

describe('a file', () => {
  it('is private, has one URL, and goes with its conversation\'s history', async () => {
    const { upload, fetched, streamUrl } = await uploading();
    await upload('text', { 'Content-Type': 'text/html' });
    const { url } = await fetched();
    const status = async (of: string) => (await fetch(of)).status;
    const ticket = new URL(streamUrl).searchParams.get('t') ?? '';
    expect(await status(url.replace(/\?.*/, ''))).toBe(401);
    expect(await status(url.replace(/t=.*/, `t=${ticket}`))).toBe(403);
    expect(await status(url.slice(0, -3))).toBe(403);
    expect(await exchange(url.replace('/0/file', '/0/other'), 'GET')).toMatchObject({ status: 404, body: { error: { code: 'BadArgument', message: 'File not found' } } });
    expect(await listenTo(streamUrl.replace(ticket, new URL(url).searchParams.get('t') ?? '')).refused()).toBe(403);
  });

  it('has a 404 when its time is over', async () => {
    const { upload, fetched } = await uploading({ retentionMs: 1 });
    await upload('text');
    let { status } = await fetched();
    while (status === 200) ({ status } = await fetched());
    expect(status).toBe(404);
  });

  it('has a type that no header can hold, and is served as bytes', async () => {
    const { upload, fetched } = await uploading();
    await upload(parts('Content-Disposition: form-data; name="f"\r\nContent-Type: image/ünsinn\r\n\r\nx'), multipart);
    expect(await fetched()).toMatchObject({ status: 200, type: 'application/octet-stream' });
  });
});

describe('a bot', () => {
  it('can put files there for clients, larger than an activity may be', async () => {
    const { url, call, conversationId } = await uploading();
    const original = Buffer.alloc(1_000_000, 7);
    const put = await call('POST', `/v3/conversations/${conversationId}/attachments`, { type: 'image/png', name: 'a.png', originalBase64: original.toString('base64') });
    expect(put.status).toBe(200);
    expect((await call('GET', `/v3/attachments/${put.body.id}`)).body).toEqual({ name: 'a.png', type: 'image/png', views: [{ viewId: 'original', size: original.length }] });
    const view = await fetch(`${url}/v3/attachments/${put.body.id}/views/original`);
    expect([view.headers.get('content-type'), Buffer.from(await view.arrayBuffer()).equals(original)]).toEqual(['image/png', true]);
  });

  it('can look round among members and conversations, and change what it said where that is applied', async () => {
    const { call, history, conversationId } = await uploading({ bot: ({ type }) => (type === 'message' ? of({ type: 'message', text: 'one' }) : EMPTY), botEdits: 'applied' });
    const path = `/v3/conversations/${conversationId}`;
    expect((await call('GET', `${path}/members/ann`)).body).toEqual({ id: 'ann' });
    expect((await call('GET', `${path}/pagedmembers?pageSize=1`)).body).toMatchObject({ continuationToken: '1', members: [{ id: 'bot' }] });
    expect((await call('GET', `${path}/activities/x/members`)).body).toHaveLength(2);
    expect((await call('GET', '/v3/conversations')).body.conversations).toMatchObject([{ id: conversationId }]);
    const { id } = (await call('POST', `${path}/activities`, { type: 'message', text: 'one' })).body;
    const activity = `${path}/activities/${encodeURIComponent(id)}`;
    expect(await call('PUT', activity, { type: 'message', text: 'two' })).toMatchObject({ status: 200, body: { id } });
    expect((await history(conversationId)).body.activities).toMatchObject([{ id, text: 'two' }]);
    expect((await call('DELETE', activity)).status).toBe(200);
    expect((await history(conversationId)).body.activities).toEqual([]);
    expect((await call('DELETE', `${path}/members/ann`)).status).toBe(204);
  });

  it('cannot begin a conversation or make history', async () => {
    const { call, conversationId } = await uploading();
    const unsupported = { status: 405, body: { error: { code: 'BadArgument', message: 'This channel does not support this operation' } } };
    expect(await call('POST', '/v3/conversations', { members: [] })).toMatchObject(unsupported);
    expect(await call('POST', `/v3/conversations/${conversationId}/activities/history`, { activities: [] })).toMatchObject(unsupported);
  });
});
