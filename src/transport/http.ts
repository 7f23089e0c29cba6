import { asyncScheduler, Observable, tap } from 'rxjs';
import { DirectLineNetworkError, DirectLineProtocolError, DirectLineTimeoutError, type Outcome } from '../errors.js';
import { reasonOf } from '../redact.js';
import { codeNote, hostExchange, isNeverSent, loadFetch, redirectNote } from './platform.js';

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
  /** What an error says of an answer that is a redirect, where the host shows its target. No redirect is followed. */
  readonly redirectNote?: string | undefined;
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
  init: { method: string; headers: Record<string, string>; body?: string | ArrayBuffer; credentials?: 'include'; redirect?: 'manual'; signal: AbortSignalLike },
) => Promise<{
  readonly status: number;
  /** A browser hides a redirect that is not followed: its answer has this type and no status. */
  readonly type?: string;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
}>;

/** Who hears how a request ends: one call, unless it was aborted. */
export interface ExchangeListener {
  answered(status: number, header: HttpResponse['header'], text: string): void;
  /** With an outcome no retry can succeed: a post that ends so has this outcome, unless its echo says otherwise. */
  failed(error: unknown, outcome?: Outcome): void;
}

/** Sends one request with what the host has, and returns the function that aborts it. A redirect is an answer, and is not followed. */
export type Exchange = (request: HttpRequest, listener: ExchangeListener) => () => void;

const parsed = (text: string): unknown => {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

/** An `Exchange` on a fetch: the given one, else the platform's at the time of the request. */
const fetchExchange = (fetch: Fetch | undefined): Exchange => (request, listener) => {
  const abort = new AbortController();
  const { signal } = abort;
  const exchange = async (): Promise<void> => {
    try {
      const call = await (fetch ?? loadFetch());
      if (signal.aborted) return;
      const { url, timeoutMs, ...init } = request;
      const response = await call(url, { ...init, headers: { ...init.headers }, redirect: 'manual', signal });
      if (response.type === 'opaqueredirect') listener.failed(new Error('a redirect, which is not followed'), 'rejected');
      else listener.answered(response.status, name => response.headers.get(name), await response.text());
    } catch (error) {
      listener.failed(error);
    }
  };
  void exchange();
  return () => abort.abort();
};

const isOffline = (): boolean => typeof navigator !== 'undefined' && 'onLine' in navigator && navigator.onLine === false;

const networkError = (error: unknown, { headers }: HttpRequest): DirectLineNetworkError => {
  // What a fetch says of a header that it does not take quotes it.
  const credential = headers['Authorization'] ?? '';
  const text = reasonOf(error, [credential, credential.replace(/^\w+ /, '')]);
  // The host's own error may hold a URL with a token in it: only its redacted words go on.
  return new DirectLineNetworkError(`no answer: ${text}${codeNote(error, text)}`, isNeverSent(error) || isOffline(), { cause: new Error(text) });
};

/**
 * `Http` on a fetch: the given one, else the platform's at the time of the request. On Node, `node:http` takes the place of Node's own fetch
 * (docs/api.md, Requests on Node).
 */
export const fetchHttp = (fetch?: Fetch): Http => request =>
  new Observable<HttpResponse>(subscriber => {
    const sentAtMs = asyncScheduler.now();
    // Mutable: whether there is nothing left to abort. Aborting a finished request would still create an error object.
    let isFinished = false;
    const exchange = (fetch ? undefined : hostExchange()) ?? fetchExchange(fetch);
    const abort = exchange(request, {
      answered: (status, header, text) => {
        isFinished = true;
        const receivedAtMs = asyncScheduler.now();
        subscriber.next({ status, header, body: parsed(text), sentAtMs, receivedAtMs, redirectNote: redirectNote(status, header, request.url) });
        subscriber.complete();
      },
      failed: (error, outcome) => {
        isFinished = true;
        subscriber.error(outcome ? new DirectLineProtocolError(`no answer: ${reasonOf(error)}`, { outcome }) : networkError(error, request));
      },
    });
    return () => {
      if (!isFinished) abort();
    };
  });

/** An `Http` whose requests end in time. */
export const withDeadline = (http: Http): Http => request =>
  new Observable(subscriber => {
    const deadline = asyncScheduler.schedule(() => subscriber.error(new DirectLineTimeoutError('request', request.timeoutMs)), request.timeoutMs);
    subscriber.add(deadline);
    return http(request).pipe(tap(() => deadline.unsubscribe())).subscribe(subscriber);
  });
