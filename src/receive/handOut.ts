import type { Subscriber } from 'rxjs';
import type { Activity } from '../protocol/types.js';
import type { Store } from '../session/store.js';
import { Audience } from './audience.js';
import type { CommittableSet } from './committable.js';
import { going, moveOn, whole, type Going } from './going.js';
import type { ReceivedSet } from './receivedSet.js';
import type { Told } from './told.js';

/**
 * Hands out sets to whoever listens, each activity once, and commits as it does: an activity's id as it is handed out, the
 * watermark after the last of its set. While nobody listens nothing passes, and a set stays as far as it came. Pipelines get
 * what is left of a set at once, before the others, and say themselves when it is done with.
 */
export class HandOut {
  readonly #audience = new Audience();
  /** Mutable: what waits, the first of it perhaps in part; and whether it is being handed out. */
  readonly #going: Going[] = [];
  #handing = false;

  constructor(
    private readonly store: Store,
    private readonly told: readonly Told[],
  ) {}

  get isHeard(): boolean {
    return this.#audience.isHere;
  }

  get hasPipelines(): boolean {
    return this.#audience.hasPipelines;
  }

  /** Whether somebody listens, and no pipeline is behind with its work. */
  get passes(): boolean {
    return this.#audience.hasPipelines ? !this.store.uncommitted.isFull : this.#audience.isHere;
  }

  /** How many activities and ends of sets wait. */
  get waiting(): number {
    return this.#going.reduce((count, { set, next }) => count + set.activities.length - next + 1, 0);
  }

  add(subscriber: Subscriber<Activity>): void {
    this.#audience.add(subscriber);
    this.goOn();
  }

  addPipeline(subscriber: Subscriber<CommittableSet>): void {
    this.#audience.addPipeline(subscriber);
    this.goOn();
  }

  take(set: ReceivedSet): void {
    this.#going.push(going(this.store, set));
    this.goOn();
  }

  letGo(): void {
    this.#going.length = 0;
  }

  error(error: unknown): void {
    this.#audience.error(error);
  }

  complete(): void {
    this.#audience.complete();
  }

  /** Hands out what waits, as far as it passes. */
  goOn(): void {
    if (this.#handing) return;
    this.#handing = true;
    try {
      for (let first = this.#going[0]; first && this.#pass(first); first = this.#going[0]) this.#going.shift();
    } finally {
      this.#handing = false;
    }
  }

  /** Whether a set came through; if not, nobody takes any more for now. */
  #pass(one: Going): boolean {
    const { set, delivered } = one;
    while (one.next < set.activities.length) {
      if (!this.passes) return false;
      if (this.hasPipelines) return this.#passWhole(one);
      const activity = set.activities[one.next];
      one.next += 1;
      if (!activity || !delivered.add(activity)) continue;
      one.fresh = true;
      if (!set.hidden) this.#tell(activity);
    }
    if (!this.passes) return false;
    moveOn(this.store, one);
    this.#tellEnd(set);
    return true;
  }

  /** All that is left of a set, in one moment: who leaves in the middle of it has all of it. */
  #passWhole(one: Going): true {
    const set = whole(this.store, one);
    if (!one.set.hidden && set.activities.length > 0) {
      this.#audience.tellSet(set);
      for (const activity of set.activities) this.#tell(activity);
    }
    this.#tellEnd(one.set);
    return true;
  }

  #tell(activity: Activity): void {
    for (const each of this.told) each.activity(activity);
    this.#audience.tell(activity);
  }

  #tellEnd({ more }: ReceivedSet): void {
    for (const each of this.told) each.setEnd(more === true);
  }
}
