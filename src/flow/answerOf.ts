import { defer, from, isObservable, of, type Observable } from 'rxjs';

/** What a function of the app answers: at once, with a promise, or with an observable that completes. */
export type Answer<T> = T | PromiseLike<T> | Observable<T>;

/** Calls a function once per subscription and emits its answer; errors with what it throws, rejects or errors with. */
export const answerOf = <T>(call: () => Answer<T>): Observable<T> =>
  defer(() => {
    const answer = call();
    return isObservable(answer) || isPromiseLike(answer) ? from(answer) : of(answer);
  });

const isPromiseLike = <T>(value: T | PromiseLike<T>): value is PromiseLike<T> =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
