import type { Answer, BotAnswer } from './messages.js';
import { errorAnswer } from './refusal.js';
import type { Settings } from './world.js';

const rejected = (why: string): Answer => errorAnswer(502, 'BotRejectedActivity', `Failed to send activity: ${why}`);

/** What the client is told of a bot that failed (docs/protocol.md, 6.2), with the next step for who runs it. */
export function failureOf(answer: BotAnswer, { botLabel, botRefusedHint }: Settings): Answer | undefined {
  if ('failed' in answer) return rejected(answer.failed);
  const { status } = answer;
  if (status >= 200 && status < 300) return undefined;
  if (status === 401 || status === 403) return rejected(`${botLabel} answered ${status}. ${botRefusedHint}`);
  return rejected(`bot returned an error: ${botLabel} answered ${status}`);
}

export const timedOut = (): Answer => errorAnswer(504, 'BotError', 'Failed to send activity: bot timed out');
