import type { NgZone } from '@angular/core';
import { Observable } from 'rxjs';

/**
 * The work of a client done outside Angular's zone. In an app with zone.js its timers, of which there are always some while it is connected, would
 * have the app never be stable, which tests, hydration and service workers wait for. Without zone.js there is no zone, and no difference.
 */
export const outside =
  (zone: NgZone) =>
  <T>(source$: Observable<T>): Observable<T> =>
    new Observable(subscriber => zone.runOutsideAngular(() => source$.subscribe(subscriber)));

/** The same, told inside the zone: what a subscriber does there is shown, as whatever he does. */
export const toldInside = (zone: NgZone) => {
  const outsideOf = outside(zone);
  return <T>(source$: Observable<T>): Observable<T> =>
    new Observable(subscriber =>
      outsideOf(source$).subscribe({
        next: value => zone.run(() => subscriber.next(value)),
        error: (error: unknown) => zone.run(() => subscriber.error(error)),
        complete: () => zone.run(() => subscriber.complete()),
      }),
    );
};
