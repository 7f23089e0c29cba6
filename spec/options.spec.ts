import { conversationStorage } from '../src/conversationStorage.js';
import { checkOptions, checkToken, type DirectLineOptions } from '../src/options.js';
import { directLine1 } from '../src/protocol/v1.js';
import { directLine3 } from '../src/protocol/v3.js';
import { storedIn } from '../src/storedIn.js';
import { thrownBy } from './support/outcomes.js';

/** As JavaScript calls it: with anything. */
const check = (options: unknown): unknown => Reflect.apply(checkOptions, undefined, [options]);
const said = (options: unknown): string => {
  const error = thrownBy(() => check(options));
  expect(error.name).toBe('DirectLineOptionError');
  return error.message;
};

const text = 'HIDDEN-text';
const call = () => undefined;
const good: { readonly [Name in keyof Required<DirectLineOptions>]: readonly unknown[] } = {
  token: ['t', () => []],
  secret: ['s'],
  baseUrl: ['https://service', 'http://127.0.0.1:1/v3/directline/', () => []],
  protocol: [directLine3, directLine1],
  transport: ['auto', 'websocket', 'polling'],
  user: ['ann', { id: 'ann' }, { id: 'ann', name: 'Ann' }],
  locale: ['de-DE'],
  startParameters: [{}, { trustedOrigins: ['https://a'], eTag: 'e', somethingNew: { of: 2030 } }, { user: undefined }],
  history: ['all', 'new'],
  resume: [{ conversationId: 'c' }, { conversationId: 'c', watermark: '0', token: 't' }, { conversationId: 'c', watermark: undefined },
    storedIn({ getItem: () => null, setItem: () => undefined, removeItem: () => undefined }), conversationStorage({ load: call, save: call, clear: call, withToken: true })],
  onGone: ['end', 'restart'],
  onEndOfConversation: ['end', 'continue'],
  reconnectPolicy: [() => null],
  lingerMs: [0, 1_000, 0x7fffffff],
  silenceMs: [1],
  connectTimeoutMs: [1],
  sendTimeoutMs: [1],
  botAgent: ['my-app 1.2'],
  fetch: [() => undefined],
  WebSocket: [class {}],
};

const waits = 'a number of milliseconds from 0 to 2147483647';
const noWaits = (takes: string): readonly [unknown, string][] => [
  [-1, `got the number -1; it takes ${takes}`], [NaN, `got the number NaN; it takes ${takes}`],
  [Infinity, `got the number Infinity; it takes ${takes}`], ['5', `got a string of another form; it takes ${takes}`],
];
const badWaits = noWaits(waits);
const spans = 'a number of milliseconds from 1 to 2147483647';
const badSpans: readonly [unknown, string][] = [...noWaits(spans), [0, `got the number 0; it takes ${spans}`], [0.5, `got the number 0.5; it takes ${spans}`]];
const noFunction = (takes: string): readonly [unknown, string][] =>
  [[text, `got a string of another form; it takes ${takes}`], [{}, `got an object without what it needs; it takes ${takes}`]];
const credential = (takes: string): readonly [unknown, string][] => [
  ['', `got an empty string; it takes ${takes}`], ['  ', `got an empty string; it takes ${takes}`], [7, `got the number 7; it takes ${takes}`],
  [null, `got null; it takes ${takes}`], [{ token: text }, `got an object without what it needs; it takes ${takes}`],
  [[text], `got an array; it takes ${takes}`], [true, `got a boolean; it takes ${takes}`],
];
const tokenTakes = 'a token, a string of visible characters without spaces or line breaks, or a function that gives one';
const secretTakes = 'a secret, a string of visible characters without spaces or line breaks';
const userTakes = 'it takes a user id or { id, name? }';
const startTakes = 'it takes { trustedOrigins?: string[], eTag?: string, … }; user and locale are options of their own';
const agentTakes = 'it takes a text of ASCII letters, digits and signs but brackets';
const resumeTakes = 'it takes a checkpoint { conversationId, watermark?, token? }, storedIn(localStorage), or your own functions wrapped: conversationStorage({ load, save, clear })';

