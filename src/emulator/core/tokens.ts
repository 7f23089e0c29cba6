import { accessOf, boundUser, secretOnly } from './access.js';
import { issueTicket, issueToken, type User } from './claims.js';
import { newConversationId } from './ids.js';
import type { Answer, ServiceRequest } from './messages.js';
import { parametersOf } from './parameters.js';
import { refuse } from './refusal.js';
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

export function refresh(world: World, request: ServiceRequest, nowMs: number): Answer {
  const access = accessOf(world, request.credential, nowMs);
  if (access.kind === 'secret') throw refuse(400, 'ServiceError', 'This method can only be used to renew an existing token');
  return grant(world, nowMs, 200, access.claims.conv, boundUser(access));
}
