import type { Answer, BotAnswer } from './messages.js';
import { errorAnswer } from './refusal.js';

const rejected = (why: string): Answer => errorAnswer(502, 'BotRejectedActivity', `Failed to send activity: ${why}`);

/** What the client is told of a bot that failed (docs/protocol.md, 6.2), with the next step for who runs it. */
export function failureOf(answer: BotAnswer, bot: string): Answer | undefined {
  if ('failed' in answer) return rejected(answer.failed);
  const { status } = answer;
  if (status >= 200 && status < 300) return undefined;
  if (status === 401 || status === 403) {
    return rejected(
      `${bot} answered ${status}. For local use unset the bot's app id (MicrosoftAppId, clientId): no credential is sent to it`,
    );
  }
  return rejected(`bot returned an error: ${bot} answered ${status}`);
}

export const timedOut = (): Answer => errorAnswer(504, 'BotError', 'Failed to send activity: bot timed out');
