import type { Activity } from '../protocol/types.js';
import { isRecord, textIn } from './fields.js';

/** The id by which one's own activity is known again when it comes back (docs/protocol.md, 12.1). */
export const clientActivityIdOf = ({ channelData }: Activity): string | undefined =>
  isRecord(channelData) ? textIn(channelData, 'clientActivityID') : undefined;

/** What is posted for a text, which is not markdown, or for an activity: a copy by whose id its echo is known. */
export const outgoing = (message: string | Activity): Activity => {
  const activity: Activity = typeof message === 'string' ? { type: 'message', text: message, textFormat: 'plain' } : message;
  const { channelData = {} } = activity;
  // Where channelData is no record there is no place for an id.
  if (!isRecord(channelData) || clientActivityIdOf(activity) !== undefined) return activity;
  return { ...activity, channelData: { ...channelData, clientActivityID: newId() } };
};

/** 128 random bits: two pages may be in one conversation. */
const newId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('');
