import { Observable, Subject, takeUntil, timer, type Subscriber, type Subscription } from 'rxjs';
import { DirectLineOverflowError } from '../errors.js';
import type { Activity } from '../protocol/types.js';
import type { Store } from '../session/store.js';
import type { CommittableSet } from './committable.js';
import { HandOut } from './handOut.js';
import type { ReceivedSet } from './receivedSet.js';
import type { Told } from './told.js';

/** How many activities, and ends of sets, may wait while nobody takes them. */
const HELD = 1_000;

export interface Delivering {
  readonly store: Store;
  /** How long the source is kept after the last subscriber left. */
  readonly lingerMs: number;
  /** Who is told what is delivered, before the subscribers. */
  readonly told?: readonly Told[];
  /** More came while nobody took it than is kept: the run has to end, and the next goes on from the watermark. */
  readonly overflow: (error: DirectLineOverflowError) => void;
}

/** One subscription of the source, for all who listen. */
interface Shared {
  readonly handOut: HandOut;
  readonly left$: Subject<void>;
}

/** What is delivered, in two forms; each activity comes once in each, to those who listen then. */
export interface Deliveries {
  readonly activity$: Observable<Activity>;
  /** For pipelines: what they have not committed is not saved, and once there is much of it nothing more comes. */
  readonly activitySet$: Observable<CommittableSet>;
}

/**
 * Hands out each activity once, to all who subscribe to either form, and commits it as it does: the end of the pipeline.
 * While nobody listens nothing passes: what arrives is held, the rest of a half-delivered set included, and goes to the
 * next subscriber first; after `lingerMs` the source is left, and what was held comes again, since it was not committed.
 */
export const deliver = ({ store, lingerMs, told = [], overflow }: Delivering) => (set$: Observable<ReceivedSet>): Deliveries => {
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
    if (handOut.passes || handOut.waiting <= HELD) return;
    handOut.letGo();
    overflow(new DirectLineOverflowError(HELD));
  };

  const begin = ({ handOut, left$ }: Shared): void => {
    const over = (): void => {
      if (shared?.handOut !== handOut) return;
      shared = undefined;
      lingering?.unsubscribe();
    };
    const subscription = set$.pipe(takeUntil(left$)).subscribe({
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
    subscription.add(store.uncommitted.changed$.subscribe(() => handOut.goOn()));
  };

  const joining = <T>(add: (handOut: HandOut, subscriber: Subscriber<T>) => void): Observable<T> =>
    new Observable(subscriber => {
      lingering?.unsubscribe();
      const joined = shared;
      const { handOut } = (shared ??= { handOut: new HandOut(store, told), left$: new Subject() });
      const own = shared;
      add(handOut, subscriber);
      subscriber.add(() => {
        if (shared === own && !handOut.isHeard) {
          if (lingerMs === 0) leave();
          else lingering = timer(lingerMs).subscribe(leave);
        }
        // After the run was left, which would ask for more otherwise.
        if (!handOut.hasPipelines) store.uncommitted.abandon();
      });
      if (!joined && !subscriber.closed) begin(own);
    });

  return {
    activity$: joining((handOut, subscriber) => handOut.add(subscriber)),
    activitySet$: joining((handOut, subscriber) => handOut.addPipeline(subscriber)),
  };
};

/** `deliver` as an operator, for who wants activities only. */
export const deliverOnce = (delivering: Delivering) => (set$: Observable<ReceivedSet>): Observable<Activity> => deliver(delivering)(set$).activity$;
