import { why } from './error.js';
import { isRecord } from './json.js';
import { brief } from './plain.js';

const quoted = (text: string): string => `"${brief(text, 60)}"`;

/** Why a message was not accepted. A service that answered has said what it knows; without an answer nobody knows. */
export const rejectionText = (text: string, error: unknown): string => {
  const unsure = isRecord(error) && error['outcome'] === 'unknown' && error['status'] === undefined;
  return `${quoted(text)} failed: ${why(error)}${unsure ? ' (it may have arrived)' : ''}`;
};

/** What is still missing when time runs out: the first of the texts has been sent, the others wait for it. */
export const missingText = ([current, ...unsent]: readonly string[], status: string): string => {
  if (current === undefined) return status.startsWith('online') ? 'activities still come' : `the stream is not online: ${status}`;
  const others = unsent.length === 0 ? '' : `, and ${unsent.length} more not sent`;
  return `no outcome yet for ${quoted(current)}${others}`;
};
