import { accessOf, boundUser, conversationFor } from './access.js';
import { senderOf, userActivityOf } from './activityIn.js';
import type { Answer, Output, ServiceRequest } from './messages.js';
import { after } from './record.js';
import { userSends } from './userSends.js';
import { positionOf, watermarkAfter } from './watermarks.js';
import type { World } from './world.js';

/** One page of history after a watermark (docs/protocol.md, 8.1). */
export function getActivities(
  world: World, request: ServiceRequest, conversationId: string, watermark: string | undefined, nowMs: number,
): Answer {
  const conversation = conversationFor(world, accessOf(world, request.credential, nowMs), conversationId);
  const { retentionMs, pageSize } = world.settings;
  const page = after(conversation, positionOf(world, watermark), retentionMs, nowMs).slice(0, pageSize);
  const json = {
    activities: page.map(({ activity }) => activity),
    watermark: watermarkAfter(world, conversation, page.at(-1)?.position, watermark),
  };
  return { status: 200, body: { kind: 'json', json } };
}

export function postActivity(world: World, request: ServiceRequest, conversationId: string, nowMs: number): Output[] {
  const access = accessOf(world, request.credential, nowMs);
  const conversation = conversationFor(world, access, conversationId);
  const received = userActivityOf(request.body);
  const from = senderOf(world, received, boundUser(access));
  return userSends(world, conversation, { ...received, from }, request, '3.0', nowMs);
}
