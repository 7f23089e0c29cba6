import type { Subscriber } from 'rxjs';
import type { Activity } from '../protocol/types.js';
import type { Delivered } from '../session/delivered.js';
import type { Store } from '../session/store.js';
import type { ReceivedSet } from './receivedSet.js';
import type { Told } from './told.js';

/** A set on its way to the subscribers. */
interface Going {
  readonly set: ReceivedSet;
  /** What is held may outlive its conversation, where onGone restarts: then it moves nothing of the next one. */
  readonly delivered: Delivered;
  /** Mutable: how far it is, and whether it has brought anything that its watermark stands for. */
  next: number;
  fresh: boolean;
}

/**
 * Hands out sets to whoever listens, each activity once, and commits as it does: an activity's id as it is handed out, the
 * watermark after the last of its set. While nobody listens nothing passes, and a set stays as far as it came.
 */
export class HandOut {
  /** Mutable: who listens. Replaced, not changed, since subscribers come and go while an activity is handed out. */
  #subscribers: readonly Subscriber<Activity>[] = [];
  /** Mutable: what waits, the first of it perhaps in part; and whether it is being handed out. */
  readonly #going: Going[] = [];
  #handing = false;

  constructor(
    private readonly store: Store,
    private readonly told: readonly Told[],
  ) {}

  get isHeard(): boolean {
    return this.#subscribers.length > 0;
  }

  /** How many activities and ends of sets wait. */
  get waiting(): number {
    return this.#going.reduce((count, { set, next }) => count + set.activities.length - next + 1, 0);
  }

  add(subscriber: Subscriber<Activity>): void {
    this.#subscribers = [...this.#subscribers, subscriber];
    subscriber.add(() => (this.#subscribers = this.#subscribers.filter(each => each !== subscriber)));
    this.#handOut();
  }

  take(set: ReceivedSet): void {
    // An answer to our asking moves the watermark even when it is empty.
    this.#going.push({ set, delivered: this.store.delivered, next: 0, fresh: set.polled === true && set.activities.length === 0 });
    this.#handOut();
  }

  letGo(): void {
    this.#going.length = 0;
  }

  error(error: unknown): void {
    for (const subscriber of this.#subscribers) subscriber.error(error);
  }

  complete(): void {
    for (const subscriber of this.#subscribers) subscriber.complete();
  }

  #handOut(): void {
    if (this.#handing) return;
    this.#handing = true;
    try {
      for (let first = this.#going[0]; first && this.#pass(first); first = this.#going[0]) this.#going.shift();
    } finally {
      this.#handing = false;
    }
  }

  /** Whether a set came through; if not, nobody listens any more. */
  #pass(going: Going): boolean {
    const { set, delivered } = going;
    while (going.next < set.activities.length) {
      if (!this.isHeard) return false;
      const activity = set.activities[going.next];
      going.next += 1;
      if (!activity || !delivered.add(activity)) continue;
      going.fresh = true;
      if (set.hidden) continue;
      for (const each of this.told) each.activity(activity);
      for (const subscriber of this.#subscribers) subscriber.next(activity);
    }
    if (!this.isHeard) return false;
    if (this.store.delivered === delivered) {
      if (set.hidden) this.store.joined = true;
      // Missing and empty mean "as before" (docs/protocol.md, 7); an old set that is replayed must not move it back.
      if (set.watermark && (going.fresh || set.hidden)) this.store.watermark = set.watermark;
    }
    for (const each of this.told) each.setEnd(set.more === true);
    return true;
  }
}
