import { noFaults, type Fault } from './faultPlan.js';
import type { Output } from './messages.js';
import type { StreamSocket, World } from './world.js';

const openSockets = (world: World, conversationId: string | undefined): StreamSocket[] =>
  [...world.sockets.values()].filter(
    (socket) => socket.ghostUntilMs === undefined && (conversationId === undefined || socket.conversationId === conversationId),
  );

/** What it does to open streams. */
function outputsOf(world: World, fault: Fault, nowMs: number): Output[] {
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
    case 'replay':
      world.faults.replay = fault.last;
      return [];
    case 'expire':
      world.generation += 1;
      return [];
    case 'killBot':
      world.bot = fault.how;
      return [];
    case 'reviveBot':
      world.bot = 'well';
      return [];
    case 'clear':
      world.faults = noFaults();
      world.agenda = world.agenda.filter((later) => later.kind !== 'input' || later.input.type !== 'fault');
      return [];
    default:
      if (fault.times > 0) world.faults.aimed.push(fault);
      return [];
  }
}

/** Now; and it is told, with how many sockets it hit. */
export function applyFault(world: World, fault: Fault, nowMs: number): Output[] {
  const hit = outputsOf(world, fault, nowMs);
  return [...hit, { type: 'fault', fault: fault.kind, sockets: hit.length }];
}
