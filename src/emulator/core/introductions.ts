import type { Activity, ChannelAccount } from '../../protocol/types.js';
import type { User } from './claims.js';
import { deliverIntroduction, newDelivery } from './deliveries.js';
import { newShortId } from './ids.js';
import type { Output } from './messages.js';
import { timestamp } from './time.js';
import type { Conversation, World } from './world.js';

function conversationUpdate(
  world: World, conversation: Conversation, from: ChannelAccount, membersAdded: readonly ChannelAccount[], nowMs: number,
): Output[] {
  const { bot, serviceUrl } = world.settings;
  const activity: Activity = {
    type: 'conversationUpdate',
    id: newShortId(world),
    timestamp: timestamp(nowMs),
    serviceUrl,
    channelId: 'directline',
    from,
    conversation: { id: conversation.id },
    recipient: bot,
    membersAdded,
    ...(conversation.locale !== undefined && { locale: conversation.locale }),
  };
  return deliverIntroduction(world, conversation, newDelivery(world, conversation, activity), nowMs);
}

/** With a known user one update for both; else for the bot alone, from the conversation (docs/protocol.md, 12.2). */
export function introduceAtStart(world: World, conversation: Conversation, user: User | undefined, nowMs: number): Output[] {
  const { bot } = world.settings;
  if (!user) return conversationUpdate(world, conversation, { id: conversation.id }, [bot], nowMs);
  const account: ChannelAccount = { ...user };
  conversation.users.set(user.id, account);
  return conversationUpdate(world, conversation, account, [bot, account], nowMs);
}

/** Who has not been seen is introduced just before the first activity (docs/protocol.md, 12.2). */
export function introduceUser(world: World, conversation: Conversation, user: ChannelAccount, nowMs: number): Output[] {
  if (conversation.users.has(user.id)) return [];
  conversation.users.set(user.id, user);
  return conversationUpdate(world, conversation, user, [user], nowMs);
}
