import { isRecord, textIn } from './record.js';
import type { Activity } from './types.js';

/** The id by which a client knows its own activity again when it comes back (docs/protocol.md, 12.1). */
export const clientActivityIdOf = ({ channelData }: Activity): string | undefined =>
  isRecord(channelData) ? textIn(channelData, 'clientActivityID') : undefined;

/** A copy with such an id, unless it has one or its channelData, being no record, has no place for one. */
export const withClientActivityId = (activity: Activity, newId: () => string): Activity => {
  const { channelData = {} } = activity;
  if (!isRecord(channelData) || clientActivityIdOf(activity) !== undefined) return activity;
  return { ...activity, channelData: { ...channelData, clientActivityID: newId() } };
};
