export { forWebChat, type WebChatClient, type WebChatConnection, type WebChatOptions } from './forWebChat.js';
export { ConnectionStatus, type StatusNumbers } from './status.js';
export { DirectLine } from './directLine.js';
export type { FormerOptions as DirectLineOptions } from './formerOptions.js';
export type { Activity, ActivityGroup, Attachment, Conversation, EventActivity, IActivity, IBotConnection, Message, Typing, User } from './formerTypes.js';
