import { isRecord, malformed, watermarkOf } from './call.js';
import type { Activity, ActivitySet } from './types.js';

/** An activity without a type is passed on, since dropping it would lose it and failing would lose what follows. */
const activityOf = (value: unknown, what: string): Activity => {
  if (!isRecord(value)) throw malformed(`${what}, activities`, value, 'an activity');
  // As it was parsed: a copy of each would be a tenth of what receiving costs.
  return hasType(value) ? value : { ...value, type: '' };
};

const hasType = (value: Record<string, unknown>): value is Activity => typeof value['type'] === 'string';

/** Checks what should be an activity set; a watermark that is no text counts as none (docs/protocol.md, 7). */
export const activitySetOf = (body: unknown, what: string): ActivitySet => {
  const listed = isRecord(body) ? body['activities'] : undefined;
  if (!Array.isArray(listed)) throw malformed(`${what}, activities`, listed, 'an array');
  const activities = listed.map(value => activityOf(value, what));
  return { activities, ...watermarkOf(body) };
};
