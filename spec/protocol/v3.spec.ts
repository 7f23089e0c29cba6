import type { Observable } from 'rxjs';
import { DirectLineHttpError } from '../../src/errors.js';
import { retryAfterMs } from '../../src/protocol/call.js';
import type { StreamingProtocol } from '../../src/protocol/protocol.js';
import { directLine3 } from '../../src/protocol/v3.js';
import { fakeHttp, type Answer } from '../support/fakeHttp.js';
import { jwtOf } from '../support/jwt.js';
import { errorOf, valuesOf } from '../support/outcomes.js';

const base = 'https://service';
const url = 'wss://service/v3/directline/conversations/c/stream?watermark=-&t=T';
const whole = { conversationId: 'c', token: 'tok', expires_in: 60, streamUrl: url };
const token = { value: 'tok', conversationId: 'c', issuedAtMs: 5_000, expiresAtMs: 65_000 };
const streamUrl = { url, usableUntilMs: 65_000 };

type Ask = (protocol: StreamingProtocol) => Observable<unknown>;

/** What a call sends, and what it makes of an answer that was asked for at 5,000. */
const calling = (ask: Ask, answer: Answer) => {
  const { http, requests } = fakeHttp({ sentAtMs: 5_000, receivedAtMs: 5_100, ...answer });
  const values = valuesOf(ask(directLine3(http, base)));
  return { request: requests[0], requests, values };
};
const failing = (ask: Ask, answer: Answer) => errorOf(ask(directLine3(fakeHttp(answer).http, base)));

const generate: Ask = protocol => protocol.generateToken('s', { user: { id: 'ann' }, trustedOrigins: ['https://a'] });
const refresh: Ask = protocol => protocol.refreshToken('tok');
const start: Ask = protocol => protocol.startConversation('s', { user: { id: 'ann', name: 'Ann' }, locale: 'de' });
const reconnect: Ask = protocol => protocol.reconnectToConversation('s', 'c', '7');
const read: Ask = protocol => protocol.getActivities('tok', 'c', '7');
const post: Ask = protocol => protocol.postActivity('tok', 'c', { type: 'message', text: 'hi' });

