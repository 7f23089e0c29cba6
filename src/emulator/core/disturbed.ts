import { takeDue, type Later } from './agenda.js';
import { requestLine, take } from './aim.js';
import { send } from './frames.js';
import type { Input, Output } from './messages.js';
import type { Step } from './parts.js';
import { spoil } from './spoil.js';
import type { World } from './world.js';

/** What is put off, if it is: a slow upgrade is looked at when its time has come, and until then there is no stream. */
function putOff(world: World, input: Input, nowMs: number): Later | undefined {
  if (input.type === 'upgrade') {
    const delay = take(world, requestLine(input.upgrade), ['delay']);
    return delay && { kind: 'input', dueAtMs: nowMs + delay.ms, input };
  }
  if (input.type !== 'fault') return undefined;
  const { afterMs, everyMs } = input.when ?? {};
  const firstMs = afterMs ?? everyMs;
  return firstMs === undefined ? undefined : { kind: 'input', dueAtMs: nowMs + firstMs, input, ...(everyMs !== undefined && { everyMs }) };
}

/** A clock that has jumped owes one, not a hundred. */
const nextAfter = (dueAtMs: number, everyMs: number, nowMs: number): number => (dueAtMs + everyMs > nowMs ? dueAtMs : nowMs) + everyMs;

/** What comes of what was put off. */
function happens(world: World, later: Later, step: Step, nowMs: number): Output[] {
  switch (later.kind) {
    case 'answer':
      return [{ type: 'answer', request: later.request, answer: later.answer }];
    case 'frame': {
      const socket = world.sockets.get(later.socket);
      return socket ? send(socket, later.text) : [];
    }
    case 'input':
      if (later.everyMs !== undefined) world.agenda.push({ ...later, dueAtMs: nextAfter(later.dueAtMs, later.everyMs, nowMs) });
      return spoil(world, step(world, later.input, nowMs), nowMs);
  }
}

/** The service behind a bad way: what comes and what goes may be late, and what goes may be spoilt. */
export const disturbed = (step: Step): Step => (world, input, nowMs) => {
  const late = takeDue(world, nowMs).flatMap((later) => happens(world, later, step, nowMs));
  if (input.type === 'request') world.lines.set(input.request.id, requestLine(input.request));
  const later = putOff(world, input, nowMs);
  if (later) world.agenda.push(later);
  return [...late, ...spoil(world, step(world, later ? { type: 'tick' } : input, nowMs), nowMs)];
};
