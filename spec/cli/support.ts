import { PassThrough } from 'node:stream';
import { firstValueFrom, Subject, takeUntil } from 'rxjs';
import { main } from '../../src/cli/main.js';
import type { ExitCode } from '../../src/cli/exitCodes.js';
import type { EndingSignal } from '../../src/cli/terminal/signals.js';

/** The program in this process, with streams of its own. */
export interface Ran {
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly exit: Promise<ExitCode>;
  readonly write: (text: string) => void;
  readonly endInput: () => void;
  readonly signal: (name: EndingSignal) => void;
  /** Breaks the pipe that standard output goes to. */
  readonly breakOutput: () => void;
  /** Nobody reads standard output any more, for now. */
  readonly pauseOutput: () => void;
  readonly resumeOutput: () => void;
  /** Once stderr has this. */
  readonly onError: (fact: RegExp, then: () => void) => void;
  /** The first match in what stdout has, or gets; rejects when the program ends without it. */
  readonly until: (fact: RegExp) => Promise<RegExpExecArray>;
}

// Whatever a failed expectation leaves running.
const over$ = new Subject<void>();
afterEach(() => over$.next());

const collect = (stream: PassThrough): (() => string) => {
  let all = '';
  stream.setEncoding('utf8').on('data', (text: string) => (all += text));
  return () => all;
};

export interface RunOptions {
  /** What it reads, and its end; without it the input stays open. */
  readonly input?: string;
  readonly tty?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs `rx-directline` with these arguments. */
export const rxDirectline = (args: readonly string[], { input, tty = false, env: more = {} }: RunOptions = {}): Ran => {
  const pipe = () => new PassThrough({ highWaterMark: 16_384 });
  const [stdin, stdout, stderr] = [pipe(), pipe(), pipe()];
  if (tty) for (const stream of [stdin, stdout, stderr]) Object.assign(stream, { isTTY: true, columns: 80 });
  const signal$ = new Subject<EndingSignal>();
  const said = { stdout: collect(stdout), stderr: collect(stderr) };
  if (input !== undefined) stdin.end(input);
  const env = { ...(tty && { TERM: 'xterm', NO_COLOR: '1' }), ...more };
  const exit = firstValueFrom(main(args, { stdin, stdout, stderr, env, signal$, version: '1.2.3' }).pipe(takeUntil(over$)), { defaultValue: 1 as const }).then(
    // What was written last is read in the next turn.
    code => new Promise<ExitCode>(resolve => setImmediate(() => resolve(code))),
  );
  return {
    ...said,
    exit,
    write: text => void stdin.write(text),
    endInput: () => void stdin.end(),
    signal: name => signal$.next(name),
    breakOutput: () => void stdout.emit('error', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })),
    pauseOutput: () => void stdout.pause(),
    resumeOutput: () => void stdout.resume(),
    onError: (fact, then) => {
      const look = (): void => {
        if (!fact.test(said.stderr())) return;
        stderr.off('data', look);
        then();
      };
      stderr.on('data', look);
      look();
    },
    until: fact =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = fact.exec(said.stdout());
          if (!found) return;
          stdout.off('data', look);
          resolve(found);
        };
        stdout.on('data', look);
        void exit.then(code => reject(new Error(`it ended with ${code} before ${String(fact)}:\n${said.stdout()}${said.stderr()}`)));
        look();
      }),
  };
};
