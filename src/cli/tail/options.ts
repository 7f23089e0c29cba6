import { lineFrom, noCredential, type Line } from '../connection/line.js';
import { clientHelp, clientOptions, lineHelp, lineOptions, type Env } from '../connection/options.js';
import { oneOf, parse, UsageError, word } from '../options.js';

export interface TailOptions {
  readonly line: Line;
  readonly history: 'all' | 'new';
  readonly resume: string | undefined;
  /** Undefined: all but `typing`. */
  readonly types: ReadonlySet<string> | undefined;
  readonly quiet: boolean;
}

export const tailHelp = `Usage: rx-directline tail [options]

Prints the activities of a conversation as they come, each once, as JSON, one a line, until it ends or Ctrl-C.
What becomes of the connection is told on standard error. The environment has what opens the conversation:
DIRECT_LINE_SECRET or DIRECT_LINE_TOKEN. The exit code is 0 when the bot has ended it, 1 when it failed.

  --resume FILE       goes on where it was ended, killed or not; FILE is made, and kept up to date after each set
  --history WHICH     all, or new: what comes from now on; default: all
  --types LIST        only activities of these types, such as message,event; default: all but typing
  --quiet             nothing on standard error but the cause of a failure
${lineHelp}
${clientHelp}

Examples:
  DIRECT_LINE_SECRET=… rx-directline tail --conversation ID --resume place.json >> activities.ndjson
  DIRECT_LINE_TOKEN=… rx-directline tail --history new --types message | jq -r .text`;

const typesFrom = (list: string | undefined): ReadonlySet<string> | undefined => {
  if (list === undefined) return undefined;
  const types = list.split(',').map(type => type.trim());
  if (types.includes('')) throw new UsageError('--types takes types with commas between them, such as message,event');
  return new Set(types);
};

export const readTailOptions = (args: readonly string[], env: Env): TailOptions => {
  const values = parse(args, {
    ...lineOptions,
    ...clientOptions,
    resume: { type: 'string' },
    history: { type: 'string' },
    types: { type: 'string' },
    quiet: { type: 'boolean' },
  });
  const line = lineFrom(values, env);
  if (!line) throw noCredential();
  return {
    line,
    history: oneOf('history', values.history, ['all', 'new']) ?? 'all',
    resume: word('resume', values.resume),
    types: typesFrom(values.types),
    quiet: values.quiet === true,
  };
};
