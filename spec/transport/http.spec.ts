import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { inspect } from 'node:util';
import type { AddressInfo } from 'node:net';
import { firstValueFrom, map } from 'rxjs';
import { marbles } from 'rxjs-marbles/jest';
import { DirectLineTimeoutError, isDirectLineError, type DirectLineError } from '../../src/errors.js';
import { fetchHttp, withDeadline, type Fetch, type HttpRequest, type HttpResponse } from '../../src/transport/http.js';
import { responseOf } from '../support/fakeHttp.js';

const servers: Server[] = [];

afterEach(() => Promise.all(servers.splice(0).map(server => new Promise(resolve => {
  server.close(resolve);
  server.closeAllConnections();
}))));

/** A server on a free port of this machine; its URL. */
const serving = async (listener: RequestListener): Promise<string> => {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${portOf(server)}`;
};
const isTcp = (address: string | AddressInfo | null): address is AddressInfo => typeof address === 'object' && address !== null;
const portOf = (server: Server): number => {
  const address = server.address();
  if (!isTcp(address)) throw new Error('no port');
  return address.port;
};
/** One that was free a moment ago. */
const closedUrl = async (): Promise<string> => {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const port = portOf(server);
  await new Promise(resolve => server.close(resolve));
  return `http://127.0.0.1:${port}`;
};

const request = (url: string, more: Partial<HttpRequest> = {}): HttpRequest => ({ method: 'GET', url, headers: {}, timeoutMs: 5_000, ...more });
const answer = (url: string, more?: Partial<HttpRequest>): Promise<HttpResponse> => firstValueFrom(fetchHttp()(request(url, more)));
const failure = (url: string, fetch?: Fetch): Promise<DirectLineError> =>
  new Promise((resolve, reject) =>
    fetchHttp(fetch)(request(url)).subscribe({
      next: () => reject(new Error('it answered')),
      error: (error: unknown) => (isDirectLineError(error) ? resolve(error) : reject(error)),
    }),
  );

const textOf = async (message: IncomingMessage): Promise<string> => {
  let text = '';
  for await (const chunk of message) text += String(chunk);
  return text;
};

describe('a request', () => {
  it('takes the cookies of the host along only if it says so', async () => {
    const asked: unknown[] = [];
    const fetch: Fetch = (_, init) => {
      asked.push('credentials' in init ? init.credentials : 'none said');
      return Promise.resolve({ status: 200, headers: { get: () => null }, text: () => Promise.resolve('') });
    };
    for (const more of [{}, { credentials: 'include' as const }]) await firstValueFrom(fetchHttp(fetch)(request('http://service', more)));
    expect(asked).toEqual(['none said', 'include']);
  });

  it('is sent as it says, and its answer has all that came', async () => {
    const seen: unknown[] = [];
    const url = await serving((message, response) => {
      void textOf(message).then(body => {
        seen.push(message.method, message.url, message.headers['x-own'], body);
        response.writeHead(201, { 'X-Answer': 'yes', 'Content-Type': 'application/json' }).end('{"a":[1]}');
      });
    });
    const before = Date.now();
    const { status, header, body, sentAtMs, receivedAtMs } = await answer(`${url}/path?a=b`, { method: 'POST', headers: { 'X-Own': 'mine' }, body: 'é' });
    expect(seen).toEqual(['POST', '/path?a=b', 'mine', 'é']);
    expect([status, header('x-answer'), header('X-ANSWER'), header('x-none'), body]).toEqual([201, 'yes', 'yes', null, { a: [1] }]);
    expect([before <= sentAtMs, sentAtMs <= receivedAtMs, receivedAtMs <= Date.now()]).toEqual([true, true, true]);
  });

  it.each<[string, number, string, unknown]>([
    ['an empty body', 200, '', undefined],
    ['no content', 204, '', undefined],
    ['a text', 200, '<html>', '<html>'],
    ['a JSON text', 200, '"token"', 'token'],
    ['an error', 502, '{"error":{}}', { error: {} }],
    ['a 404', 404, '', undefined],
  ])('has an answer, not an error, for %s', async (_, status, text, body) => {
    const url = await serving((_message, response) => void response.writeHead(status).end(text));
    expect(await answer(url)).toMatchObject({ status, body });
  });

  it('is one a subscription, and none before', async () => {
    let requests = 0;
    const url = await serving((_message, response) => {
      requests += 1;
      response.end();
    });
    const http$ = fetchHttp()(request(url)).pipe(map(({ status }) => status));
    expect(requests).toBe(0);
    expect([await firstValueFrom(http$), await firstValueFrom(http$), requests]).toEqual([200, 200, 2]);
  });

  it('is aborted when it is left: the service sees it go', async () => {
    const went = new Promise<boolean>(resolve => {
      void serving((_message, response) => {
        response.on('close', () => resolve(response.writableFinished));
        subscription.unsubscribe();
      }).then(url => (subscription = fetchHttp()(request(url)).subscribe(() => undefined)));
    });
    let subscription = { unsubscribe: (): void => undefined };
    expect(await went).toBe(false);
  });

  it('that is left before it was sent is never sent', async () => {
    let requests = 0;
    const fetch: Fetch = () => {
      requests += 1;
      return new Promise(() => undefined);
    };
    fetchHttp(fetch)(request('http://service')).subscribe().unsubscribe();
    await new Promise(setImmediate);
    expect(requests).toBe(0);
  });
});

