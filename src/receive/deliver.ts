import { Observable, Subscription, timer, type Observer, type Subscriber } from 'rxjs';
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
  /** Receives `DirectLineOverflowError` if more than `HELD` activities wait. That ends the run, and the next run continues after the watermark. */
  readonly status$: Pick<Observer<never>, 'error'>;
}

/** One subscription of the source, for all who listen. */
interface Shared {
  readonly handOut: HandOut;
  readonly subscription: Subscription;
  /** Mutable: from the first pipeline on, a commit makes room for more. */
  commits?: Subscription;
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
export const deliver = (delivering: Delivering) => (set$: Observable<ReceivedSet>): Deliveries => new SharedDelivery(delivering, set$);

/** `deliver` as an operator, for callers that need only activities. */
export const deliverOnce = (delivering: Delivering) => (set$: Observable<ReceivedSet>): Observable<Activity> => deliver(delivering)(set$).activity$;

class SharedDelivery implements Deliveries {
  /** Mutable: works like `share` of RxJS, but splits sets into activities, and releases a source that completes or errors without `lingerMs`. */
  #shared: Shared | undefined;
  #lingering: Subscription | undefined;

  readonly #delivering: Delivering;
  readonly #set$: Observable<ReceivedSet>;

  constructor(delivering: Delivering, set$: Observable<ReceivedSet>) {
    this.#delivering = delivering;
    this.#set$ = set$;
  }

  get activity$(): Observable<Activity> {
    return new Observable((subscriber) => this.#join(subscriber, ({ handOut }) => handOut.add(subscriber)));
  }

  get activitySet$(): Observable<CommittableSet> {
    return new Observable((subscriber) =>
      this.#join(subscriber, (own) => {
        own.commits ??= this.#delivering.store.uncommitted.changed$.subscribe(() => own.handOut.goOn());
        own.subscription.add(own.commits);
        own.handOut.addPipeline(subscriber);
      }),
    );
  }

  #join(subscriber: Subscriber<never>, add: (shared: Shared) => void): void {
    // RxJS subscribes for a subscriber that has unsubscribed already, too.
    if (subscriber.closed) return;
    this.#lingering?.unsubscribe();
    const isFirst = this.#shared === undefined;
    const own = (this.#shared ??= { handOut: new HandOut(this.#delivering.store, this.#delivering.told ?? []), subscription: new Subscription() });
    add(own);
    subscriber.add(() => this.#leave(own));
    if (isFirst && !subscriber.closed) this.#begin(own);
  }

  #begin(own: Shared): void {
    const { handOut, subscription } = own;
    subscription.add(
      this.#set$.subscribe({
        next: (set) => this.#take(own, set),
        error: (error: unknown) => {
          this.#end(own);
          handOut.error(error);
        },
        complete: () => {
          this.#end(own);
          handOut.complete();
        },
      }),
    );
  }

  #take({ handOut, subscription }: Shared, set: ReceivedSet): void {
    if (subscription.closed) return;
    handOut.take(set);
    if (handOut.passes || handOut.waiting <= HELD) return;
    handOut.letGo();
    this.#delivering.status$.error(new DirectLineOverflowError(HELD));
  }

  /** The source has come to its own end. */
  #end(own: Shared): void {
    own.subscription.unsubscribe();
    if (this.#shared !== own) return;
    this.#shared = undefined;
    this.#lingering?.unsubscribe();
  }

  #leave(own: Shared): void {
    const { lingerMs, store } = this.#delivering;
    if (this.#shared === own && !own.handOut.isHeard) {
      if (lingerMs === 0) this.#stop();
      else this.#lingering = timer(lingerMs).subscribe(() => this.#stop());
    }
    // Comes after the run has ended, because a running stream would request another page.
    if (!own.handOut.hasPipelines) store.uncommitted.abandon();
  }

  #stop(): void {
    const left = this.#shared;
    this.#shared = undefined;
    left?.subscription.unsubscribe();
  }
}
