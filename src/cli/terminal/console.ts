import { createInterface } from 'node:readline';
import { defer, finalize, fromEvent, map, NEVER, share, takeUntil, tap, type Observable } from 'rxjs';
import { isLive, type Host } from './host.js';
import { promptScreen } from './promptScreen.js';
import { screenOf, type Screen } from './screen.js';

/** Where lines come from and where they are shown. */
export interface Console {
  /** Hot: comes from the moment the console is open; completes at the end of input. */
  readonly line$: Observable<string>;
  /** Ctrl-C where it is a key and not a signal. */
  readonly interrupt$: Observable<unknown>;
  readonly screen: Screen;
  /** A person types: the lines are on the screen already, and who types says when it is over. */
  readonly typed: boolean;
}

const linesOf = (readline: NodeJS.EventEmitter): Observable<string> =>
  fromEvent(readline, 'line').pipe(map(String), takeUntil(fromEvent(readline, 'close')));

/** A prompt, where a person sees and types. */
const promptConsole = (host: Host): Console & { readonly close: () => void } => {
  const readline = createInterface({ input: host.stdin, output: host.stdout, terminal: true, historySize: 100 });
  const screen = promptScreen(host, readline);
  screen.ask();
  return {
    line$: linesOf(readline).pipe(tap(screen.ask), share()),
    interrupt$: fromEvent(readline, 'SIGINT'),
    screen,
    typed: true,
    close: () => {
      screen.leave();
      readline.close();
    },
  };
};

const lineConsole = (host: Host): Console & { readonly close: () => void } => {
  const readline = createInterface({ input: host.stdin, terminal: false, crlfDelay: Infinity });
  return {
    line$: linesOf(readline).pipe(share()),
    interrupt$: NEVER,
    screen: screenOf(host),
    typed: host.stdin.isTTY === true,
    close: () => readline.close(),
  };
};

/** A console that is open while what it is used for goes on, and closed after that. */
export const withConsole = <T>(host: Host, use: (console: Console) => Observable<T>): Observable<T> =>
  defer(() => {
    const console = host.stdin.isTTY === true && isLive(host) ? promptConsole(host) : lineConsole(host);
    return use(console).pipe(finalize(console.close));
  });
