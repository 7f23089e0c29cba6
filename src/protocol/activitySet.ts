import { isRecord, malformed } from './call.js';
import type { Activity, ActivitySet } from './types.js';

/** An activity without a type is passed on, since dropping it would lose it and failing would lose what follows. */
const activityOf = (value: unknown, what: string): Activity => {
  if (!isRecord(value)) throw malformed(`${what}, activities`, value, 'an activity');
  return { ...value, type: typeof value['type'] === 'string' ? value['type'] : '' };
};

/** Checks what should be an activity set; a watermark that is no text counts as none (docs/protocol.md, 7). */
export const activitySetOf = (body: unknown, what: string): ActivitySet => {
  const listed = isRecord(body) ? body['activities'] : undefined;
  if (!Array.isArray(listed)) throw malformed(`${what}, activities`, listed, 'an array');
  const activities = listed.map(value => activityOf(value, what));
  const watermark = isRecord(body) ? body['watermark'] : undefined;
  // Local services give numbers (docs/protocol.md, 18.6).
  if (typeof watermark === 'number') return { activities, watermark: String(watermark) };
  return typeof watermark === 'string' ? { activities, watermark } : { activities };
};
