import type { Activity } from '../protocol/types.js';
import type { Delivered } from '../session/delivered.js';
import type { Store } from '../session/store.js';
import type { CommittableSet } from './committable.js';
import type { ReceivedSet } from './receivedSet.js';

/** A set on its way to the subscribers. */
export interface Going {
  readonly set: ReceivedSet;
  /** What is held may outlive its conversation, where onGone restarts: then it moves nothing of the next one. */
  readonly delivered: Delivered;
  /** Mutable: how far it is, and whether it has brought anything that its watermark stands for. */
  next: number;
  fresh: boolean;
}

/** A set that sets out. An answer to our asking moves the watermark even when it is empty. */
export const going = ({ delivered }: Store, set: ReceivedSet): Going =>
  ({ set, delivered, next: 0, fresh: set.polled === true && set.activities.length === 0 });

/** Moves the watermark after a set that has come through. */
export const moveOn = (store: Store, { set, delivered, fresh }: Going): void => {
  if (store.delivered !== delivered) return;
  if (set.hidden) store.hasJoined = true;
  // Missing and empty mean "as before" (docs/protocol.md, 7); an old set that is replayed must not move it back.
  if (set.watermark && (fresh || set.hidden)) store.watermark = set.watermark;
};

/** Brings all that is left of a set through at once, for a pipeline to commit: the store knows it, and does not count it as done. */
export const whole = (store: Store, one: Going): CommittableSet => {
  const { uncommitted, watermark: before } = store;
  const activities = one.set.activities.slice(one.next).filter((activity: Activity) => one.delivered.add(activity));
  const isToCommit = activities.length > 0 && !one.set.hidden && store.delivered === one.delivered;
  // Before the watermark moves, or what is not committed could be saved.
  const commit = isToCommit ? uncommitted.add(before, activities.length) : () => undefined;
  one.next = one.set.activities.length;
  one.fresh ||= activities.length > 0;
  moveOn(store, one);
  return { activities, watermark: store.watermark, commit };
};
