import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { VERSION } from '../version.js';
import type { Exchange, ExchangeListener, HttpRequest } from './http.js';

/** How large an answer may be. The service sends no larger one, and one would fill the memory of the process. */
export const ANSWER_LIMIT_BYTES = 16 * 1_024 * 1_024;
/** How long a connection may take to open, TLS included: as long as with Node's fetch. */
export const CONNECT_TIMEOUT_MS = 10_000;

/** Requests uncompressed answers: without this header a server may compress them. */
const OWN_HEADERS = { 'User-Agent': `rx-directline/${VERSION}`, 'Accept-Encoding': 'identity' };

/** Mutable: the modules, looked up with the first request that needs them. */
let http: typeof import('node:http') | undefined;
let https: typeof import('node:https') | undefined;

/**
 * Sends one request by `node:http` or `node:https`, with the global agent of the host, which keeps connections alive. `process.getBuiltinModule` loads
 * these modules, so a bundler for pages never sees them, and a process without requests does not load them.
 */
class NodeExchange {
  /** Mutable: the request that counts. It is replaced when it is repeated. */
  #call: ClientRequest | undefined;
  /** Mutable: whether the listener was called or the request was aborted; nothing counts from then on. */
  #isFinished = false;
  #isRepeated = false;
  /** Mutable: the answer, once it has begun, and how much of its body has come. */
  #answer: IncomingMessage | undefined;
  readonly #chunks: Buffer[] = [];
  #size = 0;

  constructor(readonly request: HttpRequest, readonly listener: ExchangeListener) {}

  send(): void {
    try {
      this.#send();
    } catch (error) {
      this.#fail(error);
    }
  }

  abort(): void {
    this.#isFinished = true;
    this.#call?.destroy();
  }

  #send(): void {
    const { method, url, body } = this.request;
    if (url.includes('@') && hasCredentials(new URL(url))) throw new Error('the URL contains credentials, which are not sent');
    const isSecure = /^https:/i.test(url);
    // `request` is read at each call, since libraries that observe or stub requests replace it.
    const node = isSecure ? (https ??= process.getBuiltinModule('node:https')) : (http ??= process.getBuiltinModule('node:http'));
    const call = node.request(url, { method, headers: { ...OWN_HEADERS, ...this.request.headers } });
    this.#call = call;
    if (!call.reusedSocket) call.on('socket', (socket) => watchConnect(call, socket, isSecure));
    call.on('response', (answer) => this.#receive(answer));
    // After the answer has begun, its end decides, because a service may refuse an upload before it has read it.
    call.on('error', (error) => !this.#answer && this.#lose(call, error));
    // `close` is always the last event. If the exchange is unfinished then, the connection was cut or the service switched protocols.
    call.on('close', () => {
      if (!this.#isFinished) this.#lose(call, new Error('the connection closed before the end of the answer'));
    });
    call.end(typeof body === 'object' ? new Uint8Array(body) : body);
  }

  #receive(answer: IncomingMessage): void {
    this.#answer = answer;
    answer.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.#size += chunk.length;
      if (this.#size > ANSWER_LIMIT_BYTES) this.#refuse();
    });
    answer.on('end', () => this.#finish(answer));
  }

  #finish({ statusCode = 0, headers }: IncomingMessage): void {
    if (this.#isFinished) return;
    this.#isFinished = true;
    // A service may answer an upload and then close the connection. Node would report the write that fails then to nobody, and end the process.
    if (!this.#call?.writableFinished) this.#call?.destroy();
    const [first] = this.#chunks;
    const body = this.#chunks.length > 1 ? Buffer.concat(this.#chunks) : (first ?? Buffer.alloc(0));
    let text: string;
    try {
      text = String(decoded(body, headers['content-encoding']));
    } catch {
      return this.listener.failed(new Error(`the answer is not what its Content-Encoding says, or has more than ${ANSWER_LIMIT_BYTES} bytes`), 'unknown');
    }
    const header = (name: string): string | null => {
      const value = headers[name.toLowerCase()];
      return value === undefined ? null : String(value);
    };
    // A byte order mark is no part of the text, and no JSON begins with one.
    this.listener.answered(statusCode, header, text.startsWith('\ufeff') ? text.slice(1) : text);
  }

  #refuse(): void {
    if (this.#isFinished) return;
    this.abort();
    this.listener.failed(new Error(`the answer has more than ${ANSWER_LIMIT_BYTES} bytes`), 'unknown');
  }

  #lose(call: ClientRequest, error: Error): void {
    if (call !== this.#call || this.#isFinished) return;
    // The service closes a connection that was idle for long, perhaps just as a request leaves. Only a GET is safe to repeat.
    if (this.request.method === 'GET' && call.reusedSocket && !this.#answer && !this.#isRepeated) {
      this.#isRepeated = true;
      this.send();
    } else this.#fail(error);
  }

  #fail(error: unknown): void {
    if (this.#isFinished) return;
    this.#isFinished = true;
    this.listener.failed(error);
  }
}

/** Decompresses a body, because a proxy may compress an answer that was requested uncompressed. Returns a body of an unknown encoding as it is. */
const decoded = (body: Buffer, encoding: string | undefined): Buffer => {
  if (encoding === undefined) return body;
  const zlib = process.getBuiltinModule('node:zlib');
  const limit = { maxOutputLength: ANSWER_LIMIT_BYTES };
  switch (encoding.trim().toLowerCase()) {
    case 'gzip':
    case 'x-gzip':
      return zlib.gunzipSync(body, limit);
    case 'deflate':
      return zlib.inflateSync(body, limit);
    case 'br':
      return zlib.brotliDecompressSync(body, limit);
    default:
      return body;
  }
};

/** Ends a request whose connection does not open in time. A connection that was kept alive is open. */
const watchConnect = (call: ClientRequest, socket: Socket, isSecure: boolean): void => {
  if (!socket.connecting) return;
  const timer = setTimeout(
    () => call.destroy(Object.assign(new Error(`no connection within ${CONNECT_TIMEOUT_MS} ms`), { code: 'CONNECT_TIMEOUT' })),
    CONNECT_TIMEOUT_MS,
  );
  const stop = (): void => clearTimeout(timer);
  socket.once(isSecure ? 'secureConnect' : 'connect', stop).once('close', stop);
  // The socket of a stub may emit neither.
  call.once('close', stop);
};

const hasCredentials = ({ username, password }: URL): boolean => username !== '' || password !== '';

export const nodeExchange: Exchange = (request, listener) => {
  const exchange = new NodeExchange(request, listener);
  exchange.send();
  return () => exchange.abort();
};
