import type { NgZone } from '@angular/core';
import { Observable } from 'rxjs';

/**
 * The work of a client done outside Angular's zone, that of leaving it as well. In an app with zone.js its timers, of which there are always some
 * while it is connected, would have the app never be stable, which tests, hydration and service workers wait for. Without zone.js there is no
 * zone, and no difference.
 */
export const outside = (zone: NgZone) => working(zone, tell => zone.runOutsideAngular(tell));

/** The same, told inside the zone: what a subscriber does there is shown, as whatever he does. */
export const toldInside = (zone: NgZone) => working(zone, tell => zone.run(tell));

const working =
  (zone: NgZone, within: (tell: () => void) => void) =>
  <T>(source$: Observable<T>): Observable<T> =>
    new Observable(subscriber => {
      // Tied before anything comes: of what was held, the rest is for the next one when somebody leaves in the middle of it.
      const tied$ = new Observable<T>(worker => {
        subscriber.add(() => zone.runOutsideAngular(() => worker.unsubscribe()));
        source$.subscribe(worker);
      });
      zone.runOutsideAngular(() =>
        tied$.subscribe({
          next: value => within(() => subscriber.next(value)),
          error: (error: unknown) => within(() => subscriber.error(error)),
          complete: () => within(() => subscriber.complete()),
        }),
      );
    });
