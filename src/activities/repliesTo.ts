import { filter, type MonoTypeOperatorFunction } from 'rxjs';
import type { Activity } from '../protocol/types.js';

/**
 * Lets through what answers one activity, given as its id or itself: what has it as `replyToId`. Nothing answers an
 * activity without an id. Errors and completion pass. Docs/protocol.md, 12.1.
 */
export const repliesTo = <A extends Activity>(asked: string | Activity): MonoTypeOperatorFunction<A> => {
  const id = typeof asked === 'string' ? asked : asked.id;
  return filter(({ replyToId }) => id !== undefined && replyToId === id);
};
