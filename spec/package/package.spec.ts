import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import vm from 'node:vm';
import { gzipSync } from 'node:zlib';
import { packed, root, temporaryFolder, type Packed } from '../support/packed.js';
import { run } from '../support/process.js';

// What `npm publish` would send, unpacked into an empty project, and used as its users would. `npm run build` comes first.
describe('the packed package', () => {
  let pack: Packed;
  beforeAll(async () => {
    pack = await packed();
  }, 20_000);

  const tool = (name: string) => join(root, 'node_modules', '.bin', name);
  const inProject = (file: string, text: string) => writeFileSync(join(pack.project, file), text);

  it('holds what is built, the licence, the readme and the changelog, and nothing else', () => {
    const besides = pack.files.filter((file) => !file.startsWith('dist/')).sort();
    expect(besides).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json']);
    const built = /^dist\/(esm|cjs)\/([\w.-]+\/)*[\w.-]+\.(js|d\.ts)$|^dist\/cjs\/package\.json$|^dist\/rx-directline-webchat\.global\.js$/;
    expect(pack.files.filter((file) => file.startsWith('dist/') && !built.test(file))).toEqual([]);
    expect(pack.files.filter((file) => /spec|tsconfig|tsbuildinfo/.test(file))).toEqual([]);
  });

  it('has nothing that publint would say, warnings included', async () => {
    await run(tool('publint'), ['run', pack.tarball, '--strict']);
  }, 20_000);

  it('has types that arethetypeswrong finds right in every way of resolving, node10 included', async () => {
    const attw = (...args: readonly string[]) => run(tool('attw'), [pack.tarball, '--no-definitely-typed', '--no-emoji', '--no-color', '--format', 'ascii', ...args]);
    await attw('--exclude-entrypoints', 'angular');
    // Angular has ES modules only, so a CommonJS build could not load what it is for.
    await attw('--entrypoints', 'angular', '--profile', 'esm-only');
  }, 60_000);

  it('has an entry for Angular in the ES modules only', async () => {
    const names = await run('node', ['--input-type=module', '-e', `console.log(Object.keys(await import('rx-directline/angular')).sort().join())`], { cwd: pack.project });
    expect(names.trim()).toBe('injectDirectLine,injectOwnDirectLine,provideDirectLine,withTrace,withTranscript');
    expect(pack.files.filter((file) => file.startsWith('dist/cjs/angular/'))).toEqual([]);
  }, 20_000);

  it.each([
    ['rx-directline', 'createDirectLine'],
    ['rx-directline/webchat', 'forWebChat'],
    ['rx-directline/emulator', 'startEmulator'],
    ['rx-directline/in-memory', 'inMemoryService'],
  ])('gives the same names from %s to import and to require', async (entry, name) => {
    const [esm, cjs] = await Promise.all([
      run('node', ['--input-type=module', '-e', `console.log(Object.keys(await import('${entry}')).sort().join())`], { cwd: pack.project }),
      run('node', ['-e', `console.log(Object.keys(require('${entry}')).sort().join())`], { cwd: pack.project }),
    ]);
    expect(esm.trim().split(',')).toContain(name);
    expect(cjs).toBe(esm);
  });

  it.each(['import', 'require'])('leaves RxJS and the globals as they were, by %s', async (way) => {
    const load = (name: string) => (way === 'import' ? `await import('${name}')` : `require('${name}')`);
    const script = `
      (async () => {
        const rxjs = ${load('rxjs')};
        const names = () => [rxjs, rxjs.Observable, rxjs.Observable.prototype, globalThis].map((thing) => Reflect.ownKeys(thing).map(String).sort().join());
        const before = names();
        const { createDirectLine } = ${load('rx-directline')};
        createDirectLine({ token: 't' }).end();
        console.log(JSON.stringify([before, names()]));
      })();`;
    const said = await run('node', [...(way === 'import' ? ['--input-type=module'] : []), '-e', script], { cwd: pack.project });
    const [before, after] = JSON.parse(said) as readonly [unknown, unknown];
    expect(after).toEqual(before);
  });

  it('runs the first lines of its readme as they stand', async () => {
    const lines = /```ts\n([^]*?)```/.exec(readFileSync(join(pack.folder, 'README.md'), 'utf8'))?.[1] ?? '';
    expect(lines.trim().split('\n').length).toBeLessThanOrEqual(12);
    inProject('chat.mjs', lines);
    const said = await run('node', ['chat.mjs'], { cwd: pack.project });
    expect(said.trim().split('\n')).toEqual(expect.arrayContaining([
      '· online', expect.stringMatching(/^sent as .+/), 'me: hello', 'bot: You said: hello', '· ended',
    ]));
  });

  it.each([
    ['mjs', "import { createDirectLine } from 'rx-directline';"],
    ['cjs', "const { createDirectLine } = require('rx-directline');"],
  ])('uploads a file from an %s, with the code that it loads for that', async (extension, line) => {
    inProject(
      `upload.${extension}`,
      `${line}
       const fetch = async (url, { headers, body }) => {
         if (url.includes('/upload')) console.log(headers['Content-Type'].replace(/=.*/, ''), Buffer.from(body).includes('the bytes'));
         return Response.json(url.includes('/upload') ? { id: 'c|0' } : { conversationId: 'c', token: 't', expires_in: 60 });
       };
       const attachments = [{ contentType: '', name: 'a.txt', content: new Blob(['the bytes']) }];
       createDirectLine({ secret: 's', fetch }).postActivity({ type: 'message', attachments }).subscribe(({ id }) => console.log('sent as', id));`,
    );
    const said = await run('node', [`upload.${extension}`], { cwd: pack.project });
    expect(said.trim().split('\n')).toEqual(['multipart/form-data; boundary true', 'sent as c|0']);
  });

  it('has a bin that explains itself', async () => {
    const { bin } = JSON.parse(readFileSync(join(pack.folder, 'package.json'), 'utf8')) as { bin: { 'rx-directline': string } };
    const help = await run('node', [join(pack.folder, bin['rx-directline']), '--help']);
    expect(help).toContain('rx-directline chat');
    expect(help).toContain('rx-directline emulate');
  });

  it.each(['mts', 'cts'])('type-checks in a strict %s file without DOM types and without @types', async (extension) => {
    inProject(
      `consumer.${extension}`,
      `import { createDirectLine, type Activity, type ConnectionStatus } from 'rx-directline';
       import * as everything from 'rx-directline';
       import { inMemoryService } from 'rx-directline/in-memory';
       const { url: baseUrl, secret, fetch, WebSocket } = inMemoryService(() => [], { tokenLifetimeMs: 1_000 });
       createDirectLine({ baseUrl, secret, fetch, WebSocket });
       const directLine = createDirectLine({ token: 'a token' });
       directLine.activity$.subscribe((activity: Activity) => activity.text?.length);
       directLine.connectionStatus$.subscribe((status: ConnectionStatus) => status.state);
       directLine.postActivity({ type: 'message', text: 'hello' }).subscribe(({ id }) => id);
       // The only global that a type of rxjs names (its TimerHandle); whatever else a type of ours needed would be an error.
       declare global { function setTimeout(handler: () => void, ms?: number): number }
       // @ts-expect-error: no such option, so what was read above are types and not 'any'
       createDirectLine({ token: 'a token', noSuchOption: true });
       export { everything };`,
    );
    inProject(
      'tsconfig.json',
      JSON.stringify({
        compilerOptions: {
          target: 'ES2022', lib: ['ES2022'], types: [], module: 'nodenext', moduleResolution: 'nodenext',
          strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false, noEmit: true,
        },
        files: [`consumer.${extension}`],
      }),
    );
    await run(tool('tsc'), ['-p', pack.project]);
  }, 20_000);

  it("starts an emulator in a user's plain CommonJS Jest, which then ends by itself", async () => {
    inProject(
      'emulator.test.js',
      `const { startEmulator } = require('rx-directline/emulator');
       test('an emulator starts and stops', async () => {
         const emulator = await startEmulator();
         expect(emulator.url).toMatch(/^http:/);
         await emulator.close();
       });`,
    );
    const config = JSON.stringify({ rootDir: pack.project, transform: {}, testEnvironment: 'node' });
    const output = await run('node', [tool('jest'), '--config', config, '--watchman=false', '--no-cache'], { cwd: pack.project });
    expect(output).toContain('1 passed');
    expect(output).not.toContain('did not exit');
  }, 20_000);

  it('leaves what only uploads need out of what a page loads first', async () => {
    const out = temporaryFolder('chunks');
    writeFileSync(join(pack.project, 'first.js'), `import { createDirectLine } from 'rx-directline'; globalThis.chat = createDirectLine;`);
    await run(
      tool('esbuild'),
      ['first.js', '--bundle', '--splitting', '--platform=browser', '--format=esm', '--external:rxjs', `--outdir=${out}`, `--metafile=${join(out, 'meta.json')}`],
      { cwd: pack.project },
    );
    const { outputs } = JSON.parse(readFileSync(join(out, 'meta.json'), 'utf8')) as { outputs: Record<string, { readonly inputs: object; readonly entryPoint?: string }> };
    const holds = (file: string) => Object.values(outputs).filter(({ inputs }) => Object.keys(inputs).some((input) => input.endsWith(`/dist/esm/${file}`)));
    expect(['send/upload.js', 'send/multipart.js', 'transport/bytes.js'].map((file) => holds(file).map(({ entryPoint }) => entryPoint?.replace(/^.*\/dist/, 'dist')))).toEqual(
      [1, 2, 3].map(() => ['dist/esm/uploads.js']),
    );
    expect(holds('send/post.js')).toHaveLength(1);
  }, 20_000);

  it('gives a page with a script tag the client and its face for Web Chat, in 40 kB at most, and no code of Node', async () => {
    const script = readFileSync(join(pack.folder, 'dist/rx-directline-webchat.global.js'));
    const { RxDirectLine } = vm.runInNewContext(`${script.toString()}; ({ RxDirectLine })`, { setTimeout, clearTimeout }) as { RxDirectLine: object };
    expect(Object.keys(RxDirectLine).sort()).toEqual(['ConnectionStatus', 'DirectLine', 'copilotStudio', 'createDirectLine', 'forWebChat', 'transcript']);
    expect(gzipSync(script).length).toBeLessThan(40_000);
    expect(script.toString()).not.toMatch(/XMLHttpRequest|node-fetch|isomorphic-ws|cross-fetch|require\(/);
  });

  it('leaves out of a bundle what a page does not use: named hosts, Copilot Studio, transcripts, 1.1', async () => {
    const bundled = async (...names: readonly string[]): Promise<string> => {
      inProject('shaken.js', `import { ${names.join()} } from 'rx-directline'; globalThis.used = [${names.join()}];`);
      return run(tool('esbuild'), ['shaken.js', '--bundle', '--platform=browser', '--format=esm', '--external:rxjs', '--minify'], { cwd: pack.project });
    };
    const alone = await bundled('createDirectLine');
    const whole = await bundled('createDirectLine', 'directLineHosts', 'webChatHosts', 'copilotStudio', 'fromTranscriptFile', 'paced', 'directLine1');
    const marks = ['botframework.azure.us', 'botframework.azure.cn', 'regionalchannelsettings', 'transcript, activity', 'maxGapMs', '/tokens/conversation'];
    expect(marks.filter((mark) => !whole.includes(mark))).toEqual([]);
    expect(marks.filter((mark) => alone.includes(mark))).toEqual([]);
  });

  it.each(["import { createDirectLine } from 'rx-directline'", "const { createDirectLine } = require('rx-directline')"])(
    'brings no ponyfill and no Node code into a browser bundle of %p',
    async (line) => {
      const out = temporaryFolder('bundle');
      writeFileSync(join(pack.project, 'page.js'), `${line}; globalThis.chat = createDirectLine;`);
      await run(
        tool('esbuild'),
        ['page.js', '--bundle', '--platform=browser', '--format=esm', '--external:rxjs', `--outfile=${join(out, 'page.js')}`, `--metafile=${join(out, 'meta.json')}`],
        { cwd: pack.project },
      );
      const { inputs } = JSON.parse(readFileSync(join(out, 'meta.json'), 'utf8')) as { inputs: Record<string, unknown> };
      const foreign = Object.keys(inputs).filter((input) => !/^(page\.js|node_modules\/rx-directline\/dist\/)/.test(input));
      expect(foreign).toEqual([]);
      expect(Object.keys(inputs).filter((input) => input.includes('/emulator/') || input.includes('/cli/'))).toEqual([]);
      expect(readFileSync(join(out, 'page.js'), 'utf8')).not.toMatch(/XMLHttpRequest|node-fetch|isomorphic-ws|cross-fetch/);
    },
  );
});
