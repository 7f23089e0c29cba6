import type { Body, UploadedFile, Version } from '../../../src/emulator/core/messages.js';
import { answerIn, answersIn, deliveriesIn, framesIn, json, only, secret, service, tokenOf } from '../support/service.js';

const file = (name: string, contentType = 'image/png', text = name): UploadedFile => ({ name, contentType, bytes: Uint8Array.from(Buffer.from(text)) });
const placeholder = 'https://docs.botframework.com/static/devportal/client/images/bot-framework-default-placeholder.png';

interface Given {
  readonly files?: readonly UploadedFile[];
  readonly container?: unknown;
  readonly userId?: string | undefined;
  readonly version?: Version;
  readonly credential?: Parameters<ReturnType<typeof service>['outputsOf']>[2];
  readonly body?: Body;
}

function conversation(changes: Parameters<typeof service>[0] = {}) {
  const it = service(changes);
  const started = it.start();
  const { conversationId } = started;
  it.botAnswers('d1');
  let count = 0;
  const upload = ({ files = [], container, userId = 'ann', version = '3.0', credential = secret, body }: Given) => it.give({
    type: 'request',
    request: {
      id: `u${++count}`, method: 'POST', path: '/upload', credential, call: { op: 'upload', version, conversationId, userId },
      body: body ?? { kind: 'files', files, container: container === undefined ? undefined : { kind: 'json', json: container } },
    },
  });
  return {
    ...it, ...started, upload,
    given: (how: Given) => only(deliveriesIn(upload(how)).filter(({ activity }) => activity.type !== 'conversationUpdate')),
    refused: (how: Given) => {
      const { status, body } = answerIn(upload(how));
      return [status, body.kind === 'error' ? body.code : body];
    },
  };
}

