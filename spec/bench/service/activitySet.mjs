/** The size of what a service writes: some 500 characters an activity. */
const TEXT = 'The quick brown fox jumps over the lazy dog, and a bot says so in a sentence of about the usual length.';

/**
 * The JSON of an activity set, with the activities from number `first` on.
 * @param {string} conversationId
 * @param {{ readonly first: number, readonly size?: number, readonly sinceMs?: number, readonly post?: object }} what `post` is echoed
 */
export const activitySet = (conversationId, { first, size = 1, sinceMs, post }) =>
  JSON.stringify({
    activities: Array.from({ length: size }, (_, index) => ({
      type: 'message',
      id: activityId(conversationId, first + index),
      timestamp: '2026-01-01T00:00:00.0000000Z',
      serviceUrl: 'https://directline.botframework.com/',
      channelId: 'directline',
      from: { id: 'bot', name: 'Bench bot' },
      conversation: { id: conversationId },
      text: TEXT,
      inputHint: 'acceptingInput',
      replyToId: `${conversationId}|0000000`,
      ...(sinceMs !== undefined && { channelData: { sinceMs } }),
      ...post,
    })),
    watermark: String(first + size - 1),
  });

/** The id of an activity, which ends with its number in the conversation. */
export const activityId = (/** @type {string} */ conversationId, /** @type {number} */ number) =>
  `${conversationId}|${String(number).padStart(7, '0')}`;
