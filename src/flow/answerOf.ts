import { defer, from, isObservable, of, type Observable } from 'rxjs';

/**
 * Calls a function of the app once per subscription and emits its answer, which comes at once, with a promise or with an observable.
 * Errors with what the function throws, rejects or errors with.
 */
export const answerOf = <T>(call: () => T | PromiseLike<T> | Observable<T>): Observable<T> =>
  defer(() => {
    const answer = call();
    return isObservable(answer) || isPromiseLike(answer) ? from(answer) : of(answer);
  });

const isPromiseLike = <T>(value: T | PromiseLike<T>): value is PromiseLike<T> =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
