import { withOutcome } from '../errors.js';
import { malformed } from '../protocol/call.js';
import { withClientActivityId } from '../protocol/clientActivityId.js';
import { isRecord } from '../protocol/record.js';
import type { Activity } from '../protocol/types.js';
import { newId } from '../transport/host.js';

/**
 * What is posted for a text, which is not markdown, or for an activity: a copy by whose id its echo is known. Throws for what is
 * neither, since not every app is typed, by the name of who was given it.
 */
export const outgoing = (message: string | Activity, by: string): Activity => {
  if (typeof message === 'string') return withClientActivityId({ type: 'message', text: message, textFormat: 'plain' }, newId);
  if (!isRecord(message)) throw withOutcome(malformed(by, message, 'a text or an activity'), 'rejected');
  return withClientActivityId(message, newId);
};