describe('an upload', () => {
  it('is a message to the bot with links of its own, and to clients with a placeholder', () => {
    const { upload, open, stream, conversationId, history, botAnswers } = conversation();
    open('s1', conversationId, stream.ticket, '-');
    const outputs = upload({ files: [file('a b.png'), file('c.pdf', 'application/pdf')] });
    const url = (index: number, name: string) => `http://service/attachments/${conversationId}/0000000/${index}/${name}`;
    const { activity, links } = only(deliveriesIn(outputs));
    expect(activity).toMatchObject({
      type: 'message', id: `${conversationId}|0000000`, from: { id: 'ann' }, recipient: { id: 'bot' },
      attachments: [{ name: 'a b.png', contentType: 'image/png', contentUrl: url(0, 'a%20b.png') }, { name: 'c.pdf', contentType: 'application/pdf', contentUrl: url(1, 'c.pdf') }],
    });
    expect(links.map(({ attachment, ticket }) => [attachment, ticket.conv, ticket.file])).toEqual([[0, conversationId, '0000000/0'], [1, conversationId, '0000000/1']]);
    const seen = { attachments: [{ name: 'a b.png', contentType: 'image/png', contentUrl: placeholder }, { name: 'c.pdf', contentType: 'application/pdf', contentUrl: placeholder }] };
    expect(only(framesIn(outputs))).toMatchObject({ activities: [seen], watermark: '0' });
    expect(history(conversationId)).toMatchObject({ activities: [seen] });
    expect(json(answerIn(botAnswers('d2')))).toEqual({ id: `${conversationId}|0000000` });
  });

  it('keeps what its activity says of a file, by its name, its order, and all else that is in it', () => {
    const { given } = conversation();
    const card = { contentType: 'application/vnd.microsoft.card.hero', content: { title: 'T' }, name: 'b.png' };
    const container = {
      type: 'message', text: 'look', from: { id: 'ann', name: 'Ann' }, channelData: { clientActivityID: 'c' },
      attachments: [{ name: 'b.png', contentType: 'image/png', thumbnailUrl: 'data:b' }, card, { name: 'a.png', contentType: 'image/png', thumbnailUrl: 'data:a' }, { contentType: 'x/y', contentUrl: 'http://x/y' }],
    };
    const { activity, links } = given({ container, files: [file('a.png'), file('new.png'), file('b.png')] });
    expect(activity).toMatchObject({ text: 'look', from: { id: 'ann', name: 'Ann' }, channelData: { clientActivityID: 'c' } });
    expect(activity.attachments?.map(({ name, thumbnailUrl, contentUrl }) => [name, thumbnailUrl, contentUrl?.split('/').slice(-2).join('/')])).toEqual([
      ['b.png', 'data:b', '2/b.png'], ['b.png', undefined, undefined], ['a.png', 'data:a', '0/a.png'], [undefined, undefined, 'x/y'], ['new.png', undefined, '1/new.png'],
    ]);
    expect(links.map(({ attachment }) => attachment)).toEqual([2, 4, 0]);
  });

  it('gives each of two files of one name an attachment of its own', () => {
    const { given } = conversation();
    const named = { name: 'a.png', contentType: 'image/png' };
    const { activity } = given({ container: { type: 'message', attachments: [{ ...named, thumbnailUrl: '1' }, { ...named, thumbnailUrl: '2' }] }, files: [file('a.png'), file('a.png'), file('a.png')] });
    expect(activity.attachments?.map(({ thumbnailUrl, contentUrl }) => [thumbnailUrl, contentUrl?.split('/').at(-2)])).toEqual([['1', '0'], ['2', '1'], [undefined, '2']]);
  });

  it('is from the user of the token, whatever it says; else of userId, else of its activity', () => {
    const { given, refused, token } = conversation();
    const files = [file('a.png')];
    const container = { type: 'message', from: { id: 'bob', name: 'Bob' } };
    expect(given({ files, container, userId: 'cid', credential: tokenOf(token) }).activity.from).toEqual({ id: 'ann', name: 'Bob' });
    expect(given({ files, container }).activity.from).toEqual({ id: 'ann', name: 'Bob' });
    expect(given({ files, container: { type: 'message', from: { id: 'ann' } }, userId: '' }).activity.from).toEqual({ id: 'ann' });
    expect(refused({ files, userId: '' })).toEqual([400, 'MissingProperty']);
  });

  it('may be only its activity', () => {
    const { given } = conversation();
    expect(given({ container: { type: 'message', text: 'no file' } })).toMatchObject({ activity: { text: 'no file' }, links: [] });
  });

  it.each<[string, Given, number, string]>([
    ['of a client that may not', { credential: { kind: 'none' } }, 401, 'BadArgument'],
    ['of too much', { body: { kind: 'too large', limitBytes: 4_194_304 } }, 500, 'ServiceError'],
    ['of what is no multipart', { body: { kind: 'malformed' } }, 400, 'MalformedData'],
    ['of too many parts', { body: { kind: 'too many parts', most: 100 } }, 400, 'BadArgument'],
    ['of nothing', { body: { kind: 'empty' } }, 400, 'BadArgument'],
    ['whose activity is no JSON', { body: { kind: 'files', files: [], container: { kind: 'malformed' } } }, 400, 'MalformedData'],
    ['whose activity is too large', { body: { kind: 'files', files: [], container: { kind: 'too large', limitBytes: 262_144 } } }, 413, 'BadArgument'],
    ['whose activity is none', { container: ['message'] }, 400, 'BadArgument'],
    ['whose attachments are no list', { container: { type: 'message', attachments: 'a' } }, 400, 'BadArgument'],
    ['whose attachments are no objects', { container: { type: 'message', attachments: [null] } }, 400, 'BadArgument'],
    ['of files with typing', { container: { type: 'typing' }, files: [file('a')] }, 400, 'BadArgument'],
    ['of a conversationUpdate', { container: { type: 'conversationUpdate' } }, 400, 'BadArgument'],
  ])('%s is refused, and leaves nothing', (_, how, status, code) => {
    const { refused, history, conversationId, world } = conversation();
    expect(refused(how)).toEqual([status, code]);
    expect(history(conversationId)).toMatchObject({ activities: [] });
    expect(world.conversations.get(conversationId)?.files.size).toBe(0);
  });

  it("waits with its echo for the bot with echo: 'after the bot', and a bot that fails is its 502", () => {
    const { upload, botAnswers, history, conversationId } = conversation({ echo: 'after the bot' });
    expect(answersIn(upload({ files: [file('a.png')] }))).toEqual([]);
    expect(history(conversationId)).toMatchObject({ activities: [] });
    expect(answerIn(botAnswers('d2', { status: 500 })).status).toBe(502);
    expect(history(conversationId)).toMatchObject({ activities: [{ attachments: [{ contentUrl: placeholder }] }] });
  });

  it('of 1.1 is a 204 once the bot has answered, and goes with a message; nobody is somebody new', () => {
    const { upload, given, botAnswers, ask, conversationId } = conversation();
    const files = [file('a.png')];
    expect(only(deliveriesIn(upload({ version: '1.1', files, container: { text: 'look', from: 'bob', images: ['http://x/y.png'] } }))).activity)
      .toMatchObject({ type: 'message', text: 'look', from: { id: 'ann' }, attachments: [{ contentType: 'image/*', contentUrl: 'http://x/y.png' }, { name: 'a.png' }] });
    expect(answerIn(botAnswers('d2'))).toEqual({ status: 204, body: { kind: 'none' } });
    expect(ask({ op: 'get messages', conversationId, watermark: '' }).body).toMatchObject({ json: { messages: [{ from: 'ann', images: ['http://x/y.png', placeholder] }] } });
    const nobody = deliveriesIn(upload({ version: '1.1', files, userId: '' }));
    expect(nobody.map(({ activity }) => activity.type)).toEqual(['conversationUpdate']);
    botAnswers('d3');
    expect(given({ version: '1.1', files, container: { from: 'ann' }, userId: '' }).activity.from).toEqual({ id: 'ann' });
  });
});

