import type { Env } from '../connection/options.js';
import { placeFrom, placeHelp, placeOptions, type Place } from '../connection/place.js';
import { mostMs, parse, wholeNumber } from '../options.js';

export interface ChatOptions {
  readonly place: Place;
  readonly quietMs: number;
  readonly timeoutMs: number;
}

export const chatHelp = `Usage: rx-directline chat [options]

Talks to a bot, through a local Direct Line service or one that is there. /help lists what the chat itself can be told.
When standard input is no terminal each line is sent. The exit code is 0 when the bot took all of them, 1 when not.

  --quiet-ms N        after the end of input: how long nothing must come before the chat ends; default: 1000
  --timeout-ms N      after the end of input: the longest that the chat goes on; default: 30000

${placeHelp}

Examples:
  rx-directline chat --bot http://127.0.0.1:3978/api/messages
  DIRECT_LINE_SECRET=… rx-directline chat --user ann`;

export const readChatOptions = (args: readonly string[], env: Env): ChatOptions => {
  const values = parse(args, { ...placeOptions, 'quiet-ms': { type: 'string' }, 'timeout-ms': { type: 'string' } });
  return {
    place: placeFrom(values, env),
    quietMs: wholeNumber('quiet-ms', values['quiet-ms'], mostMs) ?? 1_000,
    timeoutMs: wholeNumber('timeout-ms', values['timeout-ms'], mostMs) ?? 30_000,
  };
};
