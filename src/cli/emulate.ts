import { EMPTY, ignoreElements, merge, switchMap, tap } from 'rxjs';
import type { Emulator, EmulatorOptions } from '../emulator/index.js';
import type { Command } from './command.js';
import { printed } from './emulate/verbose.js';
import { parse, word } from './options.js';
import { service } from './service.js';
import { emulatorOptions, serviceHelp, serviceOptions } from './serviceOptions.js';
import { brokenOutput } from './terminal/broken.js';

const help = `Usage: rx-directline emulate [options]

Starts a local Direct Line service and keeps it running until Ctrl-C.

  --secret TEXT       the Direct Line secret; default: a random one each time
  --verbose           print what happens: requests, what the bot gets, says and answers, sockets, faults
  --json              print one line, {"url":…,"secret":…}, for programs; with --verbose a line more for each event
${serviceHelp}

Example: rx-directline emulate --bot http://127.0.0.1:3978/api/messages --port 3000 --verbose`;

interface Read {
  readonly emulator: EmulatorOptions;
  readonly json: boolean;
  readonly verbose: boolean;
}

const read = (args: readonly string[]): Read => {
  const values = parse(args, { ...serviceOptions, secret: { type: 'string' }, json: { type: 'boolean' }, verbose: { type: 'boolean' } });
  const secret = word('secret', values.secret);
  const emulator = { ...emulatorOptions(values), ...(secret !== undefined && { secret }) };
  return { emulator, json: values.json === true, verbose: values.verbose === true };
};

const introduction = ({ url, secret, authority }: Emulator, { bot, faultKey }: EmulatorOptions): string => `Direct Line service, until Ctrl-C
  url     ${url}
  secret  ${secret}
  bot     ${typeof bot === 'string' ? bot : 'built in; --bot URL puts yours behind it'}${authority === undefined ? '' : `
  issuer  authority ${authority}: docs/emulator.md, Bots with an app id`}${faultKey === undefined ? '' : `
  faults  POST ${url}/emulator/faults, Authorization: Bearer ${faultKey}`}

Connect: createDirectLine({ baseUrl: '${url}', secret: '${secret}', user: 'me' })
`;

/** A service for other programs to talk to. */
export const emulate: Command = {
  summary: 'start a local Direct Line service for other programs',
  help,
  run: (args, host) => {
    const options = read(args);
    const running$ = service(options.emulator).pipe(
      tap(emulator => {
        const { url, secret, authority } = emulator;
        const { faultKey } = options.emulator;
        host.stdout.write(options.json ? `${JSON.stringify({ url, secret, authority, faultKey })}\n` : introduction(emulator, options.emulator));
      }),
      switchMap(({ log$ }) => (options.verbose ? printed(log$, host, options.json) : EMPTY)),
      ignoreElements(),
    );
    return merge(running$, brokenOutput(host));
  },
};
