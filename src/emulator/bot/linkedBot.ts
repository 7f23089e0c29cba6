import type { Activity } from '../../protocol/types.js';
import type { Claims } from '../core/claims.js';
import type { FileLink } from '../core/files.js';
import type { Output } from '../core/messages.js';
import type { BotPort } from './bot.js';

/** Turns claims into a text that opens what they say, at once or later. */
export type Sign = (claims: Claims) => string | Promise<string>;

export interface LinkedBot {
  deliver(output: Extract<Output, { readonly type: 'deliver' }>): void;
  close(): void;
}

async function completed(activity: Activity, links: readonly FileLink[], sign: Sign): Promise<Activity> {
  const attachments = [...(activity.attachments ?? [])];
  for (const { attachment: index, ticket } of links) {
    const attachment = attachments[index];
    if (attachment) attachments[index] = { ...attachment, contentUrl: `${attachment.contentUrl}?t=${await sign(ticket)}` };
  }
  return { ...activity, attachments };
}

/** Gives the bot private links to what a client has uploaded (docs/protocol.md, 6.4); all else goes to it at once. */
export function linkedBot(bot: BotPort, sign: Sign, defect: (error: unknown) => void): LinkedBot {
  // Mutable: a link may still be signed when all is over.
  let closed = false;
  return {
    deliver({ delivery, activity, links }) {
      if (links.length === 0) return bot.deliver(delivery, activity);
      completed(activity, links, sign)
        .then((whole) => closed || bot.deliver(delivery, whole))
        .catch(defect);
    },
    close() {
      closed = true;
      bot.close();
    },
  };
}
