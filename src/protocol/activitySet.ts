import { malformed, watermarkOf } from './call.js';
import { isRecord } from './record.js';
import type { Activity, ActivitySet } from './types.js';

/**
 * An activity with fields of another kind than ours is mended and passed on, since dropping it would lose it and failing
 * would lose what follows: null is absent, a number is a text, no type is the type ''.
 */
const activityOf = (value: unknown, what: string): Activity => {
  if (!isRecord(value)) throw malformed(`${what}, activities`, value, 'an activity');
  // As it was parsed: a copy of each would be a tenth of what receiving costs.
  return isActivity(value) ? value : mended(value);
};

const isTextOrNone = (value: unknown): boolean => value === undefined || typeof value === 'string';

const isAccount = (value: unknown): boolean => isRecord(value) && typeof value['id'] === 'string';

const isActivity = (value: Readonly<Record<string, unknown>>): value is Activity =>
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
  const listed = isRecord(body) ? body['activities'] : undefined;
  if (!Array.isArray(listed)) throw malformed(`${what}, activities`, listed, 'an array');
  const activities = listed.map(value => activityOf(value, what));
  return { activities, ...watermarkOf(body) };
};
