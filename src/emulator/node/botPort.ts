import type { BotFunction, BotPort, BotReplies } from '../bot/bot.js';
import { functionBot } from '../bot/functionBot.js';
import type { Settings } from '../core/world.js';
import type { BotIdentity } from '../options.js';
import { botLabel, httpBot, type Authorization } from './httpBot.js';

/** How messages speak of the bot. */
export const saidOf = (bot: string | BotFunction, issuer: BotIdentity | undefined): Pick<Settings, 'botLabel' | 'botRefusedHint'> => ({
  botLabel: typeof bot === 'string' ? botLabel(bot) : 'the bot function',
  botRefusedHint: issuer
    ? `It has to be told of the issuer, and its app id has to be ${issuer.appId}: docs/emulator.md, Bots with an app id`
    : "For local use unset the bot's app id (MicrosoftAppId, clientId), or start with the issuer option: no credential is sent to it",
});

/** `authorization` is for a bot that is asked over HTTP: a function knows who calls. */
export const botPort = (bot: string | BotFunction, replies: BotReplies, authorization?: Authorization): BotPort =>
  typeof bot === 'string' ? httpBot(bot, replies, authorization) : functionBot(bot, replies);
