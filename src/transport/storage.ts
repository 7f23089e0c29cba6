import { defer, from, of, type Observable } from 'rxjs';

/** As much of a `Storage` as is used: `localStorage` fits, React Native's `AsyncStorage`, and a few lines around a file. */
export interface StorageLike {
  getItem(key: string): string | null | undefined | PromiseLike<string | null | undefined>;
  setItem(key: string, value: string): unknown;
  removeItem(key: string): unknown;
}

/** Calls what answers at once or by a promise, once a subscription; errors with what it throws or rejects with. */
export const answerOf = (call: () => unknown): Observable<unknown> =>
  defer(() => {
    const answer = call();
    return isPromiseLike(answer) ? from(answer) : of(answer);
  });

const isPromiseLike = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
