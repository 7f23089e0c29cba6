import { noFaults, type Fault } from './faultPlan.js';
import type { Output } from './messages.js';
import type { StreamSocket, World } from './world.js';

const openSockets = (world: World, conversationId: string | undefined): StreamSocket[] =>
  [...world.sockets.values()].filter(
    (socket) => socket.ghostUntilMs === undefined && (conversationId === undefined || socket.conversationId === conversationId),
  );

export function applyFault(world: World, fault: Fault, nowMs: number): Output[] {
  switch (fault.kind) {
    case 'drop':
      return openSockets(world, fault.conversationId).map(({ id: socket }) => {
        world.sockets.delete(socket);
        return fault.code === undefined ? { type: 'cut', socket } : { type: 'close', socket, code: fault.code, reason: fault.reason ?? '' };
      });
    case 'ghost':
      return openSockets(world, fault.conversationId).map((socket) => {
        socket.ghostUntilMs = nowMs + fault.ghostMs;
        return { type: 'cut', socket: socket.id };
      });
    case 'silence':
      return openSockets(world, fault.conversationId).map((socket) => {
        socket.silentUntilMs = nowMs + fault.ms;
        return { type: 'silence', socket: socket.id };
      });
    case 'refuse':
    case 'neverOpen':
      world.faults[fault.kind] = fault.times;
      return [];
    case 'replay':
      world.faults.replay = fault.last;
      return [];
    case 'respond':
      world.faults.answers.push(fault.answer);
      return [];
    case 'expire':
      world.generation += 1;
      return [];
    case 'clear':
      world.faults = noFaults();
      return [];
  }
}
