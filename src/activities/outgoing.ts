import { withClientActivityId } from '../protocol/clientActivityId.js';
import type { Activity } from '../protocol/types.js';
import { newId } from '../transport/host.js';

/** What is posted for a text, which is not markdown, or for an activity: a copy by whose id its echo is known. */
export const outgoing = (message: string | Activity): Activity =>
  withClientActivityId(typeof message === 'string' ? { type: 'message', text: message, textFormat: 'plain' } : message, newId);
