import type { BotFunction, BotPort, BotReplies } from '../bot/bot.js';
import { functionBot } from '../bot/functionBot.js';
import { botLabel, httpBot } from './httpBot.js';

/** How messages name the bot. */
export const labelOf = (bot: string | BotFunction): string => (typeof bot === 'string' ? botLabel(bot) : 'the bot function');

export const botPort = (bot: string | BotFunction, replies: BotReplies): BotPort =>
  typeof bot === 'string' ? httpBot(bot, replies) : functionBot(bot, replies);
