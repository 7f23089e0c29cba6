import type { Activity } from '../../protocol/types.js';
import type { Conversation, Recorded } from './world.js';

const neverRecorded = new Set(['typing', 'conversationUpdate']);

/** History has all but these (docs/protocol.md, 8.1). */
export const isRecorded = (activity: Activity): boolean => !neverRecorded.has(activity.type);

export function append(conversation: Conversation, activity: Activity, atMs: number): void {
  conversation.record.push({ position: conversation.nextPosition++, atMs, activity });
}

const indexOf = ({ record }: Conversation, id: string | undefined): number => record.findIndex(({ activity }) => activity.id === id);

export const recordedAs = (conversation: Conversation, id: string): Activity | undefined => conversation.record[indexOf(conversation, id)]?.activity;

/** In the place of the one with its id. */
export function replace(conversation: Conversation, activity: Activity): void {
  const index = indexOf(conversation, activity.id);
  const old = conversation.record[index];
  if (old) conversation.record[index] = { ...old, activity };
}

/** Its place stays empty: those of the others are in watermarks. */
export function remove(conversation: Conversation, id: string | undefined): void {
  const index = indexOf(conversation, id);
  if (index >= 0) conversation.record.splice(index, 1);
}

/** What is in history after a place. What is older than the retention is gone (docs/protocol.md, 10). */
export function after(conversation: Conversation, position: number, retentionMs: number, nowMs: number): readonly Recorded[] {
  const { record } = conversation;
  const kept = record.findIndex((recorded) => recorded.atMs + retentionMs > nowMs);
  if (kept !== 0) record.splice(0, kept < 0 ? record.length : kept);
  return record.filter((recorded) => recorded.position > position);
}

export function pages(recorded: readonly Recorded[], size: number): readonly (readonly Recorded[])[] {
  const count = Math.ceil(recorded.length / size);
  return Array.from({ length: count }, (_, page) => recorded.slice(page * size, (page + 1) * size));
}
