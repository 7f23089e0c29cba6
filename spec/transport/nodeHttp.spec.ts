import { Agent, createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import http from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { createServer as createTcpServer, type AddressInfo, type Server as TcpServer, type Socket } from 'node:net';
import { inspect } from 'node:util';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { firstValueFrom } from 'rxjs';
import { DirectLineTimeoutError, isDirectLineError, type DirectLineError } from '../../src/errors.js';
import { directLine3 } from '../../src/protocol/v3.js';
import { fetchHttp, withDeadline, type HttpRequest, type HttpResponse } from '../../src/transport/http.js';
import { ANSWER_LIMIT_BYTES, CONNECT_TIMEOUT_MS } from '../../src/transport/nodeHttp.js';
import { usesOwnFetch } from '../../src/transport/usesOwnFetch.js';
import { selfSigned } from '../support/selfSigned.js';

const servers: (Server | TcpServer)[] = [];
const sockets = new Set<Socket>();

beforeEach(() => {
  // These specs are about node:http, not about fetch.
  expect(usesOwnFetch()).toBe(true);
});

afterEach(async () => {
  jest.restoreAllMocks();
  sockets.forEach((socket) => socket.destroy());
  sockets.clear();
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

const isTcp = (address: string | AddressInfo | null): address is AddressInfo => typeof address === 'object' && address !== null;

/** Starts a server on a free port of this machine. */
const listening = async (server: Server | TcpServer): Promise<string> => {
  servers.push(server);
  server.on('connection', (socket: Socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (!isTcp(address)) throw new Error('no port');
  return `127.0.0.1:${address.port}`;
};
const serving = async (listener: RequestListener): Promise<string> => `http://${await listening(createServer(listener))}`;

const request = (url: string, more: Partial<HttpRequest> = {}): HttpRequest => ({ method: 'GET', url, headers: {}, timeoutMs: 5_000, ...more });
const send = withDeadline(fetchHttp());
const answer = (url: string, more?: Partial<HttpRequest>): Promise<HttpResponse> => firstValueFrom(send(request(url, more)));
const failure = (url: string, more?: Partial<HttpRequest>): Promise<DirectLineError> =>
  new Promise((resolve, reject) =>
    send(request(url, more)).subscribe({
      next: () => reject(new Error('it answered')),
      error: (error: unknown) => (isDirectLineError(error) ? resolve(error) : reject(error)),
    }),
  );
const bytesOf = async (message: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  return Buffer.concat(chunks);
};
const closed = async (): Promise<string> => {
  const url = await serving(() => undefined);
  await new Promise((resolve) => servers.pop()?.close(resolve));
  return url;
};

/** Waits until the agent has the connection of the last request back. */
const free = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

describe('a request by node:http', () => {
  it('states the length of its body in bytes, also for text that is not Latin', async () => {
    const url = await serving((message, response) => {
      void bytesOf(message).then((body) => response.end(JSON.stringify([message.headers['content-length'], body.toString()])));
    });
    const { body } = await answer(url, { method: 'POST', body: 'Größe 漢字 😀' });
    expect(body).toEqual([String(Buffer.byteLength('Größe 漢字 😀')), 'Größe 漢字 😀']);
  });

  it('states a length of 0 for a POST without a body, and none for a GET', async () => {
    const url = await serving(({ headers }, response) => response.end(JSON.stringify([headers['content-length'] ?? null, headers['transfer-encoding'] ?? null])));
    expect((await answer(url, { method: 'POST' })).body).toEqual(['0', null]);
    expect((await answer(url)).body).toEqual([null, null]);
  });

  it('sends the bytes of an upload as they are', async () => {
    const bytes = Uint8Array.from({ length: 100_000 }, (_, index) => index % 256);
    const url = await serving((message, response) => void bytesOf(message).then((body) => response.end(String(body.equals(bytes)))));
    expect((await answer(url, { method: 'POST', body: bytes.buffer })).body).toBe(true);
  });

  it.each<[string, (text: string) => Buffer]>([['gzip', gzipSync], ['deflate', deflateSync], ['br', brotliCompressSync]])(
    'reads an answer that a proxy has compressed with %s',
    async (encoding, compress) => {
      const url = await serving((_, response) => response.writeHead(200, { 'Content-Encoding': encoding }).end(compress('{"id":"漢字"}')));
      expect((await answer(url)).body).toEqual({ id: '漢字' });
    },
  );

  it('is final if a compressed answer is malformed, or larger than the limit when it is decompressed', async () => {
    const bodies = [Buffer.from('no gzip'), gzipSync(Buffer.alloc(ANSWER_LIMIT_BYTES + 1))];
    const url = await serving((_, response) => response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(bodies.shift()));
    for (const _ of [1, 2]) await expect(answer(url)).rejects.toMatchObject({ name: 'DirectLineProtocolError', outcome: 'unknown', message: expect.stringContaining('Content-Encoding') });
  });

  it('gives up the rest of an upload that is answered early, because Node would report its failure to nobody and end the process', async () => {
    const calls = jest.spyOn(http, 'request');
    const url = await serving((_, response) => void response.writeHead(413, { 'Content-Length': 3 }).end('big'));
    expect(await answer(url, { method: 'POST', body: 'x'.repeat(16_000_000) })).toMatchObject({ status: 413, body: 'big' });
    const call: unknown = calls.mock.results[0]?.value;
    expect(call).toMatchObject({ writableFinished: false, destroyed: true });
  });

  it('names its client and asks for an answer that is not compressed', async () => {
    const url = await serving(({ headers }, response) => response.end(JSON.stringify([headers['user-agent'], headers['accept-encoding']])));
    expect((await answer(url)).body).toEqual([expect.stringMatching(/^rx-directline\/\d/), 'identity']);
  });

  it('reads an answer whose characters are cut by its chunks, and one that begins with a byte order mark', async () => {
    const text = Buffer.from('\ufeff["漢字"]');
    const url = await serving((_, response) => {
      response.write(text.subarray(0, 6));
      setTimeout(() => response.end(text.subarray(6)), 20);
    });
    expect((await answer(url)).body).toEqual(['漢字']);
  });

  it('gives malformed JSON as a text', async () => {
    const url = await serving((_, response) => response.end('{"id": '));
    expect((await answer(url)).body).toBe('{"id": ');
  });

  it('keeps its connection alive for the next request', async () => {
    const url = await serving((_, response) => response.end());
    await answer(url);
    await free();
    await answer(url);
    expect(sockets.size).toBe(1);
  });

  it('uses the agent that the app made the global one', async () => {
    const url = await serving((_, response) => response.end('ok'));
    const { globalAgent } = http;
    const agent = new Agent();
    const added = jest.spyOn(agent, 'addRequest' as never);
    http.globalAgent = agent;
    try {
      expect((await answer(url)).body).toBe('ok');
      expect(added).toHaveBeenCalledTimes(1);
    } finally {
      http.globalAgent = globalAgent;
    }
  });
});

describe('a request by node:http that fails', () => {
  it('was never sent if the connection is refused', async () => {
    expect(await failure(await closed())).toMatchObject({ name: 'DirectLineNetworkError', neverSent: true, message: expect.stringContaining('ECONNREFUSED') });
  });

  it.each<[string, RequestListener]>([
    ['before the answer', (message) => message.socket.destroy()],
    ['in the middle of a body of known length', (message, response) => response.writeHead(200, { 'Content-Length': '100' }).write('half', () => message.socket.destroy())],
    ['in the middle of a chunked body', (message, response) => response.write('half', () => message.socket.destroy())],
  ])('may have arrived if the connection is cut %s, and a POST is sent once', async (_, listener) => {
    let requests = 0;
    const url = await serving((message, response) => {
      requests += 1;
      listener(message, response);
    });
    expect(await failure(url, { method: 'POST', body: 'once' })).toMatchObject({ name: 'DirectLineNetworkError', neverSent: false });
    expect(requests).toBe(1);
  });

  /** A server that answers the first request of a connection and cuts the connection at the second. */
  const cuttingReused = async () => {
    const requests: string[] = [];
    const served = new WeakSet<Socket>();
    const url = await serving((message, response) => {
      requests.push(message.method ?? '');
      if (served.has(message.socket)) return message.socket.destroy();
      served.add(message.socket);
      return response.end('ok');
    });
    await answer(url);
    await free();
    return { url, requests };
  };

  it('is sent once more if it is a GET on a kept connection that turns out to be dead', async () => {
    const { url, requests } = await cuttingReused();
    expect((await answer(url)).body).toBe('ok');
    expect(requests).toEqual(['GET', 'GET', 'GET']);
  });

  it('is not repeated if it is a POST on a kept connection that turns out to be dead, since it may have arrived', async () => {
    const { url, requests } = await cuttingReused();
    expect(await failure(url, { method: 'POST' })).toMatchObject({ name: 'DirectLineNetworkError', neverSent: false });
    expect(requests).toEqual(['GET', 'POST']);
  });

  it('does not follow a redirect, and its error names the origin of the target and no credential', async () => {
    let elsewhere = 0;
    const target = await serving((_, response) => {
      elsewhere += 1;
      response.end();
    });
    const url = await serving((_, response) => response.writeHead(307, { Location: `${target}/path/?t=HIDDEN-TICKET` }).end());
    const error: unknown = await firstValueFrom(directLine3(send, url).postActivity('HIDDEN-TOKEN', 'c', { type: 'message' })).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      name: 'DirectLineHttpError', status: 307, retryable: false,
      message: `POST /conversations/c/activities answered 307, a redirect to ${target}, which is not followed`,
    });
    expect(inspect(error)).not.toContain('HIDDEN');
    expect(elsewhere).toBe(0);
  });

  it.each([['a redirect without a target', {}, ''], ['a redirect to a malformed URL', { Location: 'http://[' }, ', a redirect to a malformed URL, which is not followed']])('says so of %s', async (_, headers, words) => {
    const url = await serving((_message, response) => response.writeHead(302, headers).end());
    const error: unknown = await firstValueFrom(directLine3(send, url).refreshToken('token')).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'DirectLineHttpError', message: `POST /tokens/refresh answered 302${words}` });
  });

  it('is final if its answer is too large, names the limit, and leaves open whether a post arrived', async () => {
    const part = Buffer.alloc(1_024 * 1_024);
    let sent = 0;
    const url = await serving((_, response) => {
      const more = (): void => {
        sent += part.length;
        if (sent <= 4 * ANSWER_LIMIT_BYTES && !response.destroyed) response.write(part, more);
      };
      more();
    });
    expect(await failure(url, { method: 'POST' })).toMatchObject({
      name: 'DirectLineProtocolError', retryable: false, outcome: 'unknown', message: expect.stringContaining(`more than ${ANSWER_LIMIT_BYTES} bytes`),
    });
    expect(sent).toBeLessThan(4 * ANSWER_LIMIT_BYTES);
  });

  it.each([['a line break', 'Bearer part1\r\nX-Evil: part2'], ['a character that no header has', 'Bearer part1漢part2']])('does not quote a credential with %s', async (_, Authorization) => {
    const url = await serving((_message, response) => response.end());
    const error = await failure(url, { headers: { Authorization } });
    expect(error.name).toBe('DirectLineNetworkError');
    expect(inspect(error)).not.toMatch(/part[12]/);
  });

  it('does not send the credentials of a URL', async () => {
    const url = await serving((_, response) => response.end());
    const error = await failure(url.replace('//', '//user:HIDDEN@'));
    expect(error).toMatchObject({ name: 'DirectLineNetworkError', message: expect.stringContaining('contains credentials') });
    expect(inspect(error)).not.toContain('HIDDEN');
  });

  it('is a network error if the answer switches protocols', async () => {
    const url = await serving(() => undefined);
    servers[0]?.removeAllListeners('request').on('connection', (socket: Socket) => socket.once('data', () => socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n')));
    expect(await failure(url)).toMatchObject({ name: 'DirectLineNetworkError', neverSent: false });
  });

  it('is a network error if the certificate of the service is not trusted', async () => {
    const server = createSecureServer(selfSigned, (_, response) => response.end());
    expect(await failure(`https://${await listening(server)}`)).toMatchObject({
      name: 'DirectLineNetworkError', message: expect.stringMatching(/self.signed/i),
    });
  });
});

describe('a request by node:http that is not answered', () => {
  it('ends at its deadline, and its connection is closed', async () => {
    const url = await serving(() => undefined);
    expect(await failure(url, { timeoutMs: 50 })).toEqual(new DirectLineTimeoutError('request', 50));
    await new Promise((resolve) => [...sockets][0]?.once('close', resolve));
  });

  it('was never sent if its connection does not open within 10 s', async () => {
    const url = `https://${await listening(createTcpServer())}`;
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance'] });
    try {
      const failed = failure(url, { timeoutMs: 30_000 });
      await jest.advanceTimersByTimeAsync(CONNECT_TIMEOUT_MS);
      expect(await failed).toMatchObject({ name: 'DirectLineNetworkError', neverSent: true, message: expect.stringContaining('CONNECT_TIMEOUT') });
    } finally {
      jest.useRealTimers();
    }
  });

  it('closes its connection if it is unsubscribed', async () => {
    const arrived = new Promise<IncomingMessage>((resolve) => {
      void serving((message) => resolve(message)).then((url) => (subscription = send(request(url)).subscribe()));
    });
    let subscription = { unsubscribe: (): void => undefined };
    const { socket } = await arrived;
    const left = new Promise((resolve) => socket.once('close', resolve));
    subscription.unsubscribe();
    await left;
  });

  it('sends nothing if it is unsubscribed at once', async () => {
    let requests = 0;
    const url = await serving((_, response) => {
      requests += 1;
      response.end();
    });
    send(request(url)).subscribe().unsubscribe();
    await answer(url);
    expect(requests).toBe(1);
  });

  it('keeps its connection if it is unsubscribed with its answer', async () => {
    const url = await serving((_, response) => response.end());
    await new Promise<void>((resolve) => {
      const subscription = send(request(url)).subscribe(() => {
        subscription.unsubscribe();
        resolve();
      });
    });
    await free();
    await answer(url);
    expect(sockets.size).toBe(1);
  });
});
