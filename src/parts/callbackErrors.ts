import { catchError, throwError, type MonoTypeOperatorFunction } from 'rxjs';
import { DirectLineCallbackError, isDirectLineError } from '../errors.js';

/** Turns an error of the app into a `DirectLineCallbackError`, which is retried; errors of this library pass. */
export const callbackErrors = <T>(callback: string): MonoTypeOperatorFunction<T> =>
  catchError((cause: unknown) => throwError(() => (isDirectLineError(cause) ? cause : new DirectLineCallbackError(callback, { cause }))));
