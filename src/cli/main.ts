import { catchError, defer, map, merge, of, take, type Observable } from 'rxjs';
import type { Command } from './command.js';
import { commands } from './commands.js';
import { exitCodes, type ExitCode } from './exitCodes.js';
import { UsageError } from './options.js';
import { why } from './render/error.js';
import type { Host } from './terminal/host.js';

const help = `Usage: rx-directline COMMAND [options]

${Object.entries(commands)
  .map(([name, { summary }]) => `  rx-directline ${name.padEnd(10)}${summary}`)
  .join('\n')}

  rx-directline COMMAND --help    the options of a command
  rx-directline --version`;

const isHelp = (word: string | undefined): boolean => word === '--help' || word === '-h';

const told = (host: Host, text: string): Observable<ExitCode> =>
  defer(() => {
    host.stdout.write(`${text}\n`);
    return of(exitCodes.ok);
  });

/** One clear line, and what it means for the caller. */
const explained = (host: Host, error: unknown, name: string): Observable<ExitCode> => {
  const usage = error instanceof UsageError;
  const hint = usage ? ` (rx-directline${name} --help)` : '';
  host.stderr.write(`rx-directline${name}: ${why(error)}${hint}\n`);
  return of(usage ? exitCodes.usage : exitCodes.failed);
};

/** Runs while subscribed, until it is over or a signal ends it. */
const ran = (command: Command, args: readonly string[], host: Host): Observable<ExitCode> =>
  merge(
    defer(() => command.run(args, host)),
    host.signal$.pipe(map(signal => exitCodes[signal])),
  ).pipe(take(1));

/** The whole program: arguments in, one exit code out; leaving it ends all that it started. */
export const main = (argv: readonly string[], host: Host): Observable<ExitCode> => {
  const [name, ...args] = argv;
  if (isHelp(name)) return told(host, help);
  if (name === '--version') return told(host, host.version);
  const command = name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) {
    const what = name === undefined ? 'a command is missing' : `there is no command '${name}'`;
    return defer(() => explained(host, new UsageError(`${what}: ${Object.keys(commands).join(', ')}`), ''));
  }
  if (args.some(isHelp)) return told(host, command.help);
  return ran(command, args, host).pipe(catchError((error: unknown) => explained(host, error, ` ${name}`)));
};
