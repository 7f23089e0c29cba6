import { withClientActivityId } from '../protocol/clientActivityId.js';
import type { Activity } from '../protocol/types.js';

/** A copy with a `clientActivityID` and with a `from`, where they are missing. */
export const stamped = (activity: Activity, newId: () => string, user: { id: string; name?: string } | undefined): Activity => {
  const { from = user } = activity;
  return withClientActivityId({ ...activity, ...(from && { from }) }, newId);
};
