import { withOutcome } from '../errors.js';
import { malformed } from '../protocol/call.js';
import { withClientActivityId } from '../protocol/clientActivityId.js';
import { isRecord } from '../protocol/record.js';
import type { Activity } from '../protocol/types.js';
import { newId } from '../transport/host.js';

/**
 * Makes the activity to post: of a text, which is not markdown, or as a copy of an activity. Adds the id by which its echo is recognized.
 * Throws for any other value, since not every app is typed; the error names the `caller`.
 */
export const toActivity = (message: string | Activity, caller: string): Activity => {
  if (typeof message === 'string') return withClientActivityId({ type: 'message', text: message, textFormat: 'plain' }, newId);
  if (!isRecord(message)) throw withOutcome(malformed(caller, message, 'a text or an activity'), 'rejected');
  return withClientActivityId(message, newId);
};
