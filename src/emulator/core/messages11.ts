import { accessOf, boundUser, conversationFor } from './access.js';
import { checkSender } from './enhanced.js';
import { newShortId } from './ids.js';
import { messageOf } from './messageIn.js';
import { asMessage } from './messageOut.js';
import type { Answer, Output, ServiceRequest } from './messages.js';
import { after } from './record.js';
import { userSends } from './userSends.js';
import { positionOf, watermarkAfter } from './watermarks.js';
import type { World } from './world.js';

/**
 * One page of 1.1's view: what are no messages is passed over, and the watermark moves past it. The messages are counted
 * after that, so that an empty page is the end here too (docs/protocol.md, 8.2).
 */
export function getMessages(
  world: World, request: ServiceRequest, conversationId: string, watermark: string | undefined, nowMs: number,
): Answer {
  const conversation = conversationFor(world, accessOf(world, request.credential, nowMs), conversationId);
  const { retentionMs, pageSize, relativeUrls, ownOrigins } = world.settings;
  const unread = after(conversation, positionOf(world, watermark), retentionMs, nowMs);
  const messages = unread.filter(({ activity }) => activity.type === 'message');
  const page = messages.slice(0, pageSize);
  const last = (page.length < messages.length ? page : unread).at(-1)?.position;
  const json = {
    messages: page.map(({ activity }) => asMessage(activity, conversationId, relativeUrls ? ownOrigins : [])),
    watermark: watermarkAfter(world, conversation, last, watermark),
  };
  return { status: 200, body: { kind: 'json', json } };
}

/** Who does not say who it is, is somebody new every time (docs/protocol.md, 12.3). */
export function postMessage(world: World, request: ServiceRequest, conversationId: string, nowMs: number): Output[] {
  const access = accessOf(world, request.credential, nowMs);
  const conversation = conversationFor(world, access, conversationId);
  const { sender, activity } = messageOf(request.body);
  const bound = boundUser(access);
  checkSender(world, sender, bound);
  const from = { ...(bound ?? { id: sender ?? newShortId(world) }) };
  return userSends(world, conversation, { ...activity, from }, request, '1.1', nowMs);
}
