import type { Observable } from 'rxjs';
import { hasStreams, type Protocol } from '../../src/protocol/protocol.js';
import { directLine1 } from '../../src/protocol/v1.js';
import { fakeHttp, type Answer } from '../support/fakeHttp.js';
import { errorOf, valuesOf } from '../support/outcomes.js';

const base = 'https://service';

describe('1.1', () => {
  it('generates a token, which comes as a text', () => {
    const { http, requests } = fakeHttp({ body: 'tok', sentAtMs: 5_000 });
    expect(valuesOf(directLine1(http, base).generateToken('s'))).toMatchObject([{ value: 'tok', expiresAtMs: 1_805_000 }]);
    expect(requests).toMatchObject([{ method: 'POST', url: 'https://service/api/tokens/conversation', headers: { Authorization: 'Bearer s' } }]);
  });

  it('starts a conversation, of which it is not known whether it was there', () => {
    const { http, requests } = fakeHttp({ body: { conversationId: 'c', token: 'tok', expires_in: 60 }, sentAtMs: 5_000 });
    expect(valuesOf(directLine1(http, base).startConversation('s'))).toEqual([
      { conversationId: 'c', started: 'unknown', token: { value: 'tok', conversationId: 'c', issuedAtMs: 5_000, expiresAtMs: 65_000 } },
    ]);
    expect(requests).toMatchObject([{ method: 'POST', url: 'https://service/api/conversations', timeoutMs: 30_000 }]);
    expect(requests[0]).not.toHaveProperty('body');
  });

  it.each<[unknown, string]>([
    [{ conversationId: 'c' }, 'start conversation, token: got undefined, wanted a text'],
    [{ token: 't' }, 'start conversation, conversationId: got undefined, wanted a text'],
    ['text', 'start conversation: got string, wanted an object with conversationId'],
  ])('says what a malformed start lacks: %j', (body, message) => {
    expect(errorOf(directLine1(fakeHttp({ body }).http, base).startConversation('s'))).toMatchObject({ name: 'DirectLineProtocolError', message });
  });

  it.each<[unknown, string]>([
    [undefined, 'generate token: got undefined, wanted the token, a text'],
    [{ token: 't' }, 'generate token: got object, wanted the token, a text'],
  ])('says what a malformed token is: %j', (body, message) => {
    expect(errorOf(directLine1(fakeHttp({ body }).http, base).generateToken('s'))).toMatchObject({ name: 'DirectLineProtocolError', message });
  });
});

type Ask = (protocol: Protocol) => Observable<unknown>;

const renew: Ask = protocol => protocol.refreshToken('old', 'c/1');
const read: Ask = protocol => protocol.getActivities('tok', 'c/1', '7');
const post: Ask = protocol => protocol.postActivity('tok', 'c/1', { type: 'message', text: 'hi', from: { id: 'ann' } });

/** What a call sends for these answers, and what it makes of the last of them. */
const calling = (ask: Ask, ...answers: readonly Answer[]) => {
  const { http, requests } = fakeHttp(...answers.map(answer => ({ sentAtMs: 5_000, ...answer })));
  return { requests, values: valuesOf(ask(directLine1(http, base))) };
};
const failing = (ask: Ask, ...answers: readonly Answer[]) => {
  const { http, requests } = fakeHttp(...answers);
  return { error: errorOf(ask(directLine1(http, base))), lines: requests.map(({ method, url }) => `${method} ${url}`) };
};

