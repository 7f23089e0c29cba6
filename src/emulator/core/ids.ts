import type { Conversation, World } from './world.js';

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** The next number in [0, 1) of the world's own sequence (mulberry32). */
export function random(world: World): number {
  world.randomState = (world.randomState + 0x6d2b79f5) >>> 0;
  let t = world.randomState;
  t = Math.imul(t ^ (t >>> 15), t | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
}

const word = (world: World, length: number): string =>
  Array.from({ length }, () => base62.charAt(Math.floor(random(world) * base62.length))).join('');

/** 22 base-62 characters and a suffix where a region would be (docs/protocol.md, 4.1). */
export const newConversationId = (world: World): string => `${word(world, 22)}-l`;

/** For what is not recorded: short and random (docs/protocol.md, 6.1). */
export const newShortId = (world: World): string => word(world, 11);

/** For what is recorded: `conversation|0000007`, one counter for users and bot (docs/protocol.md, 6.1). */
export const nextRecordedId = (conversation: Conversation): string =>
  `${conversation.id}|${String(conversation.nextSerial++).padStart(7, '0')}`;

/** The same id as 1.1 shows it: its serials have 18 digits (docs/protocol.md, 15). */
export const idIn11 = (id: string): string => id.replace(/\|(\d+)$/, (_, serial: string) => `|${serial.padStart(18, '0')}`);
