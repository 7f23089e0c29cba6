import type { Activity } from '../../protocol/types.js';
import type { Output } from './messages.js';
import { append, isRecorded } from './record.js';
import { headOf } from './watermarks.js';
import type { Conversation, StreamSocket, World } from './world.js';

export const frame = (activities: readonly Activity[], watermark: string): string =>
  JSON.stringify({ activities, watermark });

export const socketsOf = (world: World, conversationId: string): StreamSocket[] =>
  [...world.sockets.values()].filter((socket) => socket.conversationId === conversationId);

/** Writes to a socket, unless nothing gets through to it. */
export function send(socket: StreamSocket, text: string): Output[] {
  if (socket.ghostUntilMs !== undefined) return [];
  if (socket.silentUntilMs === undefined) return [{ type: 'send', socket: socket.id, text }];
  // A silence that ends delivers late, as TCP does; one without an end loses all.
  if (text !== '' && socket.silentUntilMs !== Infinity) socket.held.push(text);
  return [];
}

/** Files an activity if it belongs in history, and sends it to who listens (docs/protocol.md, 7). */
export function publish(world: World, conversation: Conversation, activity: Activity, nowMs: number): Output[] {
  if (isRecorded(activity)) append(conversation, activity, nowMs);
  if (activity.type === 'endOfConversation') conversation.ended = true;
  return tell(world, conversation, activity);
}

/** To who listens. */
export function tell(world: World, conversation: Conversation, activity: Activity): Output[] {
  const text = frame([activity], headOf(world, conversation));
  return socketsOf(world, conversation.id).flatMap((socket) => send(socket, text));
}