const bad: { readonly [Name in keyof Required<DirectLineOptions>]: readonly (readonly [unknown, string])[] } = {
  token: [...credential(tokenTakes), [{}, `got an object without what it needs; it takes ${tokenTakes}`]],
  secret: [...credential(secretTakes), [() => text, `got a function; it takes ${secretTakes}`]],
  baseUrl: ['', 'service', 'ftp://service', `wss://service/${text}`, `https://`, `https://service?code=${text}`, 'https://service#here', 7].map(value =>
    [value, `got ${value === '' ? 'an empty string' : value === 7 ? 'the number 7' : 'a string of another form'}; it takes an http(s) URL without a query, or a function that gives one`]),
  protocol: [['directLine3', 'got a string of another form'], [() => ({}), 'got a function'], [() => { throw new Error(text); }, 'got a function'], [class {}, 'got a function']],
  transport: [['socket', "got 'socket'; it takes 'auto', 'websocket' or 'polling'"], ['fax', "got 'fax'"], [true, 'got a boolean']],
  user: [['', `got an empty string; ${userTakes}`], [{ name: 'Ann' }, `got an object without what it needs; ${userTakes}`], [{ id: 7 }, `got an object without what it needs; ${userTakes}`],
    [{ id: 'ann', name: 7 }, `got an object without what it needs; ${userTakes}`]],
  locale: [['', 'got an empty string'], [7, "got the number 7; it takes a language tag such as 'en-US'"]],
  startParameters: [
    [{ user: { id: text } }, `got an object without what it needs; ${startTakes}`], [{ locale: 'de' }, 'got an object'], [{ trustedOrigins: text }, 'got an object'],
    [{ trustedOrigins: [''] }, 'got an object'], [{ eTag: 7 }, 'got an object'], [[text], `got an array; ${startTakes}`], [text, 'got a string of another form'],
  ],
  history: [['old', "got 'old'; it takes 'all' or 'new'"], [1, 'got the number 1']],
  resume: [
    [{}, `got an object without what it needs; ${resumeTakes}`], [{ conversationId: '' }, 'got an object'], [{ conversationId: 'c', watermark: 7 }, 'got an object'],
    [{ conversationId: 'c', token: '' }, 'got an object'], [text, `got a string of another form; ${resumeTakes}`], [null, 'got null'],
    [new Map(), `got an object without what it needs; ${resumeTakes}`], [() => new Map(), `got a function; ${resumeTakes}`],
    [{ load: call, save: call, clear: call }, `got an object without what it needs; ${resumeTakes}`], [{ load: call, save: call, clear: call, withToken: true }, 'got an object'],
    [{ resumeClient: text }, `got an object without what it needs; ${resumeTakes}`], [[conversationStorage({ load: call, save: call, clear: call })], 'got an array'],
  ],
  onGone: [['stop', "got 'stop'; it takes 'end' or 'restart'"]],
  onEndOfConversation: [['stop', "got 'stop'; it takes 'end' or 'continue'"]],
  reconnectPolicy: [[1_000, 'got the number 1000; it takes a function of { attempt, error } that gives milliseconds or null']],
  lingerMs: badWaits,
  silenceMs: badSpans,
  connectTimeoutMs: badSpans,
  sendTimeoutMs: badWaits,
  botAgent: [
    ['', `got an empty string; ${agentTakes}`], [`${text}\r\nCookie: x`, `got a string of another form; ${agentTakes}`], [`(${text})`, 'got a string of another form'], ['naïve', 'got a string of another form'], [7, 'got the number 7'],
  ],
  fetch: noFunction('a fetch function'),
  WebSocket: noFunction('a WebSocket class'),
};

