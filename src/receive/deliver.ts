import { EMPTY, filter, map, Observable, share, Subject, tap, timer, type Observer, type OperatorFunction, type Subscription } from 'rxjs';
import { DirectLineOverflowError } from '../errors.js';
import type { Activity } from '../protocol/types.js';
import type { Store } from '../session/store.js';
import { deliveriesOf, type Delivery } from './delivery.js';
import type { ReceivedSet } from './receivedSet.js';

/** How many deliveries may wait while nobody listens. */
const HELD = 1_000;

export interface Delivering {
  readonly store: Store;
  /** How long the source is kept after the last subscriber left. */
  readonly lingerMs: number;
  /** Told each delivery as it is committed, before the subscribers. */
  readonly delivered?: (delivery: Delivery) => void;
  /** More came while nobody listened than is kept: the run has to end, and the next goes on from the watermark. */
  readonly overflow: (error: DirectLineOverflowError) => void;
}

/**
 * Hands out each activity once, to all who subscribe, and commits it as it does: the last operator of the pipeline.
 * While nobody listens nothing passes: what arrives is held, the rest of a half-delivered set included, and goes to the
 * next subscriber first; after `lingerMs` the source is left, and what was held comes again, since it was not committed.
 */
export const deliverOnce =
  ({ store, lingerMs, delivered = () => undefined, overflow }: Delivering) =>
  (set$: Observable<ReceivedSet>): Observable<Activity> => {
    // Mutable: what has come to its own end is not lingered for; `share` would, since it starts over before it tells of it.
    let over = false;
    const end = (): void => void (over = true);
    return set$.pipe(
      tap({ subscribe: () => (over = false), error: end, complete: end }),
      eachOf(set => deliveriesOf(set, store)),
      share({
        connector: () => new Holding(delivered, overflow),
        resetOnRefCountZero: lingerMs === 0 ? true : () => (over ? EMPTY : timer(lingerMs)),
      }),
      filter(delivery => delivery.kind === 'activity'),
      map(({ activity }) => activity),
    );
  };

/** All that a value is made of, at once: `mergeMap` would make a subscription of each array. */
const eachOf =
  <T, R>(parts: (value: T) => readonly R[]): OperatorFunction<T, R> =>
  source$ =>
    new Observable(subscriber =>
      source$.subscribe({
        next: value => parts(value).forEach(part => subscriber.next(part)),
        error: (error: unknown) => subscriber.error(error),
        complete: () => subscriber.complete(),
      }),
    );

/** A subject that holds what comes while it has no observer. */
class Holding extends Subject<Delivery> {
  /** Mutable: what waits, and whether it is being handed out, since a subscriber may come and go meanwhile. */
  readonly #held: Delivery[] = [];
  #handing = false;
  /** The set that was too much: the rest of it would come before what was let go. */
  #letGo: ReceivedSet | undefined;

  constructor(
    private readonly delivered: (delivery: Delivery) => void,
    private readonly overflow: (error: DirectLineOverflowError) => void,
  ) {
    super();
  }

  override next(delivery: Delivery): void {
    if (delivery.set === this.#letGo) return;
    this.#held.push(delivery);
    if (this.observed) return this.#handOut();
    if (this.#held.length <= HELD) return;
    this.#held.length = 0;
    this.#letGo = delivery.set;
    this.overflow(new DirectLineOverflowError(HELD));
  }

  override subscribe(observer?: Partial<Observer<Delivery>> | ((value: Delivery) => void) | null): Subscription {
    const subscription = typeof observer === 'function' ? super.subscribe(observer) : super.subscribe(observer ?? undefined);
    this.#handOut();
    return subscription;
  }

  #handOut(): void {
    if (this.#handing) return;
    this.#handing = true;
    try {
      for (let next = this.#take(); next; next = this.#take()) {
        if (!next.commit()) continue;
        this.delivered(next);
        super.next(next);
      }
    } finally {
      this.#handing = false;
    }
  }

  #take(): Delivery | undefined {
    return this.observed ? this.#held.shift() : undefined;
  }
}
