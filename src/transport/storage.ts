import { defer, from, isObservable, of, type Observable } from 'rxjs';

/** As much of a `Storage` as is used, at once, by promises or by observables that complete: `localStorage` fits, and React Native's `AsyncStorage`. */
export interface StorageLike {
  getItem(key: string): StoredText | PromiseLike<StoredText> | Observable<StoredText>;
  setItem(key: string, value: string): unknown;
  removeItem(key: string): unknown;
}

/** Nothing is `null`, as in browsers, or `undefined`. */
export type StoredText = string | null | undefined;

/** Calls what answers now or later, once a subscription; errors with what it throws, rejects or errors with. */
export const answerOf = (call: () => unknown): Observable<unknown> =>
  defer(() => {
    const answer = call();
    return isObservable(answer) || isPromiseLike(answer) ? from(answer) : of(answer);
  });

const isPromiseLike = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