const isCredential = (name: string): boolean => ['token', 'secret'].includes(name);
const having = (name: string, value: unknown) => ({ ...(!isCredential(name) && { token: 't' }), [name]: value });
const cases = (of: Readonly<Record<string, readonly unknown[]>>) => Object.entries(of).flatMap(([name, values]) => values.map((value): [string, unknown] => [name, value]));

describe('an option', () => {
  it.each(cases(good))('%s takes %p', (name, value) => {
    const options = having(name, value);
    expect(check(options)).toBe(options);
  });

  it.each(Object.entries(bad).flatMap(([name, values]) => values.map(([value, message]): [string, unknown, string] => [name, value, message])))(
    '%s does not take %p, and says so: %s',
    (name, value, message) => {
      const error = thrownBy(() => check(having(name, value)));
      expect(error).toMatchObject({ name: 'DirectLineOptionError', option: name });
      expect(error.message.startsWith(`${name}: ${message}`) ? message : error.message).toBe(message);
      expect(`${error.message} ${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`).not.toContain(text);
    },
  );

  it.each(Object.keys(good))('%s that is undefined counts as absent', name => {
    const options = { token: () => [], [name]: undefined };
    if (name === 'token') expect(said(options)).toContain('got neither');
    else expect(check(options)).toBe(options);
  });

  it('that there is none of is named, with those that there are', () => {
    const message = said({ token: 't', tokn: 't' });
    expect(message).toMatch(/^tokn: got an option of that name; it takes token, secret, baseUrl, /);
    expect(said({ token: 't', toString: 't' })).toMatch(/^toString: /);
  });

  it('transport is no socket where the protocol has no streams', () => {
    expect(said({ token: 't', protocol: directLine1, transport: 'websocket' })).toBe(
      "transport: got 'websocket' with a protocol that has no streams; it takes 'auto' or 'polling' with directLine1",
    );
    expect(said({ token: 't', protocol: directLine1, transport: 'fax' })).toBe("transport: got 'fax'; it takes 'auto', 'websocket' or 'polling'");
    for (const options of [{ protocol: directLine1 }, { protocol: directLine1, transport: 'auto' }, { protocol: directLine1, transport: 'polling' }, { protocol: directLine3, transport: 'websocket' }]) {
      const whole = { token: 't', ...options };
      expect(check(whole)).toBe(whole);
    }
  });

  it('startParameters are none where a start takes nothing', () => {
    expect(said({ token: 't', protocol: directLine1, startParameters: {} })).toBe(
      'startParameters: got an object with a protocol whose start takes nothing; it takes nothing with directLine1',
    );
    const whole = { token: 't', protocol: directLine3, startParameters: {} };
    expect(check(whole)).toBe(whole);
  });

  it('is never changed', () => {
    const options = Object.freeze({ token: 't', user: Object.freeze({ id: 'ann' }) });
    expect(check(options)).toBe(options);
  });
});

describe('storedIn()', () => {
  const takes = 'it takes a storage with getItem, setItem and removeItem, or a function that returns one';
  it.each([[undefined, 'a undefined'], [null, 'null'], [text, 'a string of another form'], [{ getItem: () => text }, 'an object without what it needs']])('does not take %p', (storage, got) => {
    expect(thrownBy(() => Reflect.apply(storedIn, undefined, [storage])).message).toBe(`storedIn: got ${got}; ${takes}`);
  });

  it.each([['key', ''], ['key', 7], ['withToken', 'yes'], ['withWatermark', null], ['ttl', 5]])('does not take %s %p', (name, value) => {
    const storage = { getItem: () => null, setItem: () => undefined, removeItem: () => undefined };
    expect(thrownBy(() => Reflect.apply(storedIn, undefined, [storage, { [name]: value }]))).toMatchObject({ name: 'DirectLineOptionError', option: `storedIn, ${name}` });
  });
});

