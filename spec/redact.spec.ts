import { performance } from 'node:perf_hooks';
import vm from 'node:vm';
import { reasonOf, redact } from '../src/redact.js';
import { jwtOf } from './support/jwt.js';

const jwt = jwtOf({ user: 'ann', conv: 'c' });
const secret = 'aB3$&.(secret)+[x]|^\\';

describe('redact', () => {
  it.each<[string, string]>([
    ['wss://service/stream?watermark=-&t=HIDDEN', 'wss://service/stream?watermark=-&t=***'],
    ['wss://service/stream?t=HIDDEN&watermark=7', 'wss://service/stream?t=***&watermark=7'],
    ['Invalid URL: "wss://service/stream?T=HIDDEN"', 'Invalid URL: "wss://service/stream?T=***"'],
    ['https://service/token?secret=HIDDEN#x', 'https://service/token?secret=***#x'],
    ['https://function/api/token?code=HIDDEN', 'https://function/api/token?code=***'],
    ['?token=HIDDEN, ?token=HIDDEN', '?token=*** ?token=***'],
    ['https://page/#access_token=HIDDEN&state=1', 'https://page/#access_token=***&state=1'],
    ['https://files/a.png?sv=1&sig=HIDDEN', 'https://files/a.png?sv=1&sig=***'],
    ['client_id=a&client_secret=HIDDEN&scope=b', 'client_id=a&client_secret=***&scope=b'],
    ['https://me:HIDDEN@service/path', 'https://***@service/path'],
    ['Authorization: Bearer HIDDEN', 'Authorization: Bearer ***'],
    ['authorization: bearer   HIDDEN', 'authorization: bearer ***'],
    ['BotConnector HIDDEN', 'BotConnector ***'],
    [`the token ${jwt} is bad`, 'the token *** is bad'],
    [`{"token":"${jwt}"}`, '{"token":"***"}'],
    ['{"access_token": "HIDDEN", "expires_in": 1}', '{"access_token": "***", "expires_in": 1}'],
    ['"{\\"token\\":\\"HIDDEN\\"}"', '"{\\"token\\":\\"***"}"'],
    ["{ password: 'HIDDEN', name: 'ann' }", "{ password: '***', name: 'ann' }"],
    ['nothing to hide: a=b, t=1, what?', 'nothing to hide: a=b, t=1, what?'],
    ['getToken: got an object, wanted a token', 'getToken: got an object, wanted a token'],
  ])('turns %j into %j', (text, expected) => expect(redact(text)).toBe(expected));

  it('replaces each known credential everywhere, and ignores an empty one', () => {
    expect(redact(`${secret} and ${secret}`, [secret])).toBe('*** and ***');
    expect(redact('text', [''])).toBe('text');
  });

  it.each([
    '-eyJ', 'eyJ', 'eyJ.', 'a://', 'a://x', 'Bearer ', 'Bearer"', 'token', 'token ', 'token\\', 'token:', '?t=', '&', '"token": ', ' ', 'a', "'", '\\"',
  ])('takes linear time for a long text of %j', unit => {
    const tookMs = (length: number): number => {
      const text = unit.repeat(Math.ceil(length / unit.length));
      const startedAtMs = performance.now();
      redact(text);
      redact(`Bearer${text}`);
      redact(`token${text}`);
      redact(`a://${text}`);
      redact(`eyJ${text}`);
      return performance.now() - startedAtMs;
    };
    // A quadratic pattern takes many seconds, a linear one takes milliseconds.
    expect(tookMs(100_000)).toBeLessThan(1_000);
  });
});

describe('reasonOf', () => {
  it.each<[unknown, string]>([
    [new Error('no'), 'no'],
    [new TypeError(''), 'TypeError'],
    ['text', 'text'],
    [503, '503'],
    [null, 'null'],
    [Symbol('no'), 'Symbol(no)'],
    [{ message: 'Http failure response' }, 'Http failure response'],
    [vm.runInNewContext("new Error('of another realm')"), 'of another realm'],
    [{ status: 401 }, '[object Object]'],
    [Object.assign(new Error(), { message: 5 }), '5'],
    [new Error('Bearer HIDDEN'), 'Bearer ***'],
  ])('returns the text of %p', (thrown, text) => expect(reasonOf(thrown)).toBe(text));

  it('returns the type of a value whose text cannot be read', () => {
    const unreadable = { get message() { throw new Error('hostile'); } };
    expect([reasonOf(unreadable), reasonOf(Object.create(null))]).toEqual(['object', 'object']);
  });

  it('replaces known credentials', () => expect(reasonOf(new Error(`no ${secret}`), [secret])).toBe('no ***'));
});
