import type { ChannelAccount } from '../../protocol/types.js';
import { knownConversation } from './access.js';
import type { Answer } from './messages.js';
import { notSupported, refuse } from './refusal.js';
import type { Conversation, World } from './world.js';

const ok = (json: unknown): Answer => ({ status: 200, body: { kind: 'json', json } });

/** The bot and the users known so far (docs/protocol.md, 18.4). */
const membersOf = ({ settings }: World, { users }: Conversation): readonly ChannelAccount[] => [settings.bot, ...users.values()];

/** Whether the live connector has these is not known (docs/protocol.md, 20 #21). */
function checkServed({ settings }: World): void {
  if (settings.memberCalls === 'refused') throw notSupported();
}

function count(value: string | undefined, name: string, least: number, otherwise: number): number {
  if (value === undefined || value === '') return otherwise;
  if (!/^\d{1,9}$/.test(value) || Number(value) < least) throw refuse(400, 'BadArgument', `${name} must be a whole number, ${least} or more`);
  return Number(value);
}

/** A page, and the token that asks for the next one. */
function paged<T>(all: readonly T[], size: number, continuationToken: string | undefined) {
  const from = count(continuationToken, 'continuationToken', 0, 0);
  const next = from + size < all.length ? String(from + size) : undefined;
  return { page: all.slice(from, from + size), ...(next !== undefined && { continuationToken: next }) };
}

export const members = (world: World, conversationId: string): Answer => ok(membersOf(world, knownConversation(world, conversationId)));

export function pagedMembers(world: World, conversationId: string, pageSize: string | undefined, continuationToken: string | undefined): Answer {
  checkServed(world);
  const conversation = knownConversation(world, conversationId);
  const size = count(pageSize, 'pageSize', 1, world.settings.pageSize);
  const { page, ...next } = paged(membersOf(world, conversation), size, continuationToken);
  return ok({ ...next, members: page });
}

export function member(world: World, conversationId: string, memberId: string): Answer {
  checkServed(world);
  const found = membersOf(world, knownConversation(world, conversationId)).find(({ id }) => id === memberId);
  if (!found) throw refuse(404, 'BadArgument', 'Unknown member');
  return ok(found);
}

/** Who comes back is introduced again. */
export function removeMember(world: World, conversationId: string, memberId: string): Answer {
  if (!knownConversation(world, conversationId).users.delete(memberId)) throw refuse(404, 'BadArgument', 'Unknown member');
  return { status: 204, body: { kind: 'none' } };
}

/** Those that the bot is in. */
export function conversations(world: World, continuationToken: string | undefined): Answer {
  const { page, ...next } = paged([...world.conversations.values()], world.settings.pageSize, continuationToken);
  return ok({ ...next, conversations: page.map((conversation) => ({ id: conversation.id, members: membersOf(world, conversation) })) });
}
