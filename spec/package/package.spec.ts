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
  });

  const tool = (name: string) => join(root, 'node_modules', '.bin', name);
  const inProject = (file: string, text: string) => writeFileSync(join(pack.project, file), text);

  it('contains the build, the licence, the readme, the changelog and the page about errors, and nothing else', () => {
    const besides = pack.files.filter((file) => !file.startsWith('dist/')).sort();
    expect(besides).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'docs/errors.md', 'package.json']);
    const built = /^dist\/(esm|cjs)\/([\w.-]+\/)*[\w.-]+\.(js|d\.ts)$|^dist\/cjs\/package\.json$|^dist\/rx-directline-webchat\.global\.js$/;
    expect(pack.files.filter((file) => file.startsWith('dist/') && !built.test(file))).toEqual([]);
    expect(pack.files.filter((file) => /spec|tsconfig|tsbuildinfo/.test(file))).toEqual([]);
  });

  it('is one file of CommonJS for each entry, for the client that the entries share, and for the platform that a browser bundle swaps', () => {
    const files = ['client.js', 'emulator/index.js', 'index.js', 'parts/index.js', 'react/index.js', 'testing/index.js', 'transport/platform.browser.js', 'transport/platform.js', 'webchat/index.js'];
    expect(pack.files.filter((file) => /^dist\/cjs\/.*\.js$/.test(file)).sort()).toEqual(files.map((file) => `dist/cjs/${file}`));
  });

  it('has the licence of each package that is in a file of Node, the names as they were written, and no mention of a bundled package in a type', () => {
    const textOf = (file: string) => readFileSync(join(pack.folder, file), 'utf8');
    for (const file of pack.files.filter((name) => /^dist\/(esm|cjs)\/.*\.js$/.test(name))) {
      const inside = [...textOf(file).matchAll(/^\/\/ .*node_modules\/((?:@[^/]+\/)?[^/]+)\//gm)].map(([, name]) => name);
      for (const name of new Set(inside)) expect(textOf(file)).toMatch(new RegExp(`^${String(name)} is in this file, under this licence:\n\n.*(MIT|Apache|Permission|Copyright)`, 'im'));
    }
    for (const file of ['dist/esm/emulator/index.js', 'dist/cjs/emulator/index.js'])
      expect(['// src/emulator/core/step.ts', 'function createApp(', 'hono is in this file', '@hono/node-server is in this file'].filter((mark) => !textOf(file).includes(mark))).toEqual([]);
    expect(pack.files.filter((file) => file.endsWith('.d.ts') && /['"/]@?hono['"/]/.test(textOf(file)))).toEqual([]);
  });

  it('has nothing that publint would say, warnings included', async () => {
    await run(tool('publint'), ['run', pack.tarball, '--strict']);
  });

  it('has types that arethetypeswrong finds right in every way of resolving, node10 included', async () => {
    // Into a file: it exits before a pipe has taken all that it says, and with 1, since it says something.
    const said = join(pack.project, 'attw.json');
    await run('sh', ['-c', `"${tool('attw')}" "${pack.tarball}" --no-definitely-typed --format json > "${said}" || true`]);
    const { analysis } = JSON.parse(readFileSync(said, 'utf8')) as { readonly analysis: { readonly problems: unknown; readonly entrypoints: object } };
    expect(Object.keys(analysis.entrypoints).length).toBeGreaterThan(4);
    // Angular has ES modules only, so a CommonJS build could not load what it is for.
    expect(analysis.problems).toEqual([{ kind: 'NoResolution', entrypoint: './angular', resolutionKind: 'node16-cjs' }]);
  });

  it('has an entry for Angular in the ES modules only', async () => {
    const names = await run('node', ['--input-type=module', '-e', `console.log(Object.keys(await import('rx-directline/angular')).sort().join())`], { cwd: pack.project });
    expect(names.trim()).toBe('injectDirectLine,injectOwnDirectLine,provideDirectLine,withTrace,withTranscript');
    expect(pack.files.filter((file) => file.startsWith('dist/cjs/angular/'))).toEqual([]);
  });

  it.each([
    ['rx-directline', 'createDirectLine'],
    ['rx-directline/webchat', 'forWebChat'],
    ['rx-directline/react', 'useTranscript'],
    ['rx-directline/emulator', 'startEmulator'],
    ['rx-directline/testing', 'virtualTimeService'],
  ])('gives the same names from %s to import and to require', async (entry, name) => {
    const [esm, cjs] = await Promise.all([
      run('node', ['--input-type=module', '-e', `console.log(Object.keys(await import('${entry}')).sort().join())`], { cwd: pack.project }),
      run('node', ['-e', `console.log(Object.keys(require('${entry}')).sort().join())`], { cwd: pack.project }),
    ]);
    expect(esm.trim().split(',')).toContain(name);
    expect(cjs).toBe(esm);
  });

  it.each(['import', 'require'])('has one class for each error in the main entry, /webchat, /parts and /testing, by %s', async (way) => {
    const load = (name: string) => (way === 'import' ? `(await import('${name}'))` : `require('${name}')`);
    const script = `
      (async () => {
        const { createDirectLine } = ${load('rx-directline')};
        const { directLineService } = ${load('rx-directline/parts')};
        const { DirectLine } = ${load('rx-directline/webchat')};
        const { virtualTimeService } = ${load('rx-directline/testing')};
        const thrown = (call) => { try { call(); } catch (error) { return error; } };
        const service = virtualTimeService(() => []);
        const errors = [
          thrown(() => createDirectLine({})), thrown(() => directLineService({ baseUrl: 'nowhere' })), thrown(() => new DirectLine({})),
          thrown(() => service.createDirectLine({ transport: 'pigeon' })),
        ];
        console.log(new Set(errors.map(({ constructor }) => constructor)).size, errors.every(({ name }) => name === 'DirectLineOptionError'));
      })();`;
    expect((await run('node', [...(way === 'import' ? ['--input-type=module'] : []), '-e', script], { cwd: pack.project })).trim()).toBe('1 true');
  });

  it.each([['createDirectLine of the ES modules', 'CommonJS', 'esm', 'cjs'], ['createDirectLine of CommonJS', 'the ES modules', 'cjs', 'esm']])(
    'resumes with %s from a storage that the copy of %s made',
    async (_, __, client, storage) => {
      inProject(
        'copies.mjs',
        `import { createRequire } from 'node:module';
         import { firstValueFrom } from 'rxjs';
         import * as esm from 'rx-directline';
         import { inMemoryService } from 'rx-directline/testing';
         const cjs = createRequire(import.meta.url)('rx-directline');
         const { url: baseUrl, secret, fetch, WebSocket, close } = inMemoryService(() => []);
         const { createDirectLine } = ${client};
         const { conversationStorage, storedIn } = ${storage};
         const texts = new Map();
         const map = { getItem: (key) => texts.get(key), setItem: (key, text) => texts.set(key, text), removeItem: (key) => texts.delete(key) };
         let saved;
         const own = { load: () => saved, save: (next) => { saved = next; }, clear: () => { saved = undefined; } };
         const resumes = [() => storedIn(map), () => conversationStorage(own)];
         for (const resume of resumes) {
           const conversations = [];
           for (const page of [1, 2]) {
             const directLine = createDirectLine({ baseUrl, secret, fetch, WebSocket, resume: resume() });
             conversations.push(await firstValueFrom(directLine.conversation$));
             directLine.end();
           }
           console.log(conversations.map(({ started }) => started).join(), new Set(conversations.map(({ conversationId }) => conversationId)).size);
         }
         await close();`,
      );
      expect((await run('node', ['copies.mjs'], { cwd: pack.project })).trim().split('\n')).toEqual(['new,existing 1', 'new,existing 1']);
    },
  );

  it.each(['import', 'require'])('leaves RxJS and the globals as they were, by %s', async (way) => {
    const load = (name: string) => (way === 'import' ? `(await import('${name}'))` : `require('${name}')`);
    const script = `
      (async () => {
        const rxjs = ${load('rxjs')};
        const names = () => [rxjs, rxjs.Observable, rxjs.Observable.prototype, globalThis].map((thing) => Reflect.ownKeys(thing).map(String).sort().join());
        const given = [Request, Response, Headers, fetch, URL]; // Node loads these when they are looked at, and leaves a symbol of its own
        const before = names();
        const { createDirectLine } = ${load('rx-directline')};
        createDirectLine({ token: 't' }).end();
        const { startEmulator } = ${load('rx-directline/emulator')};
        const http = ${load('node:http')};
        const emulator = await startEmulator();
        await new Promise((answered) => http.get(emulator.url, (answer) => answer.resume().on('end', answered)));
        await emulator.close();
        console.log(JSON.stringify([before, names(), [Request, Response, Headers, fetch, URL].map((each, index) => each === given[index])]));
      })();`;
    const said = await run('node', [...(way === 'import' ? ['--input-type=module'] : []), '-e', script], { cwd: pack.project });
    const [before, after, same] = JSON.parse(said) as readonly [unknown, unknown, readonly boolean[]];
    expect(after).toEqual(before);
    expect(same).toEqual([true, true, true, true, true]);
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

  it('has a bin that is there at once: it loads no service, no server and no package to begin with', () => {
    const folder = join(pack.folder, 'dist/esm/cli');
    const first = (file: string, before: readonly string[] = []): readonly string[] =>
      [...readFileSync(join(folder, file), 'utf8').matchAll(/^(?:import|} from|import .* from) "([^"]+)";$/gm)].reduce(
        (found, [, name = '']) => (found.includes(name) ? found : name.startsWith('./') ? first(name, [...found, name]) : [...found, name]),
        before,
      );
    const names = first('bin.js');
    expect(names.filter((name) => !/^node:(crypto|fs|module|path|readline|util)$|^\.\/chunk-\w+\.js$/.test(name))).toEqual([]);
    expect(names.filter((name) => name.startsWith('./')).length).toBeGreaterThan(0);
  });

  it.each(['mts', 'cts'])('type-checks in a strict %s file without DOM types and without @types', async (extension) => {
    inProject(
      `consumer.${extension}`,
      `import { createDirectLine, type Activity, type ConnectionStatus } from 'rx-directline';
       import * as everything from 'rx-directline';
       import { inMemoryService } from 'rx-directline/testing';
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
  });

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
  });

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
  });

  it('gives a page with a script tag the client and its face for Web Chat, in 42 kB at most, and no code of Node', async () => {
    const script = readFileSync(join(pack.folder, 'dist/rx-directline-webchat.global.js'));
    const { RxDirectLine } = vm.runInNewContext(`${script.toString()}; ({ RxDirectLine })`, { setTimeout, clearTimeout }) as { RxDirectLine: object };
    expect(Object.keys(RxDirectLine).sort()).toEqual(['ConnectionStatus', 'DirectLine', 'conversationStorage', 'copilotStudio', 'createDirectLine', 'forWebChat', 'storedIn', 'transcript']);
    expect(gzipSync(script).length).toBeLessThan(42_000);
    expect(script.toString()).not.toMatch(/XMLHttpRequest|node-fetch|isomorphic-ws|cross-fetch|require\(/);
  });

  it('leaves out of a bundle what a page does not use: storages, named hosts, Copilot Studio, transcripts, 1.1', async () => {
    const bundled = async (...names: readonly string[]): Promise<string> => {
      inProject('shaken.js', `import { ${names.join()} } from 'rx-directline'; globalThis.used = [${names.join()}];`);
      return run(tool('esbuild'), ['shaken.js', '--bundle', '--platform=browser', '--format=esm', '--external:rxjs', '--minify'], { cwd: pack.project });
    };
    const alone = await bundled('createDirectLine');
    const whole = await bundled('createDirectLine', 'directLineHosts', 'webChatHosts', 'copilotStudio', 'fromTranscriptFile', 'paced', 'directLine1', 'storedIn');
    const marks = ['botframework.azure.us', 'botframework.azure.cn', 'regionalchannelsettings', 'transcript, activity', 'maxGapMs', '/tokens/conversation', 'what is in the storage'];
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
