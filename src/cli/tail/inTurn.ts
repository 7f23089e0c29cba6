import { BehaviorSubject, concatMap, defer, distinctUntilChanged, finalize, NEVER, scan, switchMap, tap, type Observable, type OperatorFunction } from 'rxjs';

/**
 * Does the work for each value, one after the other. While more than so many wait the source is left, to be subscribed to
 * again when all is done: a source that goes on where it was left is then as fast as the work.
 */
export const inTurn =
  <T, R>(work: (value: T) => Observable<R>, most: number): OperatorFunction<T, R> =>
  source$ =>
    defer(() => {
      const waiting$ = new BehaviorSubject(0);
      const count = (change: number): void => waiting$.next(waiting$.value + change);
      return waiting$.pipe(
        scan((listening, waiting) => (listening ? waiting <= most : waiting === 0), true),
        distinctUntilChanged(),
        switchMap(listening => (listening ? source$ : NEVER)),
        tap(() => count(1)),
        concatMap(value => work(value).pipe(finalize(() => count(-1)))),
      );
    });
