import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NEVER, Observable, of, throwError } from 'rxjs';
import { DirectLineNetworkError, DirectLineSocketError, isDirectLineError } from '../src/errors.js';
import { directLine3 } from '../src/protocol/v3.js';
import { openStream } from '../src/receive/stream.js';
import { traced, watchingSockets } from '../src/trace.js';
import { fetchHttp, type Fetch, type Http } from '../src/transport/http.js';
import type { Socket } from '../src/transport/socket.js';
import { fakeHttp, responseOf } from './support/fakeHttp.js';
import { jwtOf } from './support/jwt.js';
import { errorOf, keptTrace, valuesOf } from './support/outcomes.js';
import { root } from './support/packed.js';

const jwt = jwtOf({ user: 'ann', conv: 'c' });
const secret = 'aB3$&.(secret)+[x]|^\\';

const always = (): boolean => true;

/** All that can be read of a value: what is listed, and messages, stacks and causes, however deep. */
const readable = (value: unknown): string => {
  if (value instanceof Error) return [value.message, value.stack, JSON.stringify(value), readable(value.cause)].join('\n');
  if (typeof value === 'object' && value !== null) return Object.entries(value).map(([name, inner]) => `${name} ${readable(inner)}`).join('\n');
  return String(value);
};

describe('a request that is traced', () => {
  const request = { method: 'POST' as const, url: 'https://service/v3/directline/conversations/c?watermark=7&t=HIDDEN', headers: {}, timeoutMs: 1 };
  const call = { method: 'POST', path: '/v3/directline/conversations/c' };

  it('tells of its beginning, and of its answer and how long that took', () => {
    const { trace, events } = keptTrace();
    const { http } = fakeHttp({ status: 204, sentAtMs: 100, receivedAtMs: 142 });
    expect(valuesOf(traced(http, trace, always)(request))).toHaveLength(1);
    expect(events).toEqual([{ type: 'request', level: 'debug', ...call }, { type: 'response', level: 'debug', ...call, status: 204, tookMs: 42 }]);
  });

  it('tells of its failure', () => {
    const { trace, events } = keptTrace();
    const error = new DirectLineNetworkError('cut', false);
    expect(errorOf(traced(() => throwError(() => error), trace, always)(request))).toBe(error);
    expect(events[1]).toEqual({ type: 'requestFailed', level: 'info', ...call, error });
  });

  it('tells nothing before somebody subscribes, and all of it to each', () => {
    const { trace, events } = keptTrace();
    const answer$ = traced(() => of(responseOf({})), trace, always)(request);
    expect(events).toEqual([]);
    valuesOf(answer$);
    valuesOf(answer$);
    expect(events.map(({ type }) => type)).toEqual(['request', 'response', 'request', 'response']);
  });

  it('tells nothing while nobody listens, and is sent all the same', () => {
    const { trace, events } = keptTrace();
    const { http, requests } = fakeHttp({ status: 204 });
    // Mutable: somebody listens after the observable was made.
    let isObserved = false;
    const answer$ = traced(http, trace, () => isObserved)(request);
    expect(valuesOf(answer$)).toHaveLength(1);
    expect([events, requests.length]).toEqual([[], 1]);
    isObserved = true;
    answer$.subscribe({ error: () => undefined });
    expect(events[0]).toEqual({ type: 'request', level: 'debug', ...call });
  });

  it('is aborted by who leaves it', () => {
    let left = 0;
    const http: Http = () => new Observable(() => () => void (left += 1));
    traced(http, () => undefined, always)(request).subscribe().unsubscribe();
    expect(left).toBe(1);
  });
});

describe('a socket that is traced', () => {
  const url = 'wss://service/v3/stream?t=HIDDEN';
  const path = '/v3/stream';

  const streamUrl$ = of({ url, usableUntilMs: Infinity });
  const watched = (socket: Socket) => {
    const { trace, events } = keptTrace();
    return { events, signal$: openStream(streamUrl$, socket, 10_000, watchingSockets(trace))() };
  };

  it('tells of its opening and of being left', () => {
    const { events, signal$ } = watched(() => new Observable(subscriber => subscriber.next({ kind: 'opened' })));
    signal$.subscribe().unsubscribe();
    expect(events).toEqual([
      { type: 'socketOpening', level: 'debug', path }, { type: 'socketOpened', level: 'debug', path }, { type: 'socketLeft', level: 'debug', path },
    ]);
  });

  it('tells of its loss, and then not of being left', () => {
    const error = new DirectLineSocketError('closed', true);
    const { events, signal$ } = watched(() => throwError(() => error));
    expect(errorOf(signal$)).toBe(error);
    expect(events).toEqual([{ type: 'socketOpening', level: 'debug', path }, { type: 'socketLost', level: 'info', path, error }]);
  });

  it('tells nothing before somebody subscribes', () => {
    expect(watched(() => NEVER).events).toEqual([]);
  });
});

it('each notice has its row in docs/architecture.md', () => {
  const [, union = ''] = /export type Notice =([^;]+);/.exec(readFileSync(join(root, 'src/trace.ts'), 'utf8')) ?? [];
  const [, table = ''] = /\| notice \| says that \|\n([^]+?)\n\n/.exec(readFileSync(join(root, 'docs/architecture.md'), 'utf8')) ?? [];
  const told = [...table.matchAll(/^\| (.+?) \|/gm)].flatMap(([, names = '']) => [...names.matchAll(/`(\w+)`/g)].map(([, name]) => name));
  const kinds = [...union.matchAll(/'(\w+)'/g)].map(([, name]) => name);
  expect([kinds.length > 5, told.sort()]).toEqual([true, kinds.sort()]);
});

describe('no credential is in what a client says', () => {
  const nasty = ['HIDDEN-token', jwt, secret, 'HIDDEN with spaces', 'HIDDEN/slash?t=x&y', "HIDDEN'quote\""];

  it.each(nasty)('of a request made with %j, whatever the service and the host make of it', async credential => {
    const quoting: readonly Fetch[] = [
      async (url, { headers }) => { throw new TypeError(`cannot fetch ${url}?t=${encodeURIComponent(credential)}, ${headers['Authorization']}`, { cause: credential }); },
      async () => ({ status: 403, headers: { get: () => null }, text: async () => JSON.stringify({ error: { code: 'BadArgument', message: `no ${credential}` } }) }),
      async () => ({ status: 403, headers: { get: () => null }, text: async () => JSON.stringify({ error: { code: credential, message: 'no' } }) }),
      async () => ({ status: 200, headers: { get: () => null }, text: async () => JSON.stringify({ token: [credential], conversationId: credential }) }),
      async () => ({ status: 200, headers: { get: () => null }, text: async () => credential }),
    ];
    for (const fetch of quoting) {
      const { trace, events } = keptTrace();
      const error = await new Promise(resolve => directLine3(traced(fetchHttp(fetch), trace, always), 'http://service').refreshToken(credential).subscribe({ error: resolve }));
      expect(isDirectLineError(error)).toBe(true);
      const said = readable([error, events]);
      expect(said.includes(credential) ? said : 'nothing of it').toBe('nothing of it');
    }
  });
});
