import type { Activity } from '../../protocol/types.js';
import type { LogEntry, LoggedActivity } from '../log.js';

/** What the log tells of an activity; a bot's fields may be of any kind. */
export const logged = ({ type, id, text, name }: Activity, conversationId: string): LoggedActivity => ({
  conversationId,
  activityType: type,
  activityId: id ?? '',
  ...(typeof text === 'string' && { text }),
  ...(typeof name === 'string' && { name }),
});

export const botSent = (activity: Activity, conversationId: string): LogEntry => ({
  type: 'botSent',
  ...logged(activity, conversationId),
  ...(typeof activity.replyToId === 'string' && { replyToId: activity.replyToId }),
});
