import { defer, map, pipe, toArray, type Observable, type OperatorFunction } from 'rxjs';
import { activityOf } from '../protocol/activitySet.js';
import { malformed } from '../protocol/call.js';
import type { Activity } from '../protocol/types.js';

/**
 * Emits, on completion, what a `.transcript` file holds: the activities as a JSON array, as the Bot Framework Emulator saves and opens
 * them. All are kept until then; an error passes, and nothing is emitted.
 */
export const toTranscriptFile = (): OperatorFunction<Activity, string> =>
  pipe(toArray(), map(activities => JSON.stringify(activities, null, 2)));

/**
 * Emits the activities of a `.transcript` file, given as its text, then completes; each subscription reads it anew. Fields of another
 * kind are mended as those from the service are. Errors: `DirectLineProtocolError` for what is no JSON array of activities, naming the
 * index of the first that is none; nothing is emitted then.
 */
export const fromTranscriptFile = (text: string): Observable<Activity> => defer(() => activitiesIn(text));

const activitiesIn = (text: string): readonly Activity[] => {
  const listed = parsed(text);
  if (!Array.isArray(listed)) throw malformed('transcript', listed, 'a JSON array of activities');
  return listed.map((value: unknown, index) => activityOf(value, `transcript, activity ${index}`));
};

const parsed = (text: unknown): unknown => {
  if (typeof text !== 'string') throw malformed('transcript', text, 'the text of a .transcript file');
  try {
    // Editors on Windows put a byte order mark before it.
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw malformed('transcript', text, 'a JSON array of activities');
  }
};
