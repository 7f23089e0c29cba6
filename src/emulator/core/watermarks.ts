import { refuse } from './refusal.js';
import type { Conversation, World } from './world.js';

/** From the beginning (docs/protocol.md, 4.1). */
export const fromStart = '-';

/**
 * Of who has seen all up to this place. Watermarks count places in history, in the order of its making, so that whoever hands
 * one back loses nothing. A place is the serial in the id, except where `echo: 'after the bot'` files an answer before its
 * question. Whether a watermark names the last place or the next one is not known (docs/protocol.md, 20 #2).
 */
export const watermarkAt = ({ settings }: World, position: number): string =>
  settings.watermark === 'next' ? String(position + 1) : position < 0 ? fromStart : String(position);

/** Of who has seen everything. */
export const headOf = (world: World, { nextPosition }: Conversation): string => watermarkAt(world, nextPosition - 1);

/** Of who was given a page that ends with this place; one that is empty repeats what was asked with, where that names the last place. */
export function watermarkAfter(world: World, conversation: Conversation, last: number | undefined, asked: string | undefined): string {
  if (last !== undefined) return watermarkAt(world, last);
  return world.settings.watermark === 'next' ? headOf(world, conversation) : asked || fromStart;
}

/** The last place that the holder of this watermark has seen; -1 when none. */
export function positionOf({ settings }: World, watermark: string | undefined): number {
  if (watermark === undefined || watermark === '' || watermark === fromStart) return -1;
  if (!/^\d{1,15}$/.test(watermark)) throw refuse(400, 'BadArgument', 'Invalid watermark');
  return Number(watermark) - (settings.watermark === 'next' ? 1 : 0);
}
