import { asyncScheduler } from 'rxjs';
import type { BotAnswer } from '../core/messages.js';
import type { LogEntry } from '../log.js';
import type { Soon } from '../soon.js';
import type { BotPort, BotReplies } from './bot.js';
import { logged } from './logged.js';

const outcome = (answer: BotAnswer) => ('failed' in answer ? { failed: answer.failed } : { status: answer.status });

/** Tells the log what the bot was given and what it answered. */
export function loggedBot(make: (replies: BotReplies) => BotPort, replies: BotReplies, log: (entry: LogEntry) => void, soon: Soon): BotPort {
  const startedAt = new Map<string, number>();
  const bot = make({
    sent: replies.sent,
    answered(delivery, answer) {
      const ms = Math.round(asyncScheduler.now() - (startedAt.get(delivery) ?? 0));
      startedAt.delete(delivery);
      // A function may be through before it has returned: what it said is told first.
      soon(() => log({ type: 'botAnswered', delivery, ms, ...outcome(answer) }));
      replies.answered(delivery, answer);
    },
  });
  return {
    deliver(delivery, activity, links) {
      startedAt.set(delivery, asyncScheduler.now());
      log({ type: 'botCalled', delivery, ...logged(activity, activity.conversation?.id ?? '') });
      bot.deliver(delivery, activity, links);
    },
    close: bot.close,
  };
}