describe('conversationStorage()', () => {
  const functions = { load: call, save: call, clear: call };
  const make = (options: unknown): unknown => Reflect.apply(conversationStorage, undefined, [options]);

  it.each([{}, { withToken: true }, { withWatermark: false }, { withToken: undefined, withWatermark: undefined }])('takes three functions with %p', fields => {
    expect(make({ ...functions, ...fields })).toMatchObject({ resumeClient: expect.any(Function) });
  });

  it.each([[undefined, 'a undefined'], [null, 'null'], [text, 'a string of another form'], [call, 'a function'], [[call], 'an array']])('does not take %p', (options, got) => {
    expect(thrownBy(() => make(options))).toMatchObject({
      name: 'DirectLineOptionError', option: 'conversationStorage',
      message: `conversationStorage: got ${got}; it takes { load, save, clear, withToken?, withWatermark? }`,
    });
  });

  it.each<readonly [string, unknown, string]>([
    ...['load', 'save', 'clear'].flatMap(name => [
      [name, undefined, 'got a undefined; it takes a function'] as const, [name, text, 'got a string of another form; it takes a function'] as const,
      [name, {}, 'got an object without what it needs; it takes a function'] as const,
    ]),
    ...['withToken', 'withWatermark'].flatMap(name => [
      [name, null, 'got null; it takes true or false'] as const, [name, 1, 'got the number 1; it takes true or false'] as const,
      [name, text, 'got a string of another form; it takes true or false'] as const,
    ]),
    ['remove', call, 'got an option of that name; it takes load, save, clear, withToken, withWatermark'],
    ['key', 'chat', 'got an option of that name; it takes load, save, clear, withToken, withWatermark'],
  ])('does not take %s %p, and says so', (name, value, message) => {
    const error = thrownBy(() => make({ ...functions, [name]: value }));
    expect(error).toMatchObject({ name: 'DirectLineOptionError', option: `conversationStorage, ${name}`, message: `conversationStorage, ${name}: ${message}` });
  });

  it('names the missing function of an object that lacks one', () => {
    expect(thrownBy(() => make({ load: call, save: call })).message).toBe('conversationStorage, clear: got a undefined; it takes a function');
  });
});

describe('the credential', () => {
  it.each<[object, string]>([
    [{}, 'neither'],
    [{ user: 'ann' }, 'neither'],
    [{ token: text, secret: text }, 'both'],
    [{ token: () => [], secret: text }, 'both'],
  ])('is exactly one: %p', (options, got) => {
    expect(said(options)).toBe(`token, secret: got ${got}; it takes exactly one of the two`);
  });

  it.each<object>([
    { getToken: () => [] }, { token: text, getToken: () => [] }, { secret: text, getToken: () => [] }, { token: text, secret: text, getToken: () => [] },
  ])('is not the former option `getToken`, alone or with another: %p', options => {
    expect(said(options)).toMatch(/^getToken: got an option of that name; it takes token, secret, /);
  });

  it.each([[undefined, 'a undefined'], [null, 'null'], ['token', 'a string of another form'], [7, 'the number 7']])('is in an object: %p', (options, got) => {
    expect(said(options)).toBe(`options: got ${got}; it takes an object`);
  });

  it('that comes later is looked at as well', () => {
    expect(checkToken('t')).toBe('t');
    expect(thrownBy(() => Reflect.apply(checkToken, undefined, [null])).message).toBe('token: got null; it takes a token, a string of visible characters without spaces or line breaks');
    expect(thrownBy(() => checkToken(' ')).message).toContain('token: got an empty string');
  });

  it.each(['part1\npart2', 'tok en', 'tok…en', 'token\n'])('that a header cannot hold (%j) is refused, and not shown', text => {
    const messages = [() => checkToken(text), () => checkOptions({ token: text }), () => checkOptions({ secret: text })].map(call => thrownBy(call).message);
    expect(messages).toEqual(messages.map(() => expect.stringContaining('got a string of another form; it takes a')));
    expect(messages.join()).not.toContain('part');
  });
});
