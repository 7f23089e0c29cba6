import { catchError, defer, from, throwError, type Observable } from 'rxjs';
import { DirectLineNetworkError } from '../errors.js';

/** Loads code that is not in the first bundle, a subscription at a time; not to be had, it is a network error that sent nothing. */
export const lazily = <T>(load: () => PromiseLike<T>): Observable<T> =>
  defer(() => from(load())).pipe(
    catchError((cause: unknown) => throwError(() => new DirectLineNetworkError('code that is needed now could not be loaded', true, { cause }))),
  );
