import { hasExpired, holderOf, type Claims, type Holder, type User } from './claims.js';
import type { Credential } from './messages.js';
import { anotherConversation, invalidCredential, refuse, unknownConversation, wrongCredential } from './refusal.js';
import type { Conversation, World } from './world.js';

/** A secret opens everything of the bot, a token one conversation (docs/protocol.md, 3.1 and 3.2). */
export type Access = { readonly kind: 'secret' } | { readonly kind: 'token'; readonly claims: Claims };

export const tokenExpired = () => refuse(403, 'TokenExpired', 'Token has expired');

/** By its time, by a fault, or by a refresh. */
const hasEnded = (world: World, claims: Claims, nowMs: number): boolean =>
  hasExpired(claims, nowMs) || claims.gen < world.generation || world.endedTokens.has(claims.jti);

export function accessOf(world: World, credential: Credential, nowMs: number): Access {
  switch (credential.kind) {
    case 'none':
    case 'malformed':
      throw refuse(401, 'BadArgument', 'Missing token or secret');
    case 'invalid':
      throw wrongCredential(world);
    case 'secret':
      return { kind: 'secret' };
    case 'token':
      if (hasEnded(world, credential.claims, nowMs)) throw tokenExpired();
      return credential;
  }
}

export function secretOnly(world: World, credential: Credential, nowMs: number): void {
  if (accessOf(world, credential, nowMs).kind !== 'secret') throw invalidCredential();
}

/** The conversation of the path, when this caller may have it. */
export function conversationFor(world: World, access: Access, conversationId: string): Conversation {
  if (access.kind === 'token' && access.claims.conv !== conversationId) throw anotherConversation(world);
  return knownConversation(world, conversationId);
}

export function knownConversation(world: World, conversationId: string): Conversation {
  const conversation = world.conversations.get(conversationId);
  if (!conversation) throw unknownConversation(world);
  return conversation;
}

/** The user whom the token binds its holder to (docs/protocol.md, 3.4). */
export const boundUser = (access: Access): User | undefined => holderFor(access).user;

/** What the next token is made for: what the one at hand says, and what the caller says where it is silent. */
export function holderFor(access: Access, told: Holder = { user: undefined }): Holder {
  if (access.kind === 'secret') return told;
  const { user, trustedOrigins } = holderOf(access.claims);
  return { user: user ?? told.user, trustedOrigins: trustedOrigins ?? told.trustedOrigins };
}
