import { catchError, defaultIfEmpty, map, shareReplay, throwError, type Observable, type ObservableInput } from 'rxjs';
import { DirectLineCallbackError } from '../errors.js';
import { firstAnswer } from '../flow/answerOf.js';
import { malformed } from '../protocol/call.js';
import { baseUrlOf, isBaseUrl } from '../protocol/places.js';

/**
 * Where the service is, as the app finds it out: asked when a call first needs it, by one for all, and kept; after an error it is
 * asked again. What goes wrong is a `DirectLineCallbackError`.
 */
export const askForBaseUrl = (getBaseUrl: () => ObservableInput<string> | string): Observable<string> =>
  firstAnswer(getBaseUrl).pipe(
    defaultIfEmpty<string, undefined>(undefined),
    map(url => {
      if (isBaseUrl(url)) return baseUrlOf(url);
      throw malformed('baseUrl', url, 'an http(s) URL without a query');
    }),
    catchError((cause: unknown) => throwError(() => new DirectLineCallbackError('baseUrl', { cause }))),
    shareReplay({ bufferSize: 1, refCount: true }),
  );
