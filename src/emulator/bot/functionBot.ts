import { defer, from, map, Subscription } from 'rxjs';
import type { Activity } from '../../protocol/types.js';
import { isActivity } from '../core/activityIn.js';
import { parseJson } from '../core/json.js';
import { asReply } from './asReply.js';
import type { BotFunction, BotPort, BotReplies, BotTurn } from './bot.js';

/** A copy, as a wire would make it: neither side sees what the other does to it later. */
function overTheWire(value: unknown): Activity {
  const copy = parseJson(JSON.stringify(value) ?? '')?.json;
  if (!isActivity(copy)) throw new TypeError('it emitted what is not an activity, an object with a type');
  return copy;
}

function turnOf(delivery: string, conversationId: string): BotTurn {
  let count = 0;
  return { conversationId, newId: () => `${delivery}-${++count}` };
}

const failure = (error: unknown) => ({
  failed: `the bot function failed: ${error instanceof Error ? error.message : String(error)}`,
});

/** A function in the place of a real bot. */
export function functionBot(bot: BotFunction, replies: BotReplies): BotPort {
  const turns = new Subscription();
  return {
    deliver(delivery, activity) {
      const conversationId = activity.conversation?.id ?? '';
      const turn = defer(() => from(bot(overTheWire(activity), turnOf(delivery, conversationId))));
      turns.add(turn.pipe(map((reply) => asReply(overTheWire(reply), activity))).subscribe({
        next: (reply) => replies.sent(conversationId, reply),
        error: (error: unknown) => replies.answered(delivery, failure(error)),
        complete: () => replies.answered(delivery, { status: 200 }),
      }));
    },
    close: () => turns.unsubscribe(),
  };
}
