import type { Body } from '../core/messages.js';
import { bodyOf, bodyOfText } from '../http/body.js';

/** What `fetch` was given. */
export interface Received {
  readonly method: string;
  readonly url: URL;
  readonly header: (name: string) => string | undefined;
  /** A text is read at once. */
  readonly body: Body | Promise<Body>;
  readonly signal: AbortSignal | undefined;
}

const isRequest = (input: RequestInfo | URL): input is Request => typeof input === 'object' && 'url' in input;

/** Works without a global `Headers`. */
function headerIn(headers: HeadersInit = {}): Received['header'] {
  const entries = Symbol.iterator in headers ? [...headers] : Object.entries(headers);
  return (name) => entries.find(([key]) => key?.toLowerCase() === name)?.[1];
}

function bodyFrom(input: RequestInfo | URL, init: RequestInit, url: URL): Body | Promise<Body> {
  const given = init.body ?? undefined;
  if (typeof given === 'string') return bodyOfText(given);
  if (given === undefined && !isRequest(input)) return { kind: 'empty' };
  if (typeof Request === 'undefined') throw new TypeError('a body must be a string where there is no Request');
  return bodyOf(new Request(isRequest(input) ? input : url, init));
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
    body: isRead ? { kind: 'empty' } : bodyFrom(input, init, url),
    signal: init.signal ?? request?.signal,
  };
}
