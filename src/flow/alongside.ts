import { Observable, type MonoTypeOperatorFunction, type TeardownLogic } from 'rxjs';

/**
 * Begins an effect when the source is subscribed to and ends it with the subscription. A source that is over at once begins none. The subscriber
 * itself is handed on to the source, so that a value costs nothing here; with `merge` it does.
 */
export const alongside =
  <T>(begin: () => TeardownLogic): MonoTypeOperatorFunction<T> =>
  (source$) =>
    new Observable((subscriber) => {
      source$.subscribe(subscriber);
      if (!subscriber.closed) subscriber.add(begin());
    });
