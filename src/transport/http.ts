import { asyncScheduler, catchError, from, Observable, switchMap, throwError, timeout } from 'rxjs';
import { DirectLineNetworkError, DirectLineTimeoutError } from '../errors.js';
import { reasonOf } from '../redact.js';
import { loadFetch } from './platform.js';

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | ArrayBuffer;
  /** With the host's cookies (docs/protocol.md, 10); else as the host's fetch does it. */
  readonly credentials?: 'include';
  /** The whole request, its answer's body included. */
  readonly timeoutMs: number;
}

export interface HttpResponse {
  /** The base URL of the request, if it was found out only then. */
  readonly baseUrl?: string;
  readonly status: number;
  readonly header: (name: string) => string | null;
  /** Parsed if it is JSON, else the text; `undefined` if it is empty. */
  readonly body: unknown;
  readonly sentAtMs: number;
  readonly receivedAtMs: number;
}

/**
 * Sends one request a subscription and emits its answer, whatever its status. Unsubscribing aborts it.
 * Errors: `DirectLineNetworkError`, `DirectLineTimeoutError`.
 */
export type Http = (request: HttpRequest) => Observable<HttpResponse>;

/** The host's AbortSignal, where its types are known; so our own need no DOM. */
export type AbortSignalLike = typeof globalThis extends { AbortSignal: { prototype: infer S } } ? S : unknown;

/** As much of `fetch` as is used; the platform's own fits. */
export type Fetch = (
  url: string,
  init: { method: string; headers: Record<string, string>; body?: string | ArrayBuffer; credentials?: 'include'; signal: AbortSignalLike },
) => Promise<{
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
}>;

const parsed = (text: string): unknown => {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

const exchange = async (fetch: Fetch, request: HttpRequest, signal: AbortSignal): Promise<HttpResponse> => {
  const sentAtMs = asyncScheduler.now();
  const { method, url, headers, body, credentials } = request;
  const response = await fetch(url, { method, headers: { ...headers }, signal, ...(body !== undefined && { body }), ...(credentials && { credentials }) });
  const text = await response.text();
  return {
    status: response.status,
    header: name => response.headers.get(name),
    body: parsed(text),
    sentAtMs,
    receivedAtMs: asyncScheduler.now(),
  };
};

/** Codes of Node and undici with which nothing can have left this machine for the service. */
const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH', 'UND_ERR_CONNECT_TIMEOUT']);

const codesOf = (error: unknown): readonly string[] => {
  if (typeof error !== 'object' || error === null) return [];
  const own = 'code' in error && typeof error.code === 'string' ? [error.code] : [];
  const inner = 'errors' in error && Array.isArray(error.errors) ? error.errors.flatMap(codesOf) : [];
  return [...own, ...inner, ...('cause' in error ? codesOf(error.cause) : [])];
};

const isOffline = (): boolean => typeof navigator !== 'undefined' && 'onLine' in navigator && navigator.onLine === false;

const networkError = (error: unknown, { headers }: HttpRequest): DirectLineNetworkError => {
  const codes = codesOf(error);
  // What a fetch says of a header that it does not take quotes it.
  const credential = headers['Authorization'] ?? '';
  const text = reasonOf(error, [credential, credential.replace(/^\w+ /, '')]);
  const message = ['no answer:', text, codes[0] && !text.includes(codes[0]) ? `(${codes[0]})` : ''].join(' ').trim();
  const neverSent = codes.some(code => NEVER_SENT.has(code)) || isOffline();
  // The host's own error may hold a URL with a token in it: only its redacted words go on.
  return new DirectLineNetworkError(message, neverSent, { cause: new Error(text) });
};

/** `Http` on a fetch: the given one, else the platform's at the time of the call. */
export const fetchHttp = (fetch?: Fetch): Http => request =>
  new Observable<HttpResponse>(subscriber => {
    const abort = new AbortController();
    const answer$ = from(fetch ? Promise.resolve(fetch) : loadFetch()).pipe(
      switchMap(call => exchange(call, request, abort.signal)),
      catchError((error: unknown) => throwError(() => networkError(error, request))),
    );
    const subscription = answer$.subscribe(subscriber);
    return () => {
      subscription.unsubscribe();
      abort.abort();
    };
  });

/** An `Http` whose requests end in time. */
export const withDeadline = (http: Http): Http => request =>
  http(request).pipe(
    timeout({
      first: request.timeoutMs,
      with: () => throwError(() => new DirectLineTimeoutError('request', request.timeoutMs)),
    }),
  );
