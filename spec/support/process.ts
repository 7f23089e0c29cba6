import { spawn } from 'node:child_process';

/** A child process as facts to await: no sleeps, and nothing left running when the file's specs are over. */
export interface Running {
  readonly pid: number;
  /** Everything printed so far, stdout and stderr in the order in which they came. */
  readonly output: () => string;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** The first match in the output, already there or yet to come; rejects, with the output so far, at the deadline or the exit. */
  readonly until: (fact: RegExp, deadlineMs?: number) => Promise<RegExpExecArray>;
  readonly exit: Promise<Exit>;
  readonly write: (text: string) => void;
  readonly endInput: () => void;
  readonly signal: (name: NodeJS.Signals) => void;
  /** SIGTERM to the process and all its children, SIGKILL to what is left after 2 s; resolves when it is gone. */
  readonly stop: () => Promise<Exit>;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface StartOptions {
  readonly cwd?: string;
  /** Added to this process' own; undefined takes a name away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Written to standard input, which is then closed. Without it the input stays open for write(). */
  readonly input?: string;
}

const running = new Set<Running>();

afterAll(() => Promise.all([...running].map((child) => child.stop())));

/** `node` with these arguments. */
export const startNode = (args: readonly string[], options: StartOptions = {}): Running => start(process.execPath, args, options);

export function start(command: string, args: readonly string[], { cwd, env, input }: StartOptions = {}): Running {
  // A group of its own, so that stop() also reaches what a shell or npm has started.
  const child = spawn(command, args, { detached: true, env: { ...process.env, ...env }, ...(cwd === undefined ? {} : { cwd }) });
  const said = { all: '', stdout: '', stderr: '' };
  for (const from of ['stdout', 'stderr'] as const) {
    child[from].setEncoding('utf8').on('data', (text: string) => {
      said[from] += text;
      said.all += text;
    });
  }
  child.stdin.on('error', () => {}); // who ends early does not read the rest of its input
  if (input !== undefined) child.stdin.end(input);
  child.on('error', (error) => (said.all += String(error)));

  const signal = (name: NodeJS.Signals): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, name);
    } catch {
      // Gone already.
    }
  };
  // 'close', not 'exit': only then has all the output been read.
  const exit = new Promise<Exit>((resolve) => child.once('close', (code, by) => resolve({ code, signal: by })));

  const self: Running = {
    pid: child.pid ?? -1,
    output: () => said.all,
    stdout: () => said.stdout,
    stderr: () => said.stderr,
    exit,
    until: (fact, deadlineMs = 40_000) =>
      new Promise((resolve, reject) => {
        const look = (): boolean => {
          const found = new RegExp(fact.source, fact.flags.replace('g', '')).exec(said.all);
          if (found) settle(() => resolve(found));
          return found !== null;
        };
        const fail = (why: string) => settle(() => reject(new Error(`${why} before ${String(fact)} was printed; the output:\n${said.all}`)));
        const closed = () => void (look() || fail(`the process ended (${String(child.exitCode ?? child.signalCode)})`));
        const timer = setTimeout(() => fail(`${deadlineMs} ms went by`), deadlineMs);
        const settle = (then: () => void) => {
          clearTimeout(timer);
          child.stdout.off('data', look);
          child.stderr.off('data', look);
          child.off('close', closed);
          then();
        };
        child.stdout.on('data', look);
        child.stderr.on('data', look);
        child.once('close', closed);
        if (!look() && !running.has(self)) closed();
      }),
    write: (text) => void child.stdin.write(text),
    endInput: () => void child.stdin.end(),
    signal,
    stop: async () => {
      signal('SIGTERM');
      const kill = setTimeout(() => signal('SIGKILL'), 2_000);
      const ended = await exit;
      clearTimeout(kill);
      signal('SIGKILL'); // a grandchild that outlived its parent
      return ended;
    },
  };
  running.add(self);
  void exit.then(() => running.delete(self));
  return self;
}

/** Runs to the end and gives what was printed; rejects with it when the exit code is not 0 or the end does not come in time. */
export async function run(command: string, args: readonly string[], { deadlineMs = 50_000, ...options }: RunOptions = {}): Promise<string> {
  const child = start(command, args, { input: '', ...options });
  const late = setTimeout(() => void child.stop(), deadlineMs);
  const { code, signal } = await child.exit;
  clearTimeout(late);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${String(code ?? signal)}:\n${child.output()}`);
  return child.output();
}

export interface RunOptions extends StartOptions {
  readonly deadlineMs?: number;
}
