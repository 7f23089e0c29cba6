import type { Activity } from '../../protocol/types.js';
import { accessOf, boundUser, conversationFor } from './access.js';
import { senderOf, userActivityOf } from './activityIn.js';
import { deliverInTurn, newDelivery } from './deliveries.js';
import { publish } from './frames.js';
import { newShortId, nextRecordedId } from './ids.js';
import { introduceUser } from './introductions.js';
import type { Answer, Output, ServiceRequest } from './messages.js';
import { after, fromStart, isRecorded, positionOf } from './record.js';
import { timestamp } from './time.js';
import type { World } from './world.js';

/** One page of history after a watermark (docs/protocol.md, 8.1). */
export function getActivities(
  world: World, request: ServiceRequest, conversationId: string, watermark: string | undefined, nowMs: number,
): Answer {
  const conversation = conversationFor(world, accessOf(world, request.credential, nowMs), conversationId);
  const { retentionMs, pageSize } = world.settings;
  const page = after(conversation, positionOf(watermark), retentionMs, nowMs).slice(0, pageSize);
  const last = page.at(-1)?.position;
  const json = {
    activities: page.map(({ activity }) => activity),
    watermark: last === undefined ? watermark || fromStart : String(last),
  };
  return { status: 200, body: { kind: 'json', json } };
}

/** To the bot, and to everybody in the conversation; the client's answer waits for the bot's (docs/protocol.md, 6). */
export function postActivity(world: World, request: ServiceRequest, conversationId: string, nowMs: number): Output[] {
  const access = accessOf(world, request.credential, nowMs);
  const conversation = conversationFor(world, access, conversationId);
  const received = userActivityOf(request.body);
  const from = senderOf(received, boundUser(access));
  const introduction = introduceUser(world, conversation, from, nowMs);

  const { bot, serviceUrl, echo, botTimeoutMs } = world.settings;
  const activity: Activity = {
    ...received,
    id: isRecorded(received) ? nextRecordedId(conversation) : newShortId(world),
    timestamp: timestamp(nowMs),
    serviceUrl,
    channelId: 'directline',
    from,
    conversation: { id: conversation.id },
  };
  const { recipient: _, ...seen } = activity;
  const delivery = newDelivery(world, conversation, { ...activity, recipient: bot });
  delivery.post = { request: request.id, dueAtMs: nowMs + botTimeoutMs };
  if (echo === 'after the bot') delivery.echo = seen;
  return [
    ...(delivery.echo ? [] : publish(world, conversation, seen, nowMs)),
    ...introduction,
    ...deliverInTurn(world, conversation, delivery),
  ];
}
