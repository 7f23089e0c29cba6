import { asyncScheduler, catchError, concatMap, defer, dematerialize, map, materialize, merge, Observable, take, throwError } from 'rxjs';
import { parseJson } from '../emulator/core/json.js';
import type { Written } from '../emulator/http/written.js';
import type { InMemoryCore } from '../emulator/memory/inMemoryCore.js';
import { received } from '../emulator/memory/request.js';
import type { Soon } from '../emulator/soon.js';
import { DirectLineNetworkError } from '../errors.js';
import type { Http, HttpResponse } from '../transport/http.js';

/** At the end of the frame. A TestScheduler can lose its count of timers where immediates cancel timers, so it is a timer. */
export const soon: Soon = work => void asyncScheduler.schedule(work);

/** Delivers each notification in the same frame of virtual time, but after the call that caused it. */
const afterTheCall = <T>(source$: Observable<T>): Observable<T> =>
  source$.pipe(
    materialize(),
    concatMap(notification =>
      new Observable<typeof notification>(subscriber =>
        soon(() => {
          subscriber.next(notification);
          subscriber.complete();
        }),
      ),
    ),
    dematerialize(),
  );

const bodyOf = ({ body }: Written): unknown => {
  const text = typeof body === 'string' ? body : new TextDecoder().decode(body ?? undefined);
  return text === '' ? undefined : (parseJson(text)?.json ?? text);
};

const responseOf = (written: Written, sentAtMs: number): HttpResponse => {
  const headers = new Map(Object.entries(written.headers).map(([name, value]) => [name.toLowerCase(), value]));
  return {
    status: written.status,
    header: name => headers.get(name.toLowerCase()) ?? null,
    body: bodyOf(written),
    sentAtMs,
    receivedAtMs: asyncScheduler.now(),
  };
};

const networkError = (error: unknown, neverSent: boolean): DirectLineNetworkError =>
  new DirectLineNetworkError(`no answer: ${error instanceof Error ? error.message : String(error)}`, neverSent, { cause: error });

/** Makes an `Http` that reaches a service in memory without a promise, if the body of the request is a text. */
export const inMemoryHttp = ({ url: baseUrl, serve, closed$ }: Pick<InMemoryCore, 'url' | 'serve' | 'closed$'>): Http =>
  ({ url, method, headers, body }) =>
    defer(() => {
      const sentAtMs = asyncScheduler.now();
      const request = received(url, { method, headers: { ...headers }, ...(body !== undefined && { body }) }, baseUrl);
      const { origin } = request.url;
      if (origin !== baseUrl) return throwError(() => networkError(`${origin} is not ${baseUrl}, the only host of the service in memory`, true));
      return merge(closed$, serve(request)).pipe(
        take(1),
        map(written => responseOf(written, sentAtMs)),
        catchError((error: unknown) => throwError(() => networkError(error, false))),
      );
    }).pipe(afterTheCall);
