import { hasExpired, userOf, type Claims, type User } from './claims.js';
import type { Credential } from './messages.js';
import { anotherConversation, invalidCredential, refuse, unknownConversation } from './refusal.js';
import type { Conversation, World } from './world.js';

/** A secret opens everything of the bot, a token one conversation (docs/protocol.md, 3.1 and 3.2). */
export type Access = { readonly kind: 'secret' } | { readonly kind: 'token'; readonly claims: Claims };

export const tokenExpired = () => refuse(403, 'TokenExpired', 'Token has expired');

export function accessOf(world: World, credential: Credential, nowMs: number): Access {
  switch (credential.kind) {
    case 'none':
    case 'malformed':
      throw refuse(401, 'BadArgument', 'Missing token or secret');
    case 'invalid':
      throw invalidCredential();
    case 'secret':
      return { kind: 'secret' };
    case 'token':
      if (hasExpired(credential.claims, nowMs) || credential.claims.gen < world.generation) throw tokenExpired();
      return credential;
  }
}

export function secretOnly(world: World, credential: Credential, nowMs: number): void {
  if (accessOf(world, credential, nowMs).kind !== 'secret') throw invalidCredential();
}

/** The conversation of the path, when this caller may have it. */
export function conversationFor(world: World, access: Access, conversationId: string): Conversation {
  if (access.kind === 'token' && access.claims.conv !== conversationId) throw anotherConversation();
  const conversation = world.conversations.get(conversationId);
  if (!conversation) throw unknownConversation();
  return conversation;
}

/** The user whom the token binds its holder to (docs/protocol.md, 3.4). */
export const boundUser = (access: Access): User | undefined =>
  access.kind === 'token' ? userOf(access.claims) : undefined;
