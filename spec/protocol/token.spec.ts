import { tokenFrom, newTokenFrom, refreshDueMs } from '../../src/protocol/token.js';
import { claimsOf } from '../../src/protocol/jwt.js';
import { streamUrlFrom } from '../../src/protocol/streamUrl.js';
import { jwtOf } from '../support/jwt.js';

describe('the life of a token', () => {
  const NOW = 1_000_000;
  const life = (expires_in: unknown, token = 'opaque'): number => (tokenFrom({ token, expires_in }, NOW).expiresAtMs - NOW) / 1_000;

  it.each<[string, unknown]>([['missing', undefined], ['0', 0], ['negative', -1], ['NaN', NaN], ['infinite', Infinity], ['a text', '300'], ['null', null]])(
    'is what its JWT says where expires_in is %s, and half an hour where that says nothing',
    (_, expires_in) => {
      expect(life(expires_in, jwtOf({ exp: NOW / 1_000 + 77 }))).toBeCloseTo(77);
      expect([life(expires_in), life(expires_in, jwtOf({})), life(expires_in, jwtOf({ exp: 'soon' }))]).toEqual([1_800, 1_800, 1_800]);
    },
  );

  it('is what expires_in says, whatever its JWT says', () => {
    expect([life(300), life(0.5), life(300, jwtOf({ exp: 1 }))]).toEqual([300, 0.5, 300]);
  });

  it('may be over for one that was given, and not for one that was made just now', () => {
    const token = jwtOf({ exp: 1 });
    expect([tokenFrom({ token }, NOW).expiresAtMs, newTokenFrom({ token }, NOW).expiresAtMs]).toEqual([1_000, NOW + 1_800_000]);
    expect(newTokenFrom({ token: jwtOf({ exp: NOW / 1_000 + 77 }) }, NOW).expiresAtMs).toBe(NOW + 77_000);
  });

  it('makes it due for renewal when a quarter is left', () => {
    expect(refreshDueMs(tokenFrom({ token: 'a', expires_in: 1_800 }, NOW))).toBe(NOW + 1_350_000);
  });
});

describe('what a token says of itself', () => {
  it('is its user and its conversation; that of the answer wins', () => {
    const token = jwtOf({ user: 'ann', conv: 'c' });
    expect(tokenFrom({ token }, 0)).toMatchObject({ userId: 'ann', conversationId: 'c' });
    expect(tokenFrom({ token, conversationId: 'd' }, 0)).toMatchObject({ userId: 'ann', conversationId: 'd' });
  });

  it('is read with any character, and in base64url', () => {
    const user = 'Zoë 東京 ??>>~~ÿ';
    expect(jwtOf({ user }).split('.')[1]).toMatch(/[-_]/);
    expect(claimsOf(jwtOf({ user, exp: 7 }))).toEqual({ user, exp: 7 });
  });

  it.each<[string, string]>([
    ['of the old form', 'abc.cwA.xyz'], ['without dots', 'opaque'], ['empty', ''], ['of dots', '...'], ['with a payload that is not base64', 'a.%%%.c'],
    ['with one that is not JSON', `a.${Buffer.from('{').toString('base64url')}.c`], ['with null', jwtOf(null)], ['with an array', jwtOf([])],
    ['with a text', jwtOf('user')], ['with a number', jwtOf(7)], ['with claims of other kinds', jwtOf({ user: 7, conv: {}, exp: 'x' })],
    ['with bytes that are not UTF-8', `a.${Buffer.from([0xff, 0xfe]).toString('base64url')}.c`],
  ])('is nothing for one %s', (_, token) => expect(claimsOf(token)).toEqual({}));
});

describe('a stream URL', () => {
  it.each([
    ['wss://service/stream?t=T', 'wss://service/stream?t=T'],
    ['https://service/stream?t=T', 'wss://service/stream?t=T'],
    ['http://127.0.0.1:80/stream', 'ws://127.0.0.1:80/stream'],
    ['ws://127.0.0.1/stream', 'ws://127.0.0.1/stream'],
  ])('of %s opens %s', (streamUrl, url) => expect(streamUrlFrom(streamUrl, 0).url).toBe(url));

  it('can be used for 60 s from when it was asked for', () => {
    expect(streamUrlFrom('wss://service', 5_000).usableUntilMs).toBe(65_000);
  });
});
