import { Observable, type MonoTypeOperatorFunction } from 'rxjs';

/**
 * Runs an effect for as long as the source is listened to: the source's values and its end pass, of the effect only an
 * error. The subscriber itself is handed on to the source, so that a value costs nothing here; with `merge` it does.
 */
export const alongside =
  <T>(effect$: Observable<unknown>): MonoTypeOperatorFunction<T> =>
  source$ =>
    new Observable(subscriber => {
      source$.subscribe(subscriber);
      if (!subscriber.closed) subscriber.add(effect$.subscribe({ error: (error: unknown) => subscriber.error(error) }));
    });
