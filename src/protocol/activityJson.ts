import { DirectLineProtocolError, DirectLineTooLargeError } from '../errors.js';

/** What the service takes of one activity (docs/protocol.md, 6.3): above it, it surely refuses. */
export const ACTIVITY_LIMIT_BYTES = 262_144;

/** An activity, or a message of 1.1, as JSON; throws `DirectLineTooLargeError` for one above the limit, `DirectLineProtocolError` for what is no JSON. */
export const activityJson = (activity: object): string => {
  const text = jsonOf(activity);
  // A UTF-16 unit takes three bytes at most, so most texts need not be counted.
  const sizeBytes = text.length * 3 > ACTIVITY_LIMIT_BYTES ? new TextEncoder().encode(text).length : 0;
  if (sizeBytes > ACTIVITY_LIMIT_BYTES) throw new DirectLineTooLargeError(sizeBytes, ACTIVITY_LIMIT_BYTES);
  return text;
};

const jsonOf = (activity: object): string => {
  try {
    return JSON.stringify(activity);
  } catch (cause) {
    throw new DirectLineProtocolError('the activity is no JSON', { cause });
  }
};
