import { accessOf, boundUser, conversationFor } from './access.js';
import { newConversationId } from './ids.js';
import { introduceAtStart } from './introductions.js';
import type { Output, ServiceRequest, Version } from './messages.js';
import { parametersOf } from './parameters.js';
import { fromStart, headOf, positionOf } from './record.js';
import { grant } from './tokens.js';
import type { Conversation, World } from './world.js';

function open(world: World, id: string, locale: string | undefined): Conversation {
  const conversation: Conversation = {
    id, locale, users: new Map(), record: [], nextSerial: 0, nextPosition: 0, introducing: new Map(), waiting: [],
  };
  world.conversations.set(id, conversation);
  return conversation;
}

/**
 * 201 for a new conversation, 200 for one that this token has already started; with a secret always a new one
 * (docs/protocol.md, 4.1). In 1.1 always 200, and no stream (4.2).
 */
export function start(world: World, request: ServiceRequest, version: Version, nowMs: number): Output[] {
  const access = accessOf(world, request.credential, nowMs);
  const parameters = parametersOf(request.body);
  const user = boundUser(access) ?? parameters.user;
  const known = access.kind === 'token' ? world.conversations.get(access.claims.conv) : undefined;
  const id = access.kind === 'token' ? access.claims.conv : newConversationId(world);

  const status = version === '1.1' || known ? 200 : 201;
  const answer = grant(world, nowMs, status, id, user, version === '3.0' ? fromStart : undefined);
  const contact = known ? [] : introduceAtStart(world, open(world, id, parameters.locale), user, nowMs);
  return [{ type: 'answer', request: request.id, answer }, ...contact];
}

/** A stream URL from the given watermark, or from now when there is none (docs/protocol.md, 5). */
export function reconnect(
  world: World, request: ServiceRequest, conversationId: string, watermark: string | undefined, nowMs: number,
): Output[] {
  const access = accessOf(world, request.credential, nowMs);
  const conversation = conversationFor(world, access, conversationId);
  positionOf(watermark);
  const answer = grant(world, nowMs, 200, conversationId, boundUser(access), watermark || headOf(conversation));
  return [{ type: 'answer', request: request.id, answer }];
}
