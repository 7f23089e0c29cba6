import { map, take, withLatestFrom, startWith, type Observable, type ObservableInput } from 'rxjs';
import type { ConnectionStatus, DirectLine, Session } from '../../index.js';
import type { Emulator } from '../../emulator/index.js';
import { sessionText } from '../render/session.js';
import { line, type Shown } from '../render/shown.js';
import { statusText } from '../render/status.js';

/** What slash commands work on. */
export interface Controls {
  readonly at: { readonly url: string; readonly emulator?: Pick<Emulator, 'faults'> };
  readonly directLine: Pick<DirectLine, 'reconnect'>;
  readonly status$: Observable<ConnectionStatus>;
  /** Replays the newest. */
  readonly session$: Observable<Session>;
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
    run: ({ at, status$, session$ }) =>
      status$.pipe(
        take(1),
        withLatestFrom(session$.pipe(map(session => `; ${sessionText(session, Date.now())}`), startWith(''))),
        map(([status, session]) => info(`${statusText(status)}${session}; ${at.emulator ? 'emulator' : 'service'} ${at.url}`)),
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
