import { filter, firstValueFrom, fromEvent, map, merge, NEVER, of, type Observable } from 'rxjs';
import type { HostFetch } from './host.js';
import { received } from './request.js';
import { responseOf } from './response.js';
import type { Serve } from './serve.js';

export interface FetchParts {
  readonly url: string;
  readonly serve: Serve;
  /** Errors when the service is closed. */
  readonly closed$: Observable<never>;
}

/** Errors when it is aborted, which it may be already. */
const aborted = (signal: AbortSignal | undefined): Observable<never> =>
  !signal ? NEVER : merge(of(signal), fromEvent(signal, 'abort')).pipe(
    filter(() => signal.aborted),
    map(() => {
      throw signal.reason ?? new DOMException('This operation was aborted', 'AbortError');
    }),
  );

/** A `fetch` that knows one host and no network: every other one cannot be reached. */
export const createFetch = ({ url: base, serve, closed$ }: FetchParts): HostFetch => async (input, init = {}) => {
  const request = received(input, init, base);
  if (request.url.origin !== base) throw new TypeError(`fetch failed: ${request.url.origin} is not ${base}, which is all that the service in memory answers for`);
  return responseOf(await firstValueFrom(merge(closed$, aborted(request.signal), serve(request))));
};
