import { agendaDueAt } from './agenda.js';
import { botTimedOut } from './botAnswers.js';
import { introductionDone } from './deliveries.js';
import { send } from './frames.js';
import type { Output } from './messages.js';
import type { StreamSocket, World } from './world.js';

/** When something happens by itself next: the time for a `tick`. Infinity when nothing will. */
export function nextDueAt(world: World): number {
  let next = agendaDueAt(world);
  for (const { post } of world.deliveries.values()) next = Math.min(next, post?.dueAtMs ?? Infinity);
  for (const { introducing } of world.conversations.values()) next = Math.min(next, ...introducing.values());
  for (const { ghostUntilMs, silentUntilMs, keepAliveAtMs, closesAtMs } of world.sockets.values()) {
    next = Math.min(next, ghostUntilMs ?? Math.min(keepAliveAtMs, closesAtMs, silentUntilMs ?? Infinity));
  }
  return next;
}

function postsDue(world: World, nowMs: number): Output[] {
  return [...world.deliveries.values()]
    .filter(({ post }) => post !== undefined && post.dueAtMs <= nowMs)
    .flatMap((delivery) => botTimedOut(world, delivery, nowMs));
}

function introductionsDue(world: World, nowMs: number): Output[] {
  return [...world.conversations.values()].flatMap((conversation) =>
    [...conversation.introducing]
      .filter(([, untilMs]) => untilMs <= nowMs)
      .flatMap(([delivery]) => introductionDone(world, conversation, delivery)));
}

function speakAgain(socket: StreamSocket): Output[] {
  delete socket.silentUntilMs;
  return [{ type: 'speak', socket: socket.id }, ...socket.held.splice(0).flatMap((text) => send(socket, text))];
}

/** Its token has expired (docs/protocol.md, 20 #20); the code is our choice. */
function close(world: World, { id }: StreamSocket): Output[] {
  world.sockets.delete(id);
  return [{ type: 'close', socket: id, code: 1008, reason: 'TokenExpired' }];
}

function socketDue(world: World, socket: StreamSocket, nowMs: number): Output[] {
  if (socket.ghostUntilMs !== undefined) {
    if (socket.ghostUntilMs <= nowMs) world.sockets.delete(socket.id);
    return [];
  }
  if (socket.closesAtMs <= nowMs) return close(world, socket);
  const spoken = (socket.silentUntilMs ?? Infinity) <= nowMs ? speakAgain(socket) : [];
  if (socket.keepAliveAtMs > nowMs) return spoken;
  // From now: a clock that jumped owes one keep-alive, not a hundred.
  socket.keepAliveAtMs = nowMs + world.settings.keepAliveMs;
  return [...spoken, ...send(socket, '')];
}

/** Everything whose time has come: the service's deadlines and its keep-alives. */
export function whatIsDue(world: World, nowMs: number): Output[] {
  if (nextDueAt(world) > nowMs) return [];
  return [
    ...postsDue(world, nowMs),
    ...introductionsDue(world, nowMs),
    ...[...world.sockets.values()].flatMap((socket) => socketDue(world, socket, nowMs)),
  ];
}
