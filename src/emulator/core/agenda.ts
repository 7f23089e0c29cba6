import type { Answer, Input } from './messages.js';
import type { World } from './world.js';

/** What faults have put off. */
export type Later = { readonly dueAtMs: number } & (
  | { readonly kind: 'answer'; readonly request: string; readonly answer: Answer }
  | { readonly kind: 'frame'; readonly socket: string; readonly text: string }
  | { readonly kind: 'input'; readonly input: Extract<Input, { readonly type: 'upgrade' | 'fault' }>; readonly everyMs?: number }
);

export const agendaDueAt = ({ agenda }: World): number => agenda.reduce((next, { dueAtMs }) => Math.min(next, dueAtMs), Infinity);

/** What is due, in the order of its time; the rest stays. */
export function takeDue(world: World, nowMs: number): readonly Later[] {
  if (agendaDueAt(world) > nowMs) return [];
  const due = world.agenda.filter(({ dueAtMs }) => dueAtMs <= nowMs);
  world.agenda = world.agenda.filter(({ dueAtMs }) => dueAtMs > nowMs);
  return due.sort((one, other) => one.dueAtMs - other.dueAtMs);
}

/** Until when frames of this socket wait, which no later one may overtake. */
export const queuedUntil = ({ agenda }: World, socket: string): number | undefined =>
  agenda.reduce<number | undefined>((last, later) =>
    (later.kind === 'frame' && later.socket === socket ? Math.max(last ?? 0, later.dueAtMs) : last), undefined);
