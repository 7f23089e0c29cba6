import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { EMPTY, interval, map, take } from 'rxjs';
import type { BotFunction } from '../../src/emulator/index.js';
import { startNode as startNodeWith, start, type Running, type StartOptions } from '../support/process.js';
import { activitiesIn, conversation, temporaryFile } from './tail/support.js';

// The built program, in processes of its own. `npm run build` comes first.
const root = join(__dirname, '..', '..');
const bin = join(root, 'dist', 'esm', 'cli', 'bin.js');

/** Whoever runs the specs may have a Direct Line in his environment. */
const nowhere = { DIRECT_LINE_SECRET: undefined, DIRECT_LINE_TOKEN: undefined, DIRECT_LINE_BASE_URL: undefined };
const startNode = (args: readonly string[], { env, ...options }: StartOptions = {}): Running => startNodeWith(args, { ...options, env: { ...nowhere, ...env } });

beforeAll(() => {
  if (!existsSync(bin)) execFileSync(process.execPath, ['src/build.mjs', 'bin'], { cwd: root });
});

describe('the built rx-directline', () => {

  it('answers a line from a pipe, and ends by itself', async () => {
    const chat = startNode([bin, 'chat', '--quiet-ms', '200'], { input: 'hello\n' });
    expect(await chat.exit).toEqual({ code: 0, signal: null });
    expect(chat.stdout()).toMatch(/you: hello\nBot: You said: hello\n$/);
    expect(chat.stderr()).toBe('');
  });

  it.each([['SIGINT', 130], ['SIGTERM', 143], ['SIGHUP', 129]] as const)('ends at %s with %d while its input is open', async (name, code) => {
    const chat = startNode([bin, 'chat']);
    await chat.until(/Bot: Hello!/);
    chat.signal(name);
    expect(await chat.exit).toEqual({ code, signal: null });
    expect(chat.stderr()).toBe('');
  });

  it('is quiet when the reader of its output leaves', async () => {
    const pipeline = start('sh', ['-c', `printf 'one\\ntwo\\n' | "${process.execPath}" "${bin}" chat | head -1`], { input: '', env: nowhere });
    expect(await pipeline.exit).toEqual({ code: 0, signal: null });
    expect(pipeline.output()).toMatch(/^Direct Line service at [^\n]*\n$/);
  });

  it('gives programs a service, and its version', async () => {
    const emulate = startNode([bin, 'emulate', '--json']);
    const [line = ''] = await emulate.until(/^\{.*\}\n/);
    expect(JSON.parse(line)).toEqual({ url: expect.any(String), secret: expect.any(String) });
    emulate.signal('SIGTERM');
    expect((await emulate.exit).code).toBe(143);
    const version = startNode([bin, '--version'], { input: '' });
    expect((await version.exit).code).toBe(0);
    expect(version.stdout()).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('the built rx-directline ask', () => {
  it('answers a question from a pipe, and says by its exit code whether there was an answer', async () => {
    const asked = startNode([bin, 'ask', '--quiet-ms', '100'], { input: 'hi\n' });
    expect(await asked.exit).toEqual({ code: 0, signal: null });
    expect([asked.stdout(), asked.stderr()]).toEqual(['You said: hi\n', '']);
    const nobody = startNode([bin, 'ask', '--bot', 'http://127.0.0.1:9/', 'hi'], { input: '' });
    expect((await nobody.exit).code).toBe(1);
    expect(nobody.stderr()).toMatch(/^rx-directline ask: "hi" failed: [^\n]*\n$/);
  });
});

/** Says 400 things in about two seconds. */
const pushing: BotFunction = ({ text }) => (text === 'go' ? interval(5).pipe(take(400), map(count => ({ type: 'message', text: `push ${count}` }))) : EMPTY);
const pageSize = 5;

describe('the built rx-directline tail', () => {
  it('loses nothing when it is killed in the middle of a stream, and repeats at most the last set', async () => {
    const { conversationId, env, say } = await conversation({ bot: pushing, pageSize });
    const file = temporaryFile();
    const begin = () => startNode([bin, 'tail', '--conversation', conversationId, '--resume', file, '--quiet'], { env, input: '' });
    const runs: (readonly string[])[] = [];
    let tail = begin();
    const posted = say('go');
    for (const seen of [/push 20"/, /push /, /push 200"/]) {
      await tail.until(seen);
      tail.signal('SIGKILL');
      expect((await tail.exit).signal).toBe('SIGKILL');
      runs.push(idsIn(tail));
      tail = begin();
    }
    await tail.until(/push 399"/);
    tail.signal('SIGTERM');
    expect(await tail.exit).toEqual({ code: 143, signal: null });
    runs.push(idsIn(tail));
    await posted;

    const wanted = Array.from({ length: 401 }, (_, serial) => `${conversationId}|${String(serial).padStart(7, '0')}`);
    expect([...new Set(runs.flat())]).toEqual(wanted);
    for (const [index, run] of runs.entries()) {
      expect(new Set(run).size).toBe(run.length);
      const before = new Set(runs.slice(0, index).flat());
      expect(run.filter(id => before.has(id)).length).toBeLessThanOrEqual(pageSize);
    }
  });

  it.each([['SIGINT', 130], ['SIGTERM', 143], ['SIGHUP', 129]] as const)('ends at %s with %d', async (name, code) => {
    const { conversationId, env } = await conversation();
    const tail = startNode([bin, 'tail', '--conversation', conversationId], { env });
    await tail.until(/· online/);
    tail.signal(name);
    expect(await tail.exit).toEqual({ code, signal: null });
    expect(tail.stdout()).toBe('');
  });

  it('ends well when the reader of its output leaves', async () => {
    const { conversationId, env, say } = await conversation();
    await say('say 5');
    const command = `set -o pipefail; "${process.execPath}" "${bin}" tail --conversation ${conversationId} | head -1`;
    const pipeline = start('bash', ['-c', command], { input: '', env: { ...nowhere, ...env } });
    await pipeline.until(/say 5/);
    for (let count = 0; count < 3; count += 1) await say('one more'); // written to nobody
    expect(await pipeline.exit).toEqual({ code: 0, signal: null });
    expect(activitiesIn(pipeline.stdout())).toHaveLength(1);
    expect(pipeline.stderr()).not.toMatch(/EPIPE|Error/);
  });
});

/** Of the lines that are whole. */
const idsIn = ({ stdout }: Running): string[] => activitiesIn(stdout().replace(/[^\n]*$/, '')).map(({ id = '' }) => id);
