import { accessOf, secretOnly } from './access.js';
import { holderOf, issueTicket, issueToken, type Claims, type Holder } from './claims.js';
import { checkHolder } from './enhanced.js';
import { newConversationId } from './ids.js';
import type { Answer, ServiceRequest } from './messages.js';
import { parametersOf } from './parameters.js';
import { refuse } from './refusal.js';
import type { World } from './world.js';

/** The answer of generate, refresh, start and reconnect; `watermark` asks for a stream URL as well. */
export function grant(
  world: World, nowMs: number, status: number, conversationId: string, holder: Holder, watermark?: string,
): Answer {
  const token = issueToken(world, conversationId, holder, nowMs);
  return {
    status,
    body: {
      kind: 'conversation',
      conversationId,
      token,
      expiresInS: world.settings.tokenLifetimeMs / 1000,
      ...(watermark !== undefined && { stream: { watermark, ticket: issueTicket(world, token, nowMs) } }),
    },
  };
}

/** Allots a conversation id and starts nothing (docs/protocol.md, 3.3). */
export function generate(world: World, request: ServiceRequest, nowMs: number): Answer {
  secretOnly(world, request.credential, nowMs);
  const holder = parametersOf(request.body);
  checkHolder(world, holder);
  return grant(world, nowMs, 200, newConversationId(world), holder);
}

/** The token that is to have a successor. */
export function renewable(world: World, request: ServiceRequest, nowMs: number): Claims {
  const access = accessOf(world, request.credential, nowMs);
  if (access.kind === 'token') return access.claims;
  throw refuse(world.settings.refreshSecretStatus, 'ServiceError', 'This method can only be used to renew an existing token');
}

/** Its time is over where a refresh ends it (docs/protocol.md, 20 #20). */
export function succeeded(world: World, claims: Claims): void {
  if (world.settings.refreshEndsToken) world.endedTokens.add(claims.jti);
}

export function refresh(world: World, request: ServiceRequest, nowMs: number): Answer {
  const claims = renewable(world, request, nowMs);
  succeeded(world, claims);
  return grant(world, nowMs, 200, claims.conv, holderOf(claims));
}
