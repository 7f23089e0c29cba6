import { ignoreElements, merge, ReplaySubject, share, Subject, tap, type Observable } from 'rxjs';
import { isTyping, type Activity } from '../index.js';

/** How many recorded activities are kept for who comes later. */
const KEPT = 1_000;

export interface Replay {
  /** What was recorded so far, then all that comes. Subscribing listens to the source, one for all; the last to leave leaves it. Completes as it does. */
  readonly activity$: Observable<Activity>;
  /** The recorded ones of these; listens to nothing. */
  readonly recorded$: Observable<Activity>;
}

/**
 * Web Chat subscribes, leaves and subscribes again, at each reconnection and with each mount, and knows again by its id what it has had.
 * `typing` is for who is there: later it would say that somebody types who does not.
 */
export const replay = (source$: Observable<Activity>): Replay => {
  const recorded$ = new ReplaySubject<Activity>(KEPT);
  const passing$ = new Subject<Activity>();
  const listening$ = source$.pipe(
    tap({
      next: activity => (isTyping(activity) ? passing$ : recorded$).next(activity),
      complete: () => [recorded$, passing$].forEach(each => each.complete()),
    }),
    ignoreElements(),
    share(),
  );
  return { recorded$, activity$: merge(recorded$, passing$, listening$) };
};
