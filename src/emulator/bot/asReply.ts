import type { Activity } from '../../protocol/types.js';

/** What a bot says in a turn answers the activity of the turn; SDKs set no `replyToId` on what they send for a conversationUpdate. */
export function asReply(reply: Activity, { type, id }: Activity): Activity {
  return reply.replyToId != null || type === 'conversationUpdate' || id === undefined ? reply : { ...reply, replyToId: id };
}