describe('no answer', () => {
  it('from a port that is closed: nothing was sent', async () => {
    const error = await failure(await closedUrl());
    expect(error).toMatchObject({ name: 'DirectLineNetworkError', neverSent: true, message: expect.stringContaining('ECONNREFUSED') });
  });

  it.each<[string, RequestListener]>([
    ['before its beginning', message => message.socket.destroy()],
    ['in its middle', (message, response) => {
      response.writeHead(200, { 'Content-Length': '100' }).write('half', () => message.socket.destroy());
    }],
  ])('that was cut %s: it may have been sent', async (_, listener) => {
    expect(await failure(await serving(listener))).toMatchObject({ name: 'DirectLineNetworkError', neverSent: false });
  });

  const throwing = (cause: unknown): Fetch => () => Promise.reject(cause);
  const withCode = (code: string): Error => Object.assign(new Error('connect'), { code });

  it('does not quote the credential, whatever of it a fetch quotes', async () => {
    const Authorization = 'Bearer part1\npart2';
    const request = { method: 'GET', url: 'http://service', headers: { Authorization }, timeoutMs: 1_000 } as const;
    const error: unknown = await firstValueFrom(fetchHttp()(request)).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'DirectLineNetworkError' });
    expect(inspect(error)).not.toMatch(/part[12]/);
  });

  it.each<[string, unknown, boolean]>([
    ['ENOTFOUND', new TypeError('fetch failed', { cause: withCode('ENOTFOUND') }), true],
    ['EAI_AGAIN', withCode('EAI_AGAIN'), true],
    ['UND_ERR_CONNECT_TIMEOUT', new TypeError('fetch failed', { cause: withCode('UND_ERR_CONNECT_TIMEOUT') }), true],
    ['several tries', new TypeError('fetch failed', { cause: new AggregateError([withCode('ECONNREFUSED'), withCode('ENETUNREACH')]) }), true],
    ['ECONNRESET', new TypeError('fetch failed', { cause: withCode('ECONNRESET') }), false],
    ['a browser that says no more', new TypeError('Failed to fetch'), false],
    ['no error at all', 'cut', false],
    ['nothing', undefined, false],
  ])('tells of %s whether anything was sent', async (_, cause, neverSent) => {
    expect(await failure('http://service', throwing(cause))).toMatchObject({ name: 'DirectLineNetworkError', neverSent });
  });

  it('while the host is offline: nothing was sent', async () => {
    const before = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
    Object.defineProperty(globalThis, 'navigator', { value: { onLine: false }, configurable: true });
    try {
      expect(await failure('http://service', throwing(new TypeError('Failed to fetch')))).toMatchObject({ neverSent: true });
    } finally {
      if (before) Object.defineProperty(globalThis, 'navigator', before);
      else Reflect.deleteProperty(globalThis, 'navigator');
    }
  });

  it('because the given fetch throws is such an error too', async () => {
    const fetch: Fetch = () => { throw new Error('mine'); };
    expect(await failure('http://service', fetch)).toMatchObject({ name: 'DirectLineNetworkError', message: 'no answer: mine' });
  });

  it('repeats no credential of the URL, in no part of the error', async () => {
    const url = 'http://user:pass-word@127.0.0.1:1/a?t=ticket-text';
    const error = await failure(url);
    const { cause } = error;
    const text = [error.message, error.stack, JSON.stringify(error), cause instanceof Error ? `${cause.message} ${cause.stack} ${String(cause.cause)}` : cause].join(' ');
    expect(text).not.toMatch(/pass-word|ticket-text/);
  });
});