describe('3.0', () => {
  it.each<[string, Ask, string, string, number, unknown]>([
    ['generate token', generate, 'POST https://service/v3/directline/tokens/generate', 's', 10_000, { user: { id: 'ann' }, trustedOrigins: ['https://a'] }],
    ['refresh token', refresh, 'POST https://service/v3/directline/tokens/refresh', 'tok', 10_000, undefined],
    ['start conversation', start, 'POST https://service/v3/directline/conversations', 's', 30_000, { user: { id: 'ann', name: 'Ann' }, locale: 'de' }],
    ['reconnect', reconnect, 'GET https://service/v3/directline/conversations/c?watermark=7', 's', 10_000, undefined],
    ['get activities', read, 'GET https://service/v3/directline/conversations/c/activities?watermark=7', 'tok', 10_000, undefined],
    ['post activity', post, 'POST https://service/v3/directline/conversations/c/activities', 'tok', 30_000, { type: 'message', text: 'hi' }],
  ])('sends %s as documented, once a subscription', (_, ask, line, credential, timeoutMs, body) => {
    const answer = { body: { ...whole, activities: [] } };
    const { http, requests } = fakeHttp(answer, answer);
    const call$ = ask(directLine3(http, base));
    expect(requests).toEqual([]);
    valuesOf(call$);
    valuesOf(call$);
    const [method, url] = line.split(' ');
    const headers = { Authorization: `Bearer ${credential}`, Accept: 'application/json' };
    const expected = body === undefined
      ? { method, url, timeoutMs, headers }
      : { method, url, timeoutMs, headers: { ...headers, 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
    expect(requests).toEqual([expected, expected]);
  });

  it('sends an empty object where there are no parameters', () => {
    for (const ask of [(p: StreamingProtocol) => p.generateToken('s'), (p: StreamingProtocol) => p.startConversation('s')])
      expect(calling(ask, { body: whole }).request?.body).toBe('{}');
  });

  it('encodes ids and watermarks, whatever is in them', () => {
    const odd = 'a/b?c&d=é +%';
    const encoded = encodeURIComponent(odd);
    expect(calling(p => p.reconnectToConversation('s', odd, odd), { body: whole }).request?.url)
      .toBe(`https://service/v3/directline/conversations/${encoded}?watermark=${encoded}`);
    expect(calling(p => p.getActivities('s', odd, odd), { body: { activities: [] } }).request?.url)
      .toBe(`https://service/v3/directline/conversations/${encoded}/activities?watermark=${encoded}`);
    expect(calling(p => p.postActivity('s', odd, { type: 'message' }), { body: {} }).request?.url)
      .toBe(`https://service/v3/directline/conversations/${encoded}/activities`);
  });

  it('never sends an empty watermark, which would mean "from now"', () => {
    for (const watermark of [[], ['']]) {
      expect(calling(p => p.reconnectToConversation('s', 'c', ...watermark), { body: whole }).request?.url).toMatch(/\/c$/);
      expect(calling(p => p.getActivities('s', 'c', ...watermark), { body: { activities: [] } }).request?.url).toMatch(/\/activities$/);
    }
  });
});

describe('an answer', () => {
  it('to generate and refresh is a token with its life, counted from when it was asked for', () => {
    for (const ask of [generate, refresh]) expect(calling(ask, { body: whole }).values).toEqual([token]);
  });

  it('to a start names the speech grammar of the bot, where it has one', () => {
    const grammars = [{ referenceGrammarId: 'g' }, { referenceGrammarId: '' }, { referenceGrammarId: 7 }, {}];
    expect(grammars.map(grammar => calling(start, { status: 201, body: { ...whole, ...grammar } }).values)).toEqual([
      [{ conversationId: 'c', started: 'new', token, streamUrl, referenceGrammarId: 'g' }],
      ...grammars.slice(1).map(() => [{ conversationId: 'c', started: 'new', token, streamUrl }]),
    ]);
  });

  it('to a start of 201 is a new conversation, of 200 an existing one', () => {
    expect(calling(start, { status: 201, body: whole }).values).toEqual([{ conversationId: 'c', started: 'new', token, streamUrl }]);
    expect(calling(start, { status: 200, body: whole }).values).toEqual([{ conversationId: 'c', started: 'existing', token, streamUrl }]);
  });

  it('to reconnect is an existing conversation, with a token only where there is one', () => {
    expect(calling(reconnect, { body: whole }).values).toEqual([{ conversationId: 'c', started: 'existing', token, streamUrl }]);
    expect(calling(reconnect, { body: { conversationId: 'c', streamUrl: url } }).values).toEqual([{ conversationId: 'c', started: 'existing', streamUrl }]);
  });

  it('to a post is its id, or none where there is none', () => {
    expect(calling(post, { body: { id: 'c|0000001' } }).values).toEqual([{ id: 'c|0000001' }]);
    for (const body of [undefined, {}, 'text', { id: 7 }, null]) expect(calling(post, { status: 204, body }).values).toEqual([{}]);
  });

  it.each<[string, unknown, unknown]>([
    ['a watermark', { activities: [], watermark: '7' }, { activities: [], watermark: '7' }],
    ['one of a local service, a number', { activities: [], watermark: 0 }, { activities: [], watermark: '0' }],
    ['an empty one', { activities: [], watermark: '' }, { activities: [], watermark: '' }],
    ['null', { activities: [], watermark: null }, { activities: [] }],
    ['none', { activities: [] }, { activities: [] }],
    ['an activity with fields of its own', { activities: [{ type: 'x', own: [1] }] }, { activities: [{ type: 'x', own: [1] }] }],
    ['an activity without a type', { activities: [{ text: 'hi' }, { type: 7 }] }, { activities: [{ text: 'hi', type: '' }, { type: '' }] }],
  ])('to get activities may have %s', (_, body, expected) => {
    expect(calling(read, { body }).values).toEqual([expected]);
  });

  it('whose token has ended already on this clock lives as long as any: the clocks differ', () => {
    const token = jwtOf({ exp: 1 });
    expect(calling(refresh, { body: { conversationId: 'c', token } }).values).toMatchObject([{ issuedAtMs: 5_000, expiresAtMs: 1_805_000 }]);
  });
});

describe('a malformed answer is DirectLineProtocolError and says which field, and what it was', () => {
  const secret = 'very-secret-token';

  it.each<[string, Ask, unknown, string]>([
    ['generate', generate, { conversationId: 'c' }, 'generate token, token: got undefined, wanted a text'],
    ['generate', generate, { token: 7, conversationId: 'c' }, 'generate token, token: got number, wanted a text'],
    ['generate', generate, { token: '', conversationId: 'c' }, 'generate token, token: got string, wanted a text'],
    ['refresh', refresh, { token: secret }, 'refresh token, conversationId: got undefined, wanted a text'],
    ['start', start, { ...whole, conversationId: null }, 'start conversation, conversationId: got null, wanted a text'],
    ['start', start, { ...whole, token: {} }, 'start conversation, token: got object, wanted a text'],
    ['start', start, secret, 'start conversation: got string, wanted an object with conversationId'],
    ['start', start, undefined, 'start conversation: got undefined, wanted an object with conversationId'],
    ['reconnect', reconnect, {}, 'reconnect to conversation, conversationId: got undefined, wanted a text'],
    ['get activities', read, {}, 'get activities, activities: got undefined, wanted an array'],
    ['get activities', read, [], 'get activities, activities: got undefined, wanted an array'],
    ['get activities', read, { activities: {} }, 'get activities, activities: got object, wanted an array'],
    ['get activities', read, { activities: [secret] }, 'get activities, activities: got string, wanted an activity'],
    ['get activities', read, { activities: [null] }, 'get activities, activities: got null, wanted an activity'],
  ])('%s', (_, ask, body, message) => {
    expect(failing(ask, { body })).toMatchObject({ name: 'DirectLineProtocolError', message });
  });
});

describe('an answer that is an error', () => {
  const httpError = (answer: Answer): DirectLineHttpError => {
    const error = failing(read, answer);
    if (error instanceof DirectLineHttpError) return error;
    throw error;
  };

  it.each<[string, unknown, object]>([
    ['nested', { error: { code: 'BadArgument', message: 'no such thing' } }, { code: 'BadArgument', serviceMessage: 'no such thing', message: 'GET /conversations/c/activities answered 400 BadArgument: no such thing' }],
    ['flat', { code: 'BadArgument', message: 'no' }, { code: 'BadArgument', serviceMessage: 'no' }],
    ['with a message only', { message: 'Site missing' }, { message: 'GET /conversations/c/activities answered 400 Site missing' }],
    ['of other kinds', { error: { code: 7, message: {} } }, { message: 'GET /conversations/c/activities answered 400' }],
    ['a page of a proxy', '<html>Bad</html>', { message: 'GET /conversations/c/activities answered 400' }],
    ['empty', undefined, { message: 'GET /conversations/c/activities answered 400' }],
  ])('has what the service said of it: %s', (_, body, expected) => {
    expect(httpError({ status: 400, body })).toMatchObject({ status: 400, ...expected });
  });

  it.each([199, 300, 304, 400, 403, 429, 500, 599])('is one for %i', status => expect(httpError({ status }).status).toBe(status));

  it('says when to come back', () => {
    expect(httpError({ status: 429, headers: { 'retry-after': '7' } }).retryAfterMs).toBe(7_000);
    expect('retryAfterMs' in httpError({ status: 429 })).toBe(false);
  });

  it('never repeats the credential, nor a watermark', () => {
    const body = { error: { code: 'BadArgument', message: 'token tok-of-mine (Bearer tok-of-mine) is bad, see ?t=abc' } };
    const error = failing(protocol => protocol.getActivities('tok-of-mine', 'c', 'mark'), { status: 403, body });
    const text = [error.message, error.stack, JSON.stringify(error)].join(' ');
    expect(text).not.toMatch(/tok-of-mine|abc|mark/);
    expect(error.message).toBe('GET /conversations/c/activities answered 403 BadArgument: token *** (Bearer *** is bad, see ?t=***');
  });
});

describe('Retry-After', () => {
  const now = Date.UTC(2026, 0, 1, 12, 0, 0);
  it.each<[string | null, number | undefined]>([
    ['7', 7_000], [' 7 ', 7_000], ['0', 0], [null, undefined], ['', undefined], ['  ', undefined], ['soon', undefined], ['NaN', undefined],
    ['Thu, 01 Jan 2026 12:00:30 GMT', 30_000], ['Thu, 01 Jan 2026 11:00:00 GMT', 0],
  ])('%j is %j ms', (header, ms) => expect(retryAfterMs(header, now)).toBe(ms));
});
