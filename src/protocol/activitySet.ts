import { malformed, watermarkOf } from './call.js';
import { isRecord } from './record.js';
import type { Activity, ActivitySet } from './types.js';

/**
 * An activity with fields of another kind than ours is mended and passed on, since dropping it would lose it and failing
 * would lose what follows: null is absent, a number is a text, no type is the type ''.
 */
export const activityOf = (value: unknown, what: string): Activity => {
  if (!isRecord(value)) throw malformed(what, value, 'an activity');
  return isActivity(value) ? value : mended(value);
};

const isTextOrNone = (value: unknown): boolean => value === undefined || typeof value === 'string';

const isAccount = (value: unknown): boolean => isRecord(value) && typeof value['id'] === 'string';

const isActivity = (value: unknown): value is Activity =>
  isRecord(value) &&
  typeof value['type'] === 'string' &&
  isTextOrNone(value['id']) &&
  isTextOrNone(value['text']) &&
  isTextOrNone(value['replyToId']) &&
  (value['from'] === undefined || isAccount(value['from']));

const mended = ({ type, id, text, replyToId, from, ...rest }: Readonly<Record<string, unknown>>): Activity => ({
  ...rest,
  type: typeof type === 'string' ? type : '',
  ...textField('id', id),
  ...textField('text', text),
  ...textField('replyToId', replyToId),
  ...(isRecord(from) && typeof from['id'] === 'string' && { from: { ...from, id: from['id'] } }),
});

const textField = (name: 'id' | 'text' | 'replyToId', value: unknown): { readonly [Name in typeof name]?: string } =>
  typeof value === 'string' || typeof value === 'number' ? { [name]: String(value) } : {};

/** Checks what should be an activity set; a watermark that is no text counts as none (docs/protocol.md, 7). */
export const activitySetOf = (body: unknown, what: string): ActivitySet => {
  const listed: unknown = isRecord(body) ? body['activities'] : undefined;
  if (areActivities(listed)) return setOf(listed, body);
  if (!Array.isArray(listed)) throw malformed(`${what}, activities`, listed, 'an array');
  return setOf(listed.map((value: unknown) => activityOf(value, `${what}, activities`)), body);
};

/** As they were parsed, where nothing is to be mended: a copy would be a tenth of what receiving costs. */
const areActivities = (values: unknown): values is readonly Activity[] => Array.isArray(values) && values.every(isActivity);

/** An activity set with the watermark of a body, if that has one. */
export const setOf = (activities: readonly Activity[], body: unknown): ActivitySet => {
  const watermark = watermarkOf(body);
  return watermark === undefined ? { activities } : { activities, watermark };
};
