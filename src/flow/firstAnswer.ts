import { defer, from, of, take, type Observable, type ObservableInput } from 'rxjs';

/**
 * Calls a function of the app and emits its first answer. A text is the answer itself: RxJS would emit its characters one by one. So is an
 * object that is no promise, observable or iterable, for the caller to check.
 */
export const firstAnswer = <T>(call: () => ObservableInput<T> | T): Observable<T> =>
  defer(() => {
    const answer = call();
    return isInput(answer) ? from(answer).pipe(take(1)) : of(answer);
  });

const isInput = <T>(answer: ObservableInput<T> | T): answer is ObservableInput<T> =>
  typeof answer === 'object' && answer !== null &&
  ('subscribe' in answer || 'then' in answer || Symbol.iterator in answer || Symbol.asyncIterator in answer || 'getReader' in answer || '@@observable' in answer);
