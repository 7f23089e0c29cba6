import { malformed } from '../protocol/call.js';
import { isRecord } from '../protocol/record.js';
import type { Activity } from '../protocol/types.js';

const TEXTS = ['contentType', 'contentUrl', 'name'];

/** Gives an activity back, or throws for what is none, since not every app is typed: the error names the field. Its own fields are the bot's affair. */
export const checked = (activity: Activity): Activity => {
  if (!isRecord(activity)) throw malformed('postActivity', activity, 'an activity');
  const attachments: unknown = activity['attachments'] ?? [];
  if (!Array.isArray(attachments)) throw malformed('postActivity, attachments', attachments, 'an array');
  attachments.forEach((attachment: unknown, index) => {
    const field = `postActivity, attachments[${index}]`;
    if (!isRecord(attachment)) throw malformed(field, attachment, 'an attachment');
    for (const name of TEXTS) if (typeof (attachment[name] ?? '') !== 'string') throw malformed(`${field}.${name}`, attachment[name], 'a text');
  });
  return activity;
};
