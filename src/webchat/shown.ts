import { streamInfoOf, type Activity } from '../index.js';

/** What is known of an activity, where Web Chat looks for it; `userId` is the token's user. A copy, where anything has to be said. */
export const shown = (activity: Activity, userId?: string): Activity => withStream(ours(activity, userId));

/**
 * Of streams it reads `channelData` only (docs/protocol.md, 13). The first part has no `streamId`, and would take its place among
 * whatever `typing` has none either.
 */
const withStream = (activity: Activity): Activity => {
  const info = streamInfoOf(activity);
  const streamId = info?.streamId ?? activity.id;
  return info ? { ...activity, channelData: { ...recordOf(activity.channelData), ...info, ...(streamId !== undefined && { streamId }) } } : activity;
};

/**
 * The service does not say who is the user (docs/protocol.md, 12.1), and Web Chat takes an id of its own making for it, or that of its
 * `userID`: what the token's user said would be the bot's, and what is suggested to him would be for somebody else.
 */
const ours = (activity: Activity, userId: string | undefined): Activity => {
  const { from, suggestedActions } = activity;
  if (userId === undefined) return activity;
  if (from?.id === userId) return { ...activity, from: { ...from, role: 'user' } };
  const actions = recordOf(suggestedActions);
  const { to } = actions;
  return Array.isArray(to) && to.includes(userId) ? { ...activity, suggestedActions: { ...actions, to: [] } } : activity;
};

const recordOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
