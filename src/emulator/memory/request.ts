import type { Body } from '../core/messages.js';
import { bodyOfText, usualLimitBytes } from '../http/body.js';
import type { Reading } from '../http/route.js';

/** What `fetch` was given. */
export interface Received {
  readonly method: string;
  readonly url: URL;
  readonly header: (name: string) => string | undefined;
  /** A text is read at once, unless a route has a reading of its own. */
  readonly body: (reading: Reading) => Body | Promise<Body>;
  readonly signal: AbortSignal | undefined;
}

const isRequest = (input: RequestInfo | URL): input is Request => typeof input === 'object' && 'url' in input;

/** Works without a global `Headers`. */
function headerIn(headers: HeadersInit = {}): Received['header'] {
  const entries = Symbol.iterator in headers ? [...headers] : Object.entries(headers);
  return (name) => entries.find(([key]) => key?.toLowerCase() === name)?.[1];
}

async function bodyOfBytes(request: Request, body: NonNullable<Reading['body']>, limitBytes: number): Promise<Body> {
  const bytes = new Uint8Array(await request.arrayBuffer());
  return bytes.length > limitBytes ? { kind: 'too large', limitBytes } : body(bytes, (name) => request.headers.get(name) ?? undefined);
}

function bodyFrom(input: RequestInfo | URL, init: RequestInit, url: URL): Received['body'] {
  const given = init.body ?? undefined;
  if (given === undefined && !isRequest(input)) return () => ({ kind: 'empty' });
  const request = (): Request => {
    if (typeof Request === 'undefined') throw new TypeError('a body must be a string where there is no Request');
    return new Request(isRequest(input) ? input : url, init);
  };
  return ({ body, limitBytes = usualLimitBytes }) => {
    if (body) return bodyOfBytes(request(), body, limitBytes);
    return typeof given === 'string' ? bodyOfText(given, limitBytes) : request().text().then((text) => bodyOfText(text, limitBytes));
  };
}

/** Throws a TypeError for what no `fetch` takes. A relative URL is one of this service. */
export function received(input: RequestInfo | URL, init: RequestInit, base: string): Received {
  const request = isRequest(input) ? input : undefined;
  const url = new URL(isRequest(input) ? input.url : String(input), base);
  const method = (init.method ?? request?.method ?? 'GET').toUpperCase();
  const isRead = method === 'GET' || method === 'HEAD';
  if (isRead && (init.body ?? undefined) !== undefined) throw new TypeError('a request with GET or HEAD cannot have a body');
  return {
    method,
    url,
    header: headerIn(init.headers ?? request?.headers),
    body: isRead ? () => ({ kind: 'empty' }) : bodyFrom(input, init, url),
    signal: init.signal ?? request?.signal,
  };
}
