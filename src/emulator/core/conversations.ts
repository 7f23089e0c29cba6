import { accessOf, conversationFor, holderFor } from './access.js';
import { checkHolder } from './enhanced.js';
import { newConversationId } from './ids.js';
import { introduceAtStart } from './introductions.js';
import type { Answer, Output, ServiceRequest, Version } from './messages.js';
import { parametersOf } from './parameters.js';
import { answered } from './parts.js';
import { grant } from './tokens.js';
import { fromStart, headOf, positionOf } from './watermarks.js';
import type { Conversation, World } from './world.js';

function open(world: World, id: string, locale: string | undefined): Conversation {
  const conversation: Conversation = {
    id, locale, users: new Map(), record: [], nextSerial: 0, nextPosition: 0, introducing: new Map(), waiting: [],
    files: new Map(), ended: false,
  };
  world.conversations.set(id, conversation);
  return conversation;
}

/** Where the stream of a start begins: what a start that found its conversation replays is not sure (docs/protocol.md, 20 #9). */
const beginning = (world: World, known: Conversation | undefined): string =>
  known && world.settings.streamHistory === 'left out' ? headOf(world, known) : fromStart;

/**
 * 201 for a new conversation, 200 for one that this token has already started; with a secret always a new one
 * (docs/protocol.md, 4.1). In 1.1 always 200, and no stream (4.2).
 */
export function start(world: World, request: ServiceRequest, version: Version, nowMs: number): Output[] {
  const access = accessOf(world, request.credential, nowMs);
  const parameters = parametersOf(request.body);
  const holder = holderFor(access, parameters);
  checkHolder(world, holder);
  const known = access.kind === 'token' ? world.conversations.get(access.claims.conv) : undefined;
  const id = access.kind === 'token' ? access.claims.conv : newConversationId(world);

  const status = version === '1.1' || known ? 200 : 201;
  const answer = grant(world, nowMs, status, id, holder, version === '3.0' ? beginning(world, known) : undefined);
  const contact = known ? [] : introduceAtStart(world, open(world, id, parameters.locale), holder.user, nowMs);
  return [...answered(request, answer), ...contact];
}

/** A stream URL from the given watermark, or from now when there is none (docs/protocol.md, 5). */
export function reconnect(
  world: World, request: ServiceRequest, conversationId: string, watermark: string | undefined, nowMs: number,
): Answer {
  const access = accessOf(world, request.credential, nowMs);
  const conversation = conversationFor(world, access, conversationId);
  positionOf(world, watermark);
  const holder = holderFor(access);
  checkHolder(world, holder);
  return grant(world, nowMs, 200, conversationId, holder, watermark || headOf(world, conversation));
}
