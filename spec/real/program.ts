import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Activity } from '../../src/index.js';
import { packed } from '../support/packed.js';
import { startNode, type Running } from '../support/process.js';

/** A user's program on the packed library, in a process of its own: each line that it reads is an order, each that it prints a fact. */
const body = `
const { createInterface } = require('node:readline');
const { URL: baseUrl, SECRET: secret, BY: by } = process.env;
const tell = (fact) => console.log(JSON.stringify(fact));

// As an app's server would: a token for a new conversation, or for the one that is to go on.
const getToken = async ({ reason, conversationId }) => {
  tell({ asked: reason });
  const headers = { Authorization: 'Bearer ' + secret, 'Content-Type': 'application/json' };
  const answer = conversationId === undefined
    ? await fetch(baseUrl + '/v3/directline/tokens/generate', { method: 'POST', headers, body: JSON.stringify({ user: { id: 'ann' } }) })
    : await fetch(baseUrl + '/v3/directline/conversations/' + conversationId, { headers });
  return answer.json();
};

const directLine = createDirectLine({ baseUrl, user: 'ann', ...(by === 'secret' ? { secret } : { token: getToken }) });
directLine.connectionStatus$.subscribe(({ state }) => tell({ state }));
const listening = directLine.activity$.subscribe({ next: (activity) => tell({ activity }), complete: () => tell({ completed: true }) });

const say = (text) => directLine.postActivity({ type: 'message', text }).subscribe({
  next: ({ id }) => tell({ said: text, id }),
  error: ({ name, outcome, status, message }) => tell({ notSaid: text, name, outcome, status, message }),
});
const orders = { end: () => directLine.end(), leave: () => listening.unsubscribe() };
const input = createInterface(process.stdin);
input.on('line', (line) => {
  const { order, text } = JSON.parse(line);
  if (order === 'say') return say(text);
  // What is left to keep the process alive is then the library's alone.
  input.close();
  process.stdin.destroy();
  orders[order]();
});
`;

/** Nothing forces the process to exit, and nothing may hold it for longer: less than any wait of the client's, and enough for a busy machine. */
const promptMs = 8_000;

const heads = {
  mjs: `import { createRequire } from 'node:module';\nimport { createDirectLine } from 'rx-directline';\nconst require = createRequire(import.meta.url);\n`,
  cjs: `const { createDirectLine } = require('rx-directline');\n`,
} as const;

export type ModuleKind = keyof typeof heads;


/** A line: one of these facts. */
export interface Fact {
  readonly state?: string;
  readonly activity?: Activity;
  readonly said?: string;
  readonly notSaid?: string;
  readonly name?: string;
  readonly outcome?: string;
  readonly status?: number;
  readonly message?: string;
  readonly id?: string;
  readonly asked?: string;
  readonly completed?: true;
}

export interface Program extends Running {
  readonly say: (text: string) => void;
  /** Tells it to stop reading, and to call `end()` or to unsubscribe from everything: resolves when it has ended by itself, promptly and well. */
  readonly finished: (how: 'end' | 'leave') => Promise<void>;
  readonly facts: () => readonly Fact[];
  readonly activities: () => readonly Activity[];
}

/** Starts the program as an ES or a CommonJS module, with the secret or with a function that gets tokens. */
export async function startProgram(kind: ModuleKind, by: 'secret' | 'token function', at: { readonly url: string; readonly secret: string }): Promise<Program> {
  const { project } = await packed();
  const file = join(project, `program.${kind}`);
  writeFileSync(file, heads[kind] + body);
  const running = startNode([file], { cwd: project, env: { URL: at.url, SECRET: at.secret, BY: by, NODE_ENV: undefined } });
  const facts = (): readonly Fact[] =>
    running.stdout().split('\n').slice(0, -1).map((line) => JSON.parse(line) as Fact);
  return {
    ...running,
    say: (text) => running.write(`${JSON.stringify({ order: 'say', text })}\n`),
    finished: async (how) => {
      const toldMs = Date.now();
      running.write(`${JSON.stringify({ order: how })}\n`);
      expect([await running.exit, running.stderr()]).toEqual([{ code: 0, signal: null }, '']);
      expect(Date.now() - toldMs).toBeLessThan(promptMs);
    },
    facts,
    activities: () => facts().flatMap(({ activity }) => activity ?? []),
  };
}
