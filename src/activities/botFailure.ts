import type { DirectLineError } from '../errors.js';

/**
 * Whether the service reports that the bot failed. The service may well have the activity then, but its echo is no success.
 * A 504 says that the bot is slow, so the bot may still answer. Docs/protocol.md, 6.2.
 */
export const isBotFailure = (error: DirectLineError): boolean =>
  error.name === 'DirectLineHttpError' && error.status !== 504 && (error.code === 'BotRejectedActivity' || error.code === 'BotError');
