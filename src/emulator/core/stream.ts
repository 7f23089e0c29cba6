import { knownConversation, tokenExpired } from './access.js';
import { hasExpired } from './claims.js';
import { answerByFault, handshakeFault, startOfReplay } from './plannedFaults.js';
import { frame, send, socketsOf } from './frames.js';
import type { Credential, Output, UpgradeRequest } from './messages.js';
import { after, pages } from './record.js';
import { invalidCredential, refuse } from './refusal.js';
import { positionOf, watermarkAt } from './watermarks.js';
import type { Conversation, StreamSocket, World } from './world.js';

/** Only the reason is documented; 1008 is our choice (docs/protocol.md, 20 #1). */
const collision = { code: 1008, reason: 'collision' } as const;

/** When the token ends that came with the URL. */
function checkTicket(ticket: Credential, conversationId: string, nowMs: number): number {
  if (ticket.kind === 'none') throw refuse(401, 'BadArgument', 'Missing token or secret');
  if (ticket.kind !== 'token' || ticket.claims.conv !== conversationId || ticket.claims.file !== undefined) throw invalidCredential();
  if (hasExpired(ticket.claims, nowMs)) throw tokenExpired();
  return (ticket.claims.until ?? Infinity) * 1000;
}

function register(world: World, upgrade: UpgradeRequest, tokenEndsAtMs: number, nowMs: number): StreamSocket {
  const { keepAliveMs, expiryClosesStreams } = world.settings;
  const socket: StreamSocket = {
    id: upgrade.socket,
    conversationId: upgrade.conversationId,
    keepAliveAtMs: keepAliveMs > 0 ? nowMs + keepAliveMs : Infinity,
    closesAtMs: expiryClosesStreams ? tokenEndsAtMs : Infinity,
    held: [],
  };
  world.sockets.set(socket.id, socket);
  return socket;
}

function replay(world: World, conversation: Conversation, socket: StreamSocket, position: number, nowMs: number): Output[] {
  const { retentionMs, pageSize } = world.settings;
  const missed = after(conversation, startOfReplay(world, conversation, position), retentionMs, nowMs);
  return pages(missed, pageSize).flatMap((page) =>
    send(socket, frame(page.map(({ activity }) => activity), watermarkAt(world, page.at(-1)?.position ?? position))));
}

function closeOlder(world: World, older: readonly StreamSocket[]): Output[] {
  return older.flatMap((socket) => {
    world.sockets.delete(socket.id);
    return socket.ghostUntilMs === undefined ? [{ type: 'close', socket: socket.id, ...collision } as const] : [];
  });
}

/** One socket a conversation, and a ghost counts as one (docs/protocol.md, 7). */
export function openStream(world: World, upgrade: UpgradeRequest, nowMs: number): Output[] {
  const accept: Output = { type: 'accept', socket: upgrade.socket, conversationId: upgrade.conversationId };
  answerByFault(world, upgrade, nowMs);
  const fault = handshakeFault(world, upgrade, nowMs);
  if (fault) return [fault];
  const tokenEndsAtMs = checkTicket(upgrade.ticket, upgrade.conversationId, nowMs);
  const position = positionOf(world, upgrade.watermark);
  const conversation = knownConversation(world, upgrade.conversationId);

  const older = world.settings.collision === 'none' ? [] : socketsOf(world, conversation.id);
  if (older.length > 0 && world.settings.collision === 'newcomer') {
    return [accept, { type: 'close', socket: upgrade.socket, ...collision }];
  }
  const closed = closeOlder(world, older);
  return [...closed, accept, ...replay(world, conversation, register(world, upgrade, tokenEndsAtMs, nowMs), position, nowMs)];
}

/** A ghost's end is what the service does not notice. */
export function socketClosed(world: World, socketId: string): Output[] {
  if (world.sockets.get(socketId)?.ghostUntilMs === undefined) world.sockets.delete(socketId);
  return [];
}