describe('1.1, once begun', () => {
  it('has no streams', () => {
    expect(hasStreams(directLine1(fakeHttp().http, base))).toBe(false);
  });

  it.each<[string, Ask, Answer, string, number, string | undefined]>([
    ['renews', renew, { body: 'new' }, 'GET https://service/api/tokens/c%2F1/renew', 10_000, undefined],
    ['reads', read, { body: { messages: [] } }, 'GET https://service/api/conversations/c%2F1/messages?watermark=7', 10_000, undefined],
    ['posts', post, { status: 204 }, 'POST https://service/api/conversations/c%2F1/messages', 30_000, '{"text":"hi","from":"ann"}'],
  ])('%s as documented', (_, ask, answer, line, timeoutMs, body) => {
    const { requests } = calling(ask, answer);
    expect(requests.map(({ method, url, ...more }) => [`${method} ${url}`, more.timeoutMs, more.body])).toEqual([[line, timeoutMs, body]]);
    expect(requests[0]?.headers['Authorization']).toBe(ask === renew ? 'Bearer old' : 'Bearer tok');
  });

  it('asks from the start without a watermark', () => {
    expect(calling(protocol => protocol.getActivities('tok', 'c', undefined), { body: { messages: [] } }).requests[0]?.url).toBe('https://service/api/conversations/c/messages');
  });

  it('takes the new token, which comes as a text, as one of this conversation', () => {
    expect(calling(renew, { body: 'new' }).values).toEqual([{ value: 'new', conversationId: 'c/1', issuedAtMs: 5_000, expiresAtMs: 1_805_000 }]);
  });

  it.each([404, 405])('renews with POST where GET is answered %i', status => {
    const { requests, values } = calling(renew, { status }, { body: 'new' });
    expect(requests.map(({ method, url }) => `${method} ${url}`)).toEqual(['GET', 'POST'].map(verb => `${verb} https://service/api/tokens/c%2F1/renew`));
    expect(values).toMatchObject([{ value: 'new' }]);
  });

  it.each([400, 401, 403, 429, 500, 503])('does not try the other verb where GET is answered %i', status => {
    const { error, lines } = failing(renew, { status });
    expect([error, lines.length]).toMatchObject([{ name: 'DirectLineHttpError', status }, 1]);
  });

  it('says what POST was answered where neither verb renews', () => {
    expect(failing(renew, { status: 405 }, { status: 403 })).toMatchObject({ error: { status: 403 }, lines: [/GET/, /POST/].map(verb => expect.stringMatching(verb)) });
  });

  it('says that it has to be told the conversation, and asks nothing', () => {
    const { error, lines } = failing(protocol => protocol.refreshToken('old'));
    expect([error.name, error.message, lines]).toEqual(['DirectLineProtocolError', expect.stringContaining('conversationId'), []]);
  });

  it('gives messages as activities, with the watermark', () => {
    const messages = [{ id: 'c|1', conversationId: 'c', from: 'bot', text: 'hi', images: ['/b.png'] }];
    expect(calling(read, { body: { messages, watermark: '8' } }).values).toEqual([{
      activities: [{ type: 'message', id: 'c|1', conversation: { id: 'c' }, from: { id: 'bot' }, text: 'hi', attachments: [{ contentType: 'image/*', contentUrl: 'https://service/b.png' }] }],
      watermark: '8',
    }]);
  });

  it.each<[unknown, string]>([
    [undefined, 'get messages, messages: got undefined, wanted an array'],
    [{ activities: [] }, 'get messages, messages: got undefined, wanted an array'],
    [{ messages: ['hi'] }, 'get messages, messages: got string, wanted a message'],
  ])('says what malformed messages are: %j', (body, message) => {
    expect(failing(read, { body }).error).toMatchObject({ name: 'DirectLineProtocolError', message });
  });

  it.each<Answer>([{ status: 204 }, { status: 200, body: { id: 'not documented' } }])('gives no id of a post, whatever is answered: %j', answer => {
    expect(calling(post, answer).values).toEqual([{}]);
  });

  it('says what a message cannot say before anything is sent', () => {
    const { error, lines } = failing(protocol => protocol.postActivity('tok', 'c', { type: 'message', entities: [{ type: 'x' }] }));
    expect([error.name, error.message, lines]).toEqual(['DirectLineProtocolError', expect.stringContaining("'entities'"), []]);
  });
});
