import { defer, from, of, take, type Observable, type ObservableInput } from 'rxjs';

/**
 * Calls a function of the app once per subscription and emits its answer, which comes at once, with a promise or with an observable.
 * Errors with what the function throws, rejects or errors with.
 */
export const answerOf = <T>(call: () => T | PromiseLike<T> | Observable<T>): Observable<T> =>
  defer(() => {
    const answer = call();
    return comesLater(answer) ? from(answer) : of(answer);
  });

/** As `answerOf`, but completes after the first value, and takes the first of an iterable too. A text is one value, not its characters. */
export const firstAnswer = <T>(call: () => ObservableInput<T> | T): Observable<T> =>
  defer(() => {
    const answer = call();
    return comesLater(answer) || isIterable(answer) ? from(answer) : of(answer);
  }).pipe(take(1));

const comesLater = <T>(answer: ObservableInput<T> | T): answer is Exclude<ObservableInput<T>, Iterable<T>> =>
  hasOneOf(answer, 'subscribe', 'then', 'getReader', '@@observable', Symbol.asyncIterator);

const isIterable = <T>(answer: ObservableInput<T> | T): answer is Iterable<T> => hasOneOf(answer, Symbol.iterator);

const hasOneOf = (value: unknown, ...members: PropertyKey[]): boolean =>
  typeof value === 'object' && value !== null && members.some((member) => member in value);
