import { Observable, Subject, takeUntil, timer, type Subscription } from 'rxjs';
import { DirectLineOverflowError } from '../errors.js';
import type { Activity } from '../protocol/types.js';
import type { Store } from '../session/store.js';
import { HandOut } from './handOut.js';
import type { ReceivedSet } from './receivedSet.js';
import type { Told } from './told.js';

/** How many activities, and ends of sets, may wait while nobody listens. */
const HELD = 1_000;

export interface Delivering {
  readonly store: Store;
  /** How long the source is kept after the last subscriber left. */
  readonly lingerMs: number;
  /** Who is told what is delivered, before the subscribers. */
  readonly told?: readonly Told[];
  /** More came while nobody listened than is kept: the run has to end, and the next goes on from the watermark. */
  readonly overflow: (error: DirectLineOverflowError) => void;
}

/** One subscription of the source, for all who listen. */
interface Shared {
  readonly handOut: HandOut;
  readonly left$: Subject<void>;
}

/**
 * Hands out each activity once, to all who subscribe, and commits it as it does: the last operator of the pipeline.
 * While nobody listens nothing passes: what arrives is held, the rest of a half-delivered set included, and goes to the
 * next subscriber first; after `lingerMs` the source is left, and what was held comes again, since it was not committed.
 */
export const deliverOnce = ({ store, lingerMs, told = [], overflow }: Delivering) => (set$: Observable<ReceivedSet>): Observable<Activity> => {
  // Mutable: `share` of rxjs, but sets go in and activities come out, and what has come to its own end is not lingered for.
  let shared: Shared | undefined;
  let lingering: Subscription | undefined;

  const leave = (): void => {
    const left$ = shared?.left$;
    shared = undefined;
    left$?.next();
  };

  const take = (handOut: HandOut, set: ReceivedSet): void => {
    handOut.take(set);
    if (handOut.isHeard || handOut.waiting <= HELD) return;
    handOut.letGo();
    overflow(new DirectLineOverflowError(HELD));
  };

  const begin = ({ handOut, left$ }: Shared): void => {
    const over = (): void => {
      if (shared?.handOut !== handOut) return;
      shared = undefined;
      lingering?.unsubscribe();
    };
    set$.pipe(takeUntil(left$)).subscribe({
      next: set => take(handOut, set),
      error: (error: unknown) => {
        over();
        handOut.error(error);
      },
      complete: () => {
        over();
        handOut.complete();
      },
    });
  };

  return new Observable(subscriber => {
    lingering?.unsubscribe();
    const joined = shared;
    const { handOut } = (shared ??= { handOut: new HandOut(store, told), left$: new Subject() });
    const own = shared;
    handOut.add(subscriber);
    subscriber.add(() => {
      if (shared !== own || handOut.isHeard) return;
      if (lingerMs === 0) leave();
      else lingering = timer(lingerMs).subscribe(leave);
    });
    if (!joined && !subscriber.closed) begin(own);
  });
};
