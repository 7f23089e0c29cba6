import { map, take, withLatestFrom, startWith, type Observable, type ObservableInput } from 'rxjs';
import type { ConnectionStatus, DirectLine, Token } from '../../index.js';
import type { Emulator } from '../../emulator/index.js';
import { tokenText } from '../render/token.js';
import { line, type Shown } from '../render/shown.js';
import { statusText } from '../render/status.js';

/** What slash commands work on. */
export interface Controls {
  readonly at: { readonly url: string; readonly emulator?: Pick<Emulator, 'faults'> };
  readonly directLine: Pick<DirectLine, 'reconnect'>;
  readonly status$: Observable<ConnectionStatus>;
  /** Replays the newest. */
  readonly token$: Observable<Token>;
}

interface Slash {
  readonly help: string;
  readonly run: (controls: Controls) => ObservableInput<Shown>;
}

/** Bad days are for a service of our own. */
const withFaults =
  (run: (faults: Emulator['faults']) => Shown): Slash['run'] =>
  ({ at: { emulator } }) => [emulator ? run(emulator.faults) : line('problem', 'That needs a service of your own: --local, or --bot URL.')];

const info = (text: string): Shown => line('info', text);

const slashes: Readonly<Record<string, Slash>> = {
  drop: {
    help: 'cut the stream, as a bad network would',
    run: withFaults(faults => info(faults.drop() > 0 ? 'The stream is cut.' : 'No stream is open, so there is none to cut.')),
  },
  expire: {
    help: 'let the token expire; the next message needs a new one',
    run: withFaults(faults => {
      faults.expire();
      return info('The token has expired: say something, or /drop, to see it renewed.');
    }),
  },
  reconnect: {
    help: 'connect anew, now',
    run: ({ directLine }) => {
      directLine.reconnect();
      return [];
    },
  },
  status: {
    help: 'how the connection is',
    run: ({ at, status$, token$ }) =>
      status$.pipe(
        take(1),
        withLatestFrom(token$.pipe(map((token) => `; ${tokenText(token, Date.now())}`), startWith(''))),
        map(([status, token]) => info(`${statusText(status)}${token}; ${at.emulator ? 'emulator' : 'service'} ${at.url}`)),
      ),
  },
  help: {
    help: 'this list',
    run: () => [
      info(
        [
          ...Object.entries(slashes).map(([name, { help }]) => `/${name.padEnd(11)}${help}`),
          '/quit       end the chat, as Ctrl-D does',
          '//text      send a message that begins with /',
        ].join('\n'),
      ),
    ],
  },
};

/** Runs the slash command of that name. */
export const runSlash = (name: string, controls: Controls): ObservableInput<Shown> =>
  Object.hasOwn(slashes, name) && slashes[name]
    ? slashes[name].run(controls)
    : [line('problem', `There is no /${name}: /help lists the commands, and //${name} sends it.`)];
