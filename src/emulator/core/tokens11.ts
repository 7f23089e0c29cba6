import { secretOnly } from './access.js';
import { holderOf, issueToken } from './claims.js';
import { newConversationId } from './ids.js';
import type { Answer, ServiceRequest } from './messages.js';
import { anotherConversation, refuse } from './refusal.js';
import { renewable, succeeded } from './tokens.js';
import type { World } from './world.js';

export function generate11(world: World, request: ServiceRequest, nowMs: number): Answer {
  secretOnly(world, request.credential, nowMs);
  return { status: 200, body: { kind: 'token', token: issueToken(world, newConversationId(world), { user: undefined }, nowMs) } };
}

/** The conversation is in the path, and on the verb the documents disagree (docs/protocol.md, 1.2). */
export function renew(world: World, request: ServiceRequest, conversationId: string, nowMs: number): Answer {
  const { renewVerb } = world.settings;
  if (renewVerb !== 'both' && request.method !== renewVerb) {
    throw refuse(405, 'NotSupported', `Tokens are renewed with ${renewVerb} here`, { Allow: renewVerb });
  }
  const claims = renewable(world, request, nowMs);
  if (claims.conv !== conversationId) throw anotherConversation(world);
  succeeded(world, claims);
  return { status: 200, body: { kind: 'token', token: issueToken(world, claims.conv, holderOf(claims), nowMs) } };
}
