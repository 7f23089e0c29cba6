import { catchError, defer, map, ReplaySubject, share, take, throwError, throwIfEmpty, type Observable, type ObservableInput } from 'rxjs';
import { DirectLineCallbackError } from '../errors.js';
import { malformed } from '../protocol/call.js';
import { baseUrlOf, isHttpUrl } from '../protocol/places.js';

/**
 * Where the service is, as the app finds it out: asked when a call first needs it, by one for all, and kept; after an error it is
 * asked again. What goes wrong is a `DirectLineCallbackError`.
 */
export const askForBaseUrl = (getBaseUrl: () => ObservableInput<string>): Observable<string> =>
  defer(getBaseUrl).pipe(
    take(1),
    throwIfEmpty(() => malformed('baseUrl', undefined, 'an http(s) URL')),
    map(url => {
      if (isHttpUrl(url)) return baseUrlOf(url);
      throw malformed('baseUrl', url, 'an http(s) URL');
    }),
    catchError((cause: unknown) => throwError(() => new DirectLineCallbackError('baseUrl', { cause }))),
    share({ connector: () => new ReplaySubject(1), resetOnComplete: false }),
  );