describe('a file', () => {
  function uploaded(changes: Parameters<typeof service>[0] = {}) {
    const it = conversation(changes);
    const { links } = it.given({ files: [file('a.png', 'image/png; x=y', 'pixels')] });
    const { ticket } = only(links);
    const get = (how: Partial<{ conversationId: string; file: string; name: string }> = {}, credential = tokenOf(ticket)) =>
      it.ask({ op: 'get file', conversationId: it.conversationId, file: '0000000/0', name: 'a.png', ...how }, undefined, credential);
    return { ...it, ticket, get };
  }
  const notFound = { status: 404, body: { kind: 'error', code: 'BadArgument', message: 'File not found' } };

  it('is there for who has its link, as it came', () => {
    expect(uploaded().get()).toEqual({ status: 200, headers: { 'Content-Type': 'image/png; x=y', 'X-Content-Type-Options': 'nosniff', 'Content-Security-Policy': 'sandbox' }, body: { kind: 'bytes', bytes: Uint8Array.from(Buffer.from('pixels')) } });
  });

  it('is there as long as history, and no longer', () => {
    const { get, wait, upload, world, conversationId } = uploaded({ retentionMs: 10_000 });
    wait(9_999);
    expect(get().status).toBe(200);
    wait(1);
    expect(get()).toEqual(notFound);
    upload({ files: [file('b.png')] });
    expect([...(world.conversations.get(conversationId)?.files.keys() ?? [])]).toEqual(['0000001/0']);
  });

  it('has one name, and needs a link that is its own', () => {
    const { get, stream, token } = uploaded();
    expect(get({ name: 'b.png' })).toEqual(notFound);
    expect(get({}, { kind: 'none' }).status).toBe(401);
    for (const wrong of [{ kind: 'invalid' } as const, { kind: 'secret' } as const, tokenOf(stream.ticket), tokenOf(token)]) expect(get({}, wrong).status).toBe(403);
    expect(get({ file: '0000000/1' }).status).toBe(403);
    expect(get({ conversationId: 'another' }).status).toBe(403);
  });

  it('has a link that opens no stream', () => {
    const { open, ticket, conversationId } = uploaded();
    expect(only(open('s1', conversationId, ticket))).toMatchObject({ type: 'refuse', answer: { status: 403 } });
  });
});
