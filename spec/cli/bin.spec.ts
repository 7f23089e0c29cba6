import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { startNode, start } from '../support/process.js';

// The built program, in processes of its own. `npm run build` comes first.
const root = join(__dirname, '..', '..');
const bin = join(root, 'dist', 'esm', 'cli', 'bin.js');

describe('the built rx-directline', () => {
  beforeAll(() => {
    if (!existsSync(bin)) execFileSync('npm', ['run', '-s', 'build:esm'], { cwd: root });
  }, 60_000);

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
    const pipeline = start('sh', ['-c', `printf 'one\\ntwo\\n' | "${process.execPath}" "${bin}" chat | head -1`], { input: '' });
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
