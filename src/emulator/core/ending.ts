import { refuse } from './refusal.js';
import type { Conversation, World } from './world.js';

/** An `endOfConversation` ends it by the older documents, by the newer ones it is an activity like any other (docs/protocol.md, 9). */
export const isOver = ({ settings }: World, { ended }: Conversation): boolean => ended && settings.afterEnd === 'refused';

export function checkGoesOn(world: World, conversation: Conversation): void {
  if (isOver(world, conversation)) throw refuse(400, 'BadArgument', 'The conversation has ended');
}
