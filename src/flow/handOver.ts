import { Observable, take, type OperatorFunction } from 'rxjs';

/**
 * Goes on, after the first value, with the observable that is made of it. The subscriber itself is handed over, so that
 * what follows costs nothing here; with `switchMap` it does.
 */
export const handOver =
  <T, R>(next: (value: T) => Observable<R>): OperatorFunction<T, R> =>
  source$ =>
    new Observable(subscriber => {
      // Mutable: whether there was a value; without one, the end of the source is the end.
      let over = false;
      subscriber.add(
        source$.pipe(take(1)).subscribe({
          next: value => {
            over = true;
            next(value).subscribe(subscriber);
          },
          error: (error: unknown) => subscriber.error(error),
          complete: () => over || subscriber.complete(),
        }),
      );
    });
