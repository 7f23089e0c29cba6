import type { EmulatorOptions } from '../../emulator/index.js';
import { parse, wholeNumber, word } from '../options.js';
import { emulatorOptions, serviceHelp, serviceOptions } from '../serviceOptions.js';

/** The most that a timer can wait. */
const mostMs = 0x7fffffff;

export interface ChatOptions {
  readonly emulator: EmulatorOptions;
  readonly user: string;
  readonly quietMs: number;
  readonly timeoutMs: number;
}

export const chatHelp = `Usage: rx-directline chat [options]

Starts a local Direct Line service in front of a bot, and talks to it. /help lists what can be said to the chat itself.
When standard input is no terminal each line is sent. The exit code is 0 when the bot took all of them, 1 when not.

  --user ID           who talks; default: user
  --quiet-ms N        after the end of input: how long nothing must come before the chat ends; default: 1000
  --timeout-ms N      after the end of input: the longest that the chat goes on; default: 30000
${serviceHelp}`;

export const readChatOptions = (args: readonly string[]): ChatOptions => {
  const values = parse(args, {
    ...serviceOptions,
    user: { type: 'string' },
    'quiet-ms': { type: 'string' },
    'timeout-ms': { type: 'string' },
  });
  return {
    emulator: emulatorOptions(values),
    user: word('user', values.user) ?? 'user',
    quietMs: wholeNumber('quiet-ms', values['quiet-ms'], mostMs) ?? 1_000,
    timeoutMs: wholeNumber('timeout-ms', values['timeout-ms'], mostMs) ?? 30_000,
  };
};
