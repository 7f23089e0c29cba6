import { placeFrom, placeHelp, placeOptions, type Place } from '../connection/place.js';
import type { Env } from '../connection/options.js';
import { mostMs, parseWithTexts, wholeNumber } from '../options.js';

export interface AskOptions {
  readonly place: Place;
  /** Undefined: it is read from standard input. */
  readonly text: string | undefined;
  readonly json: boolean;
  readonly quietMs: number;
  readonly timeoutMs: number;
}

export const askHelp = `Usage: rx-directline ask [options] "text"

Asks a bot one question, from standard input if there is no text, and prints the answers. The exit code is 0 when
there was an answer, 1 when there was none or it failed (standard error says why), 2 for a wrong command line.

  --json              the answers as activities, as JSON, one a line
  --quiet-ms N        how long nothing must come for the answers to be complete; default: 1000
  --timeout-ms N      the longest wait for a connection, for an answer, and for the rest of it; default: 30000

${placeHelp}

Examples:
  rx-directline ask --bot http://127.0.0.1:3978/api/messages "What can you do?"
  echo hi | DIRECT_LINE_SECRET=… rx-directline ask --json`;

export const readAskOptions = (args: readonly string[], env: Env): AskOptions => {
  const { values, texts } = parseWithTexts(args, {
    ...placeOptions,
    json: { type: 'boolean' },
    'quiet-ms': { type: 'string' },
    'timeout-ms': { type: 'string' },
  });
  return {
    place: placeFrom(values, env),
    text: texts.length > 0 ? texts.join(' ') : undefined,
    json: values.json === true,
    quietMs: wholeNumber('quiet-ms', values['quiet-ms'], mostMs) ?? 1_000,
    timeoutMs: wholeNumber('timeout-ms', values['timeout-ms'], mostMs) ?? 30_000,
  };
};
