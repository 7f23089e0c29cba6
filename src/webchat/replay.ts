import { ignoreElements, merge, Observable, ReplaySubject, share, skip, Subject, tap } from 'rxjs';
import { isTyping, type Activity } from '../index.js';

/** How many recorded activities are kept for who comes later. */
const KEPT = 1_000;
/** How many of those that it has had are told again to who was away: Web Chat holds one back until what it replies to has come, and forgets it at a loss. */
const AGAIN = 50;

export interface Replay {
  /** What was recorded so far, then all that comes. Subscribing listens to the source, one for all; the last to leave leaves it. Completes as it does. */
  readonly activity$: Observable<Activity>;
  /** The recorded ones of these; listens to nothing. */
  readonly recorded$: Observable<Activity>;
}

/**
 * Web Chat subscribes, leaves and subscribes again, at each reconnection and with each mount, and knows again by its id what it has had; but
 * each costs it the more the more there are. So who leaves at a loss, while another stays, is expected back: the next to come is told from there on.
 * `typing` is for who is there: later it would say that somebody types who does not.
 */
export const replay = (source$: Observable<Activity>, isLost: () => boolean): Replay => {
  const recorded$ = new ReplaySubject<Activity>(KEPT);
  const passing$ = new Subject<Activity>();
  // Mutable: how many were recorded, how many listen, and how many who left at a loss has had.
  let count = 0;
  let listeners = 0;
  let had: number | undefined;

  const keep = (activity: Activity): void => {
    count += 1;
    recorded$.next(activity);
  };
  const listening$ = source$.pipe(
    tap({
      next: activity => (isTyping(activity) ? passing$.next(activity) : keep(activity)),
      complete: () => [recorded$, passing$].forEach(each => each.complete()),
    }),
    ignoreElements(),
    share(),
  );
  const activity$ = new Observable<Activity>(subscriber => {
    const dropped = Math.max(0, count - KEPT);
    const skipped = Math.max(0, (had ?? 0) - AGAIN - dropped);
    had = undefined;
    listeners += 1;
    subscriber.add(() => {
      listeners -= 1;
      had = listeners > 0 && isLost() ? count : undefined;
    });
    subscriber.add(merge(recorded$.pipe(skip(skipped)), passing$, listening$).subscribe(subscriber));
  });
  return { recorded$, activity$ };
};