describe('a redirect, which is not followed', () => {
  it('is final and rejects a post if a browser hides it', async () => {
    const fetch: Fetch = () => Promise.resolve({ status: 0, type: 'opaqueredirect', headers: { get: () => null }, text: () => Promise.resolve('') });
    expect(await failure('http://service', fetch)).toMatchObject({
      name: 'DirectLineProtocolError', retryable: false, outcome: 'rejected', message: 'no answer: a redirect, which is not followed',
    });
  });

  it('is an answer with the origin of its target where fetch shows it', async () => {
    const location = 'https://other.example/path?t=ticket';
    const fetch: Fetch = () => Promise.resolve({ status: 302, headers: { get: () => location }, text: () => Promise.resolve('') });
    expect(await firstValueFrom(fetchHttp(fetch)(request('http://service')))).toMatchObject({ status: 302, redirectNote: ', a redirect to https://other.example, which is not followed' });
  });
});

describe('a request by fetch that is unsubscribed', () => {
  const signals: AbortSignal[] = [];
  const fetch: Fetch = (_, { signal }) => {
    if (signal instanceof AbortSignal) signals.push(signal);
    return Promise.resolve({ status: 200, headers: { get: () => null }, text: () => Promise.resolve('') });
  };

  it('is aborted while it is in flight, and not when it has its answer', async () => {
    await firstValueFrom(fetchHttp(fetch)(request('http://service')));
    const subscription = fetchHttp((url, init) => {
      void fetch(url, init);
      return new Promise(() => undefined);
    })(request('http://service')).subscribe();
    await new Promise(setImmediate);
    subscription.unsubscribe();
    expect(signals.map(({ aborted }) => aborted)).toEqual([false, true]);
  });
});

describe('a deadline', () => {
  const timed = { ...request('http://service'), timeoutMs: 5 };
  const a = responseOf({ body: 'a' });

  it('lets an answer through that comes in time', marbles(m => {
    const answer$ = m.cold('            ----(a|)', { a });
    m.expect(withDeadline(() => answer$)(timed)).toBeObservable('----(a|)', { a });
  }));

  it('ends a request whose answer does not, and leaves it', marbles(m => {
    const answer$ = m.cold('            ------(a|)', { a });
    m.expect(withDeadline(() => answer$)(timed)).toBeObservable('-----#', undefined, new DirectLineTimeoutError('request', 5));
    m.expect(answer$).toHaveSubscriptions('^----!');
  }));

  it('leaves no timer once an answer has come', marbles(m => {
    const answer$ = m.cold('            -a-----|', { a });
    m.expect(withDeadline(() => answer$)(timed)).toBeObservable('-a-----|', { a });
  }));

  it('lets an error through', marbles(m => {
    m.expect(withDeadline(() => m.cold('-#'))(timed)).toBeObservable('-#');
  }));
});
