import type { Activity, ChannelAccount } from '../protocol/types.js';

/** For how long somebody who has said so is typing; bots that are at work say it again every 2 s or so. */
export const TYPING_MS = 5_000;

/** Who is typing, and until when each is believed; of equal length. */
export interface Typing {
  readonly typing: readonly ChannelAccount[];
  readonly untilMs: readonly number[];
}

export const nobodyTypes: Typing = { typing: [], untilMs: [] };

/** Somebody types, for the first time or still. */
export const typed = (before: Typing, account: ChannelAccount, nowMs: number): Typing => {
  const { typing, untilMs } = stopped(before, account.id);
  return { typing: [...typing, account], untilMs: [...untilMs, nowMs + TYPING_MS] };
};

/** Somebody has said something. */
export const stopped = (before: Typing, id: Activity['id']): Typing => keeping(before, account => account.id !== id);

/** Whose time is over. */
export const expired = (before: Typing, nowMs: number): Typing => keeping(before, (_, untilMs) => untilMs > nowMs);

const keeping = (before: Typing, isKept: (account: ChannelAccount, untilMs: number) => boolean): Typing => {
  const kept = before.typing.map((account, at) => isKept(account, before.untilMs[at] ?? 0));
  if (kept.every(Boolean)) return before;
  return { typing: before.typing.filter((_, at) => kept[at]), untilMs: before.untilMs.filter((_, at) => kept[at]) };
};
