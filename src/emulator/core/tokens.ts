import { accessOf, secretOnly } from './access.js';
import { issueTicket, issueToken, userOf, type Claims, type User } from './claims.js';
import { newConversationId } from './ids.js';
import type { Answer, ServiceRequest } from './messages.js';
import { parametersOf } from './parameters.js';
import { anotherConversation, refuse } from './refusal.js';
import type { World } from './world.js';

/** The answer of generate, refresh, start and reconnect; `watermark` asks for a stream URL as well. */
export function grant(
  world: World, nowMs: number, status: number, conversationId: string, user: User | undefined, watermark?: string,
): Answer {
  return {
    status,
    body: {
      kind: 'conversation',
      conversationId,
      token: issueToken(world, conversationId, user, nowMs),
      expiresInS: world.settings.tokenLifetimeMs / 1000,
      ...(watermark !== undefined && { stream: { watermark, ticket: issueTicket(world, conversationId, nowMs) } }),
    },
  };
}

/** Allots a conversation id and starts nothing (docs/protocol.md, 3.3). */
export function generate(world: World, request: ServiceRequest, nowMs: number): Answer {
  secretOnly(world, request.credential, nowMs);
  const { user } = parametersOf(request.body);
  return grant(world, nowMs, 200, newConversationId(world), user);
}

export function generate11(world: World, request: ServiceRequest, nowMs: number): Answer {
  secretOnly(world, request.credential, nowMs);
  return { status: 200, body: { kind: 'token', token: issueToken(world, newConversationId(world), undefined, nowMs) } };
}

/** The token that is to have a successor. */
function renewable(world: World, request: ServiceRequest, nowMs: number): Claims {
  const access = accessOf(world, request.credential, nowMs);
  if (access.kind === 'secret') throw refuse(400, 'ServiceError', 'This method can only be used to renew an existing token');
  return access.claims;
}

export function refresh(world: World, request: ServiceRequest, nowMs: number): Answer {
  const claims = renewable(world, request, nowMs);
  return grant(world, nowMs, 200, claims.conv, userOf(claims));
}

/** 1.1's refresh: the conversation is in the path, and on its verb the documents disagree (docs/protocol.md, 1.2). */
export function renew(world: World, request: ServiceRequest, conversationId: string, nowMs: number): Answer {
  const { renewVerb } = world.settings;
  if (renewVerb !== 'both' && request.method !== renewVerb) {
    throw refuse(405, 'NotSupported', `Tokens are renewed with ${renewVerb} here`, { Allow: renewVerb });
  }
  const claims = renewable(world, request, nowMs);
  if (claims.conv !== conversationId) throw anotherConversation();
  return { status: 200, body: { kind: 'token', token: issueToken(world, claims.conv, userOf(claims), nowMs) } };
}
