import { takeDue, type Later } from './agenda.js';
import { requestLine, take } from './aim.js';
import { applyFault } from './faults.js';
import { send } from './frames.js';
import type { Output, UpgradeRequest } from './messages.js';
import { orRefused } from './refusal.js';
import { spoil } from './spoil.js';
import { openStream } from './stream.js';
import type { World } from './world.js';

const opened = (world: World, asked: UpgradeRequest, nowMs: number): Output[] =>
  orRefused(() => openStream(world, asked, nowMs), (answer) => ({ type: 'refuse', socket: asked.socket, answer }));

/** A slow upgrade is looked at when its time has come: until then there is no stream. */
export function upgrade(world: World, asked: UpgradeRequest, nowMs: number): Output[] {
  const delay = take(world, requestLine(asked), ['delay']);
  if (!delay) return opened(world, asked, nowMs);
  world.agenda.push({ kind: 'upgrade', dueAtMs: nowMs + delay.ms, upgrade: asked });
  return [];
}

/** A clock that has jumped owes one, not a hundred. */
const nextAfter = (dueAtMs: number, everyMs: number, nowMs: number): number => (dueAtMs + everyMs > nowMs ? dueAtMs : nowMs) + everyMs;

function happens(world: World, later: Later, nowMs: number): Output[] {
  switch (later.kind) {
    case 'answer':
      return [{ type: 'answer', request: later.request, answer: later.answer }];
    case 'frame': {
      const socket = world.sockets.get(later.socket);
      return socket ? send(socket, later.text) : [];
    }
    case 'upgrade':
      return spoil(world, opened(world, later.upgrade, nowMs), nowMs);
    case 'fault':
      if (later.everyMs !== undefined) world.agenda.push({ ...later, dueAtMs: nextAfter(later.dueAtMs, later.everyMs, nowMs) });
      return applyFault(world, later.fault, nowMs);
  }
}

/** What faults have put off, once it is due; and faults whose time has come. */
export const whatIsLate = (world: World, nowMs: number): Output[] =>
  takeDue(world, nowMs).flatMap((later) => happens(world, later, nowMs));
