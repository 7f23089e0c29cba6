import type { Activity } from '../protocol/types.js';

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The id by which a client knows its own activity again when it comes back (docs/protocol.md, 12.1). */
export const clientActivityIdOf = ({ channelData }: Activity): string | undefined => {
  const id = isRecord(channelData) ? channelData['clientActivityID'] : undefined;
  return typeof id === 'string' && id !== '' ? id : undefined;
};

/** A copy with a `clientActivityID`, unless it has one or its channelData has no place for one, and with a `from`. */
export const stamped = (activity: Activity, newId: () => string, user: { id: string; name?: string } | undefined): Activity => {
  const { channelData = {}, from = user } = activity;
  const known = clientActivityIdOf(activity) !== undefined || !isRecord(channelData);
  return {
    ...activity,
    ...(from && { from }),
    ...(!known && { channelData: { ...channelData, clientActivityID: newId() } }),
  };
};
