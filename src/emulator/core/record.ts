import type { Activity } from '../../protocol/types.js';
import { refuse } from './refusal.js';
import type { Conversation, Recorded } from './world.js';

/** From the beginning; also the head of a conversation in which nothing was said (docs/protocol.md, 4.1). */
export const fromStart = '-';

const neverRecorded = new Set(['typing', 'conversationUpdate']);

/** History has all but these (docs/protocol.md, 8.1). */
export const isRecorded = (activity: Activity): boolean => !neverRecorded.has(activity.type);

export function append(conversation: Conversation, activity: Activity, atMs: number): void {
  conversation.record.push({ position: conversation.nextPosition++, atMs, activity });
}

/**
 * Watermarks count places in history, in the order of its making, so that whoever hands one back loses nothing.
 * A place is the serial in the id, except where `echo: 'after the bot'` files an answer before its question.
 */
export const headOf = (conversation: Conversation): string =>
  conversation.nextPosition === 0 ? fromStart : String(conversation.nextPosition - 1);

/** The last place that the holder of this watermark has seen; -1 when none. */
export function positionOf(watermark: string | undefined): number {
  if (watermark === undefined || watermark === '' || watermark === fromStart) return -1;
  if (!/^\d{1,15}$/.test(watermark)) throw refuse(400, 'BadArgument', 'Invalid watermark');
  return Number(watermark);
}

/** What is in history after a place. What is older than the retention is gone (docs/protocol.md, 10). */
export function after(conversation: Conversation, position: number, retentionMs: number, nowMs: number): readonly Recorded[] {
  const { record } = conversation;
  const kept = record.findIndex((recorded) => recorded.atMs + retentionMs > nowMs);
  if (kept !== 0) record.splice(0, kept < 0 ? record.length : kept);
  const first = record[0]?.position ?? 0;
  return record.slice(Math.max(0, position + 1 - first));
}

export function pages(recorded: readonly Recorded[], size: number): readonly (readonly Recorded[])[] {
  const count = Math.ceil(recorded.length / size);
  return Array.from({ length: count }, (_, page) => recorded.slice(page * size, (page + 1) * size));
}
