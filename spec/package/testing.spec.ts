import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { build, type BuildOptions } from 'esbuild';
import { packed, root, type Packed } from '../support/packed.js';
import { run } from '../support/process.js';

// What npm would install, as pages and plain Jests have it. `npm run build` comes first.
describe('rx-directline/testing, packed', () => {
  let pack: Packed;
  beforeAll(async () => {
    pack = await packed();
  });

  const bundled = async (contents: string, options: BuildOptions) => {
    const { outputFiles, metafile } = await build({
      stdin: { contents, resolveDir: pack.project }, bundle: true, platform: 'browser', write: false, metafile: true, ...options,
    });
    const [output] = Object.values(metafile?.outputs ?? {});
    const kept = Object.entries(output?.inputs ?? {}).filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([input]) => input);
    return { text: outputFiles?.[0]?.text ?? '', inputs: Object.keys(metafile?.inputs ?? {}), kept };
  };

  it('brings what a page does not pass to none of it', async () => {
    const keptOf = async (names: string) => (await bundled(`export { ${names} } from 'rx-directline/testing'`, { format: 'esm', external: ['rxjs'] })).kept
      .map((input) => /dist\/esm\/emulator\/(.*)\.js$/.exec(input)?.[1]);
    const abilities = { directLine11: 'core/messages11', uploads: 'http/multipart', signIn: 'core/sessions', connector: 'core/members', moreFaults: 'core/spoil', builtInBot: 'bot/builtIn' };
    const alone = await keptOf('inMemoryService');
    for (const [name, file] of Object.entries(abilities)) {
      expect(alone).not.toContain(file);
      expect(await keptOf(`inMemoryService, ${name}`)).toContain(file);
    }
  });

  it('brings no Node code, no server and none of the client to a page that imports the service in memory', async () => {
    const { kept } = await bundled("import { inMemoryService } from 'rx-directline/testing'; globalThis.service = inMemoryService;", { format: 'esm', external: ['rxjs'] });
    const own = kept.filter((input) => input.includes('rx-directline/dist/'));
    expect(kept.filter((input) => !own.includes(input))).toEqual(['<stdin>']);
    expect(own.map((input) => input.replace(/.*\/dist\/esm\//, '')).filter((input) => !/^emulator\/(?!node\/)/.test(input))).toEqual([]);
  });

  it.each(["import * as testing from 'rx-directline/testing'", "const testing = require('rx-directline/testing')"])(
    'brings no Node code and no server to a bundle of %p',
    async (line) => {
      const { inputs } = await bundled(`${line}; globalThis.testing = testing;`, { format: 'esm', external: ['rxjs'] });
      const own = inputs.filter((input) => input.includes('rx-directline/dist/'));
      expect(inputs.filter((input) => !own.includes(input))).toEqual(['<stdin>']);
      expect(own.filter((input) => /emulator\/node\/|emulator\/index\.js|transport\/platform\.js/.test(input))).toEqual([]);
    },
  );

  /** What a page and jsdom have in common, and nothing else. */
  const everywhere = () => ({
    URL, URLSearchParams, Blob, Headers, EventTarget, Event, MessageEvent, AbortController, DOMException, crypto, atob, btoa,
    setInterval, clearInterval, setTimeout, clearTimeout,
  });

  it.each([
    ['a page', { Response, Request, TextDecoder }],
    ['jsdom, which has no Response', {}],
  ])('needs no more than there is in %s', async (_, more) => {
    const program = `
      import { EMPTY, lastValueFrom, of, toArray } from 'rxjs';
      import { ask, createDirectLine } from 'rx-directline';
      import { inMemoryService } from 'rx-directline/testing';
      globalThis.conversation = async () => {
        const service = inMemoryService(({ type, text }) => (type === 'message' ? of({ type, text: 'That: ' + text }) : EMPTY));
        const { url: baseUrl, secret, fetch, WebSocket, generateToken, close } = service;
        const directLine = createDirectLine({ baseUrl, fetch, WebSocket, token: () => generateToken({ user: { id: 'dl_änn' } }) });
        const users = [];
        directLine.conversation$.subscribe(({ userId }) => users.push(userId));
        const states = [];
        directLine.connectionStatus$.subscribe(({ state, transport }) => states.push(state === 'online' ? transport : state));
        const answers = await lastValueFrom(ask(directLine, 'hello', { quietMs: 10 }).pipe(toArray()));
        directLine.end();
        const refused = await fetch('/v3/directline/nothing');
        const error = await refused.clone().json();
        await close();
        return { users, answers: answers.map(({ text }) => text), states, status: refused.status, ok: refused.ok, code: error.error.code, type: refused.headers.get('content-type') };
      };`;
    const { text, inputs } = await bundled(program, { format: 'iife' });
    expect(inputs.filter((input) => !/^<stdin>$|rx-directline\/dist\/|node_modules\/(rxjs|tslib)\//.test(input))).toEqual([]);
    const page: { conversation?: () => Promise<unknown>; readonly [name: string]: unknown } = { ...everywhere(), ...more };
    runInNewContext(text, page);
    expect(JSON.parse(JSON.stringify(await page.conversation?.()))).toEqual({
      users: ['dl_änn'], answers: ['That: hello'], states: ['idle', 'connecting', 'websocket', 'ended'], status: 404, ok: false, code: 'NotFound', type: 'application/json; charset=utf-8',
    });
  });

  it("runs the tests of docs/testing.md as they stand in a user's plain Jest, which then ends by itself", async () => {
    const page = readFileSync(join(root, 'docs/testing.md'), 'utf8');
    const tests = [...page.matchAll(/```ts\n([^]*?)```/g)].map(([, text = '']) => text).filter((text) => text.includes('@jest/globals'));
    expect(tests.length).toBe(5);
    tests.forEach((text, index) => writeFileSync(join(pack.project, `page${index}.test.ts`), text));
    const swc = [join(root, 'node_modules/@swc/jest'), { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } }];
    const config = JSON.stringify({ rootDir: pack.project, transform: { '\\.ts$': swc }, testEnvironment: 'node' });
    const output = await run('node', [join(root, 'node_modules/.bin/jest'), '--config', config, '--watchman=false', '--no-cache'], { cwd: pack.project });
    expect(output).toContain('7 passed, 7 total');
    expect(output).not.toContain('did not exit');
  });
});
