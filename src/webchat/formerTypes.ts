// The types of `botframework-directlinejs` by their names there, for code that imports them: aliases, but for the one that differs.
export type {
  Activity, Activity as IActivity, ActivitySet as ActivityGroup, Attachment, ChannelAccount as User,
} from '../index.js';
export type { EventActivity, MessageActivity as Message, TypingActivity as Typing } from '../activities/guards.js';
export type { WebChatConnection as IBotConnection } from './forWebChat.js';

/** What `reconnect` takes there: the token is all that is used, since it says for which conversation it is. */
export interface Conversation {
  readonly token?: string;
  readonly conversationId?: string;
  readonly streamUrl?: string;
  readonly eTag?: string;
  readonly referenceGrammarId?: string;
}
