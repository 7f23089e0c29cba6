import { Observable } from 'rxjs';

/**
 * The events of a source of the app: drops what it emits while it is subscribed to, since a `BehaviorSubject` replays a state there and no
 * event, and goes silent where the source errors.
 */
export const eventsOf = (source$: Observable<unknown>): Observable<unknown> =>
  new Observable((subscriber) => {
    // Mutable: whether the source may replay.
    let isSubscribing = true;
    subscriber.add(source$.subscribe({ next: (value) => isSubscribing || subscriber.next(value), error: () => undefined }));
    isSubscribing = false;
  });
