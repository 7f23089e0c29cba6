import type { Activity } from '../../protocol/types.js';
import { knownConversation } from './access.js';
import { activityOf } from './activityIn.js';
import { checkGoesOn, isOver } from './ending.js';
import { publish } from './frames.js';
import { newShortId, nextRecordedId } from './ids.js';
import type { Output, ServiceRequest } from './messages.js';
import { answered } from './parts.js';
import { isRecorded } from './record.js';
import { timestamp } from './time.js';
import type { Conversation, World } from './world.js';

/** Meant for the SDK or the channel, never for clients (docs/protocol.md, 18.3). */
const dropped = new Set(['delay', 'trace', 'conversationUpdate', 'invokeResponse']);

/** `typing` is not recorded, so it may keep the id that a bot gave it (docs/protocol.md, 13). */
function idFor(world: World, conversation: Conversation, activity: Activity, goesOn: boolean): string {
  if (goesOn && isRecorded(activity)) return nextRecordedId(conversation);
  return typeof activity.id === 'string' && activity.id !== '' ? activity.id : newShortId(world);
}

/** As clients see it (docs/protocol.md, 12.1): the rest stays as the bot sent it. */
export function asDelivered(
  world: World, conversation: Conversation, activity: Activity, id: string, replyToId: string | undefined, nowMs: number,
): Activity {
  const { serviceUrl: _s, recipient: _r, _channelId: _c, ...rest } = activity;
  return {
    ...rest,
    id,
    timestamp: timestamp(nowMs),
    channelId: 'directline',
    conversation: { id: conversation.id },
    from: { ...world.settings.bot, ...activity.from, role: 'bot' },
    ...(activity.replyToId == null && replyToId !== undefined && { replyToId }),
  };
}

/** A reply or a proactive message, at once to everybody. */
export function botSends(
  world: World, conversation: Conversation, activity: Activity, replyToId: string | undefined, nowMs: number,
): { readonly id: string; readonly outputs: Output[] } {
  const goesOn = !dropped.has(activity.type) && !isOver(world, conversation);
  const id = idFor(world, conversation, activity, goesOn);
  if (!goesOn) return { id, outputs: [] };
  const delivered = asDelivered(world, conversation, activity, id, replyToId, nowMs);
  const said: Output = { type: 'bot said', conversationId: conversation.id, activity: delivered };
  return { id, outputs: [said, ...publish(world, conversation, delivered, nowMs)] };
}

/** Livestreaming needs the id in the answer (docs/protocol.md, 13). */
export function connectorSend(
  world: World, request: ServiceRequest, conversationId: string, replyToId: string | undefined, nowMs: number,
): Output[] {
  const conversation = knownConversation(world, conversationId);
  checkGoesOn(world, conversation);
  const { id, outputs } = botSends(world, conversation, activityOf(request.body), replyToId, nowMs);
  return [...answered(request, { status: 200, body: { kind: 'json', json: { id } } }), ...outputs];
}
