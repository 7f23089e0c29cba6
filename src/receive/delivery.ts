import type { Activity } from '../protocol/types.js';
import type { Store } from '../session/store.js';
import type { ReceivedSet } from './receivedSet.js';

/** One step of handing out a set: an activity, or its end; `commit` remembers it and says whether it is handed out. */
export type Delivery = { readonly set: ReceivedSet; commit(): boolean } & (
  | { readonly kind: 'activity'; readonly activity: Activity }
  | { readonly kind: 'setEnd'; readonly more: boolean }
);

/**
 * The steps of a set: each activity once, remembered as it is delivered; then its watermark, if the set brought anything
 * new or was an answer to our asking. So whoever leaves in mid-set goes on in mid-set.
 */
export const deliveriesOf = (set: ReceivedSet, store: Store): readonly Delivery[] => {
  // What is held may outlive its conversation, where onGone restarts: then it moves nothing of the next one.
  const { delivered } = store;
  let fresh = set.polled === true && set.activities.length === 0;
  const activities = set.activities.map(
    (activity): Delivery => ({
      kind: 'activity',
      set,
      activity,
      commit: () => {
        const isNew = delivered.add(activity);
        fresh ||= isNew;
        return isNew && !set.hidden;
      },
    }),
  );
  const end: Delivery = {
    kind: 'setEnd',
    set,
    more: set.more === true,
    commit: () => {
      if (store.delivered !== delivered) return true;
      if (set.hidden) store.joined = true;
      // Missing and empty mean "as before" (docs/protocol.md, 7); an old set that is replayed must not move it back.
      if (set.watermark && (fresh || set.hidden)) store.watermark = set.watermark;
      return true;
    },
  };
  return [...activities, end];
};
