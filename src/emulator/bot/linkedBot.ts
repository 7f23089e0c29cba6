import type { Activity } from '../../protocol/types.js';
import type { Claims } from '../core/claims.js';
import type { FileLink } from '../core/files.js';
import type { BotPort } from './bot.js';

/** Turns claims into a text that opens what they say, at once or later. */
export type Sign = (claims: Claims) => string | Promise<string>;

/** A bot that gets whole links to what clients have uploaded. */
export type Linked = (bot: BotPort, sign: Sign, defect: (error: unknown) => void) => BotPort;

async function completed(activity: Activity, links: readonly FileLink[], sign: Sign): Promise<Activity> {
  const attachments = [...(activity.attachments ?? [])];
  for (const { attachment: index, ticket } of links) {
    const attachment = attachments[index];
    if (attachment) attachments[index] = { ...attachment, contentUrl: `${attachment.contentUrl}?t=${await sign(ticket)}` };
  }
  return { ...activity, attachments };
}

/** The links are private (docs/protocol.md, 6.4); what has none is delivered at once. */
export const linkedBot: Linked = (bot, sign, defect) => {
  // Mutable: a link may still be signed when all is over.
  let closed = false;
  return {
    deliver(delivery, activity, links) {
      if (links.length === 0) return bot.deliver(delivery, activity, []);
      completed(activity, links, sign)
        .then((whole) => closed || bot.deliver(delivery, whole, []))
        .catch(defect);
    },
    close() {
      closed = true;
      bot.close();
    },
  };
};
