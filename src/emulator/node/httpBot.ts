import { request as httpRequest, type ClientRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Activity } from '../../protocol/types.js';
import { asReply } from '../bot/asReply.js';
import type { BotPort, BotReplies } from '../bot/bot.js';
import type { BotAnswer } from '../core/messages.js';
import { readBotResponse } from './botResponse.js';

const headers = {
  'Content-Type': 'application/json; charset=utf-8',
  Accept: 'application/json, text/event-stream',
  'User-Agent': 'rx-directline-emulator',
} as const;

/** A bot that never answers is let go of after this long; its client had its 504 before. */
const patienceMs = 300_000;

/** Without credentials and query, either of which may hold a key. */
export function botLabel(url: string): string {
  const { origin, pathname } = new URL(url);
  return `the bot at ${origin}${pathname}`;
}

function causeOf(error: Error): string {
  return 'code' in error && error.code !== undefined ? String(error.code) : error.message;
}

/** The `Authorization` of a call. */
export type Authorization = () => string;

/** A real bot: one POST an activity, without `Authorization` unless it has an app id, as SDKs without one refuse it (docs/protocol.md, 18.2). */
export function httpBot(url: string, replies: BotReplies, authorization?: Authorization): BotPort {
  const open = new Set<ClientRequest>();
  const send = new URL(url).protocol === 'https:' ? httpsRequest : httpRequest;

  return {
    deliver(delivery, activity: Activity) {
      const content = Buffer.from(JSON.stringify(activity));
      // A connection of its own: none is left over that a restarted bot would break.
      const request = send(url, {
        method: 'POST', agent: false,
        headers: { ...headers, 'Content-Length': content.length, ...(authorization && { Authorization: authorization() }) },
      });
      const answered = (answer: BotAnswer): void => {
        if (open.delete(request)) replies.answered(delivery, answer);
      };
      const failed = (error: Error): void => answered({
        failed: `no answer from ${botLabel(url)} (${causeOf(error)}). Start the bot, or check its URL (--bot)`,
      });
      const said = (reply: Activity): void => {
        if (open.has(request)) replies.sent(activity.conversation?.id ?? '', asReply(reply, activity));
      };
      open.add(request);
      request.on('response', (response) =>
        readBotResponse(response, activity.deliveryMode === 'stream', { answered, failed, said }));
      request.on('error', failed);
      request.setTimeout(patienceMs, () => request.destroy(new Error('no answer in time')));
      request.end(content);
    },
    close() {
      for (const request of open) {
        open.delete(request);
        request.destroy();
      }
    },
  };
}
