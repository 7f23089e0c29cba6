import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { appendFile, cp, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { build } from 'esbuild';

// What `tsc` has written to dist/esm, as npm gets it. A page's bundler takes modules and leaves out what it does not need; Node loads one file faster
// than many. So the entries for pages stay modules, and the emulator, the command and all of CommonJS are one file each, with no name shortened.
// `node src/build.mjs bin` makes the command alone, from the sources.

const { exports, dependencies, peerDependencies, browser } = JSON.parse(readFileSync('package.json', 'utf8'));
const installed = Object.keys({ ...dependencies, ...peerDependencies });

/** What package.json brings to users is loaded from there; any other package is put into the file, and its licence with it. */
const bundle = async (options) => {
  const { metafile } = await build({ bundle: true, metafile: true, logLevel: 'warning', platform: 'node', external: installed, ...options });
  for (const [file, { inputs }] of Object.entries(metafile.outputs)) {
    const notices = [...new Set(Object.keys(inputs).flatMap(packageOf))].sort().map((name) => `${name} is in this file, under this licence:\n\n${licenceOf(name)}`);
    if (notices.length > 0) await appendFile(file, `\n/*!\n${notices.join('\n\n')}\n*/\n`);
  }
};

const packageOf = (input) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.slice(1) ?? [];

const licenceOf = (name) => {
  const folder = join('node_modules', name);
  return readFileSync(join(folder, readdirSync(folder).find((file) => /^licen[cs]e/i.test(file)) ?? 'LICENSE'), 'utf8').trim();
};

/** esbuild does not take a file apart that two chunks need: what every command has of the emulator comes from where it is, the rest is loaded with a service. */
const serviceLate = {
  name: 'serviceLate',
  setup({ onResolve }) {
    onResolve({ filter: /\/emulator\/index\.js$/ }, ({ importer }) => (importer.endsWith('emulator.ts') ? undefined : { path: resolve('src/emulator/core/uncertain.ts') }));
  },
};

/** The command, RxJS included: that is some 200 files to load otherwise. What only some commands need is in files beside it. */
const bin = async () => {
  rmSync('dist/esm/cli', { recursive: true, force: true });
  await bundle({
    entryPoints: ['src/cli/bin.ts'], outdir: 'dist/esm/cli', format: 'esm', splitting: true,
    platform: 'neutral', conditions: ['es2015'], external: ['node:*', ...Object.keys(dependencies)], plugins: [serviceLate],
  });
};

const emulator = () => bundle({ entryPoints: ['src/emulator/index.ts'], outdir: 'dist/esm/emulator', format: 'esm' });

/** Files of their own: the platform, which the field `browser` swaps, and the client, whose classes all entries share. */
const apart = {
  name: 'apart',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/platform\.js$/ }, () => ({ path: './transport/platform.js', external: true }));
    onResolve({ filter: /^\.\.\/index\.js$/ }, () => ({ path: '../index.js', external: true }));
    onResolve({ filter: /^\.\.\/(directLine|options|host|errors|transport\/socket)\.js$/ }, ({ importer }) => (/\/src\/(testing|webchat)\/[^/]+$/.test(importer) ? { path: '../client.js', external: true } : undefined));
    onResolve({ filter: /^\.\.?\// }, ({ importer }) => {
      if (importer === resolve('src/index.ts')) return { path: './client.js', external: true };
      return importer === resolve('src/parts/index.ts') ? { path: '../client.js', external: true } : undefined;
    });
  },
};

/** The client as one file: what the main entry and `/parts` export, and what `/testing` and `/webchat` need besides. */
const client = () =>
  bundle({
    stdin: {
      resolveDir: 'src',
      contents: ['index', 'parts/index', 'directLine', 'options', 'host', 'errors', 'transport/socket'].map((name) => `export * from './${name}.ts';`).join(' '),
    },
    outfile: 'dist/cjs/client.js', format: 'cjs', supported: { 'dynamic-import': false }, plugins: [{ name: 'platform', setup: ({ onResolve }) =>
      onResolve({ filter: /^\.\/platform\.js$/ }, () => ({ path: './transport/platform.js', external: true })) }],
  });

/** Jest has no `import()` in CommonJS. */
const commonJs = async () => {
  const entries = Object.values(exports).flatMap((entry) => entry.require?.default ?? []);
  const entryPoints = [...entries, ...Object.values(browser), ...Object.keys(browser)].filter((file) => file.startsWith('./dist/cjs/')).map(sourceOf);
  await client();
  await bundle({ entryPoints, outbase: 'src', outdir: 'dist/cjs', format: 'cjs', supported: { 'dynamic-import': false }, plugins: [apart] });
  await writeFile('dist/cjs/package.json', JSON.stringify({ type: 'commonjs' }));
};

const sourceOf = (file) => file.replace(/^\.\/dist\/(cjs|esm)\//, 'src/').replace(/\.js$/, '.ts');

/** One file for a script tag. */
const scriptTag = () =>
  build({
    entryPoints: ['dist/esm/webchat/global.js'], outfile: 'dist/rx-directline-webchat.global.js', bundle: true, minify: true,
    platform: 'browser', format: 'iife', globalName: 'RxDirectLine', logLevel: 'warning',
    banner: { js: '/*! rx-directline, MIT; with RxJS, Apache-2.0 (https://www.apache.org/licenses/LICENSE-2.0) */' },
  });

/** A file and all that it imports, and those. */
const reachable = (file, found = new Set()) => {
  if (found.has(file)) return found;
  found.add(file);
  for (const [, path] of readFileSync(file, 'utf8').matchAll(/(?:\bfrom|\bimport\(?)\s*'(\.{1,2}\/[^']+)'/g))
    reachable(join(dirname(file), file.endsWith('.d.ts') ? path.replace(/\.js$/, '.d.ts') : path), found);
  return found;
};

/** Takes away what no entry reaches: of declarations most, since the public types need few. */
const onlyReachable = () => {
  const files = [...Object.values(exports).flatMap((entry) => [entry.import?.default, entry.import?.types]), ...Object.values(browser)];
  const roots = files.filter((file) => file?.startsWith('./dist/esm/')).map((file) => join(file));
  const kept = new Set(roots.flatMap((file) => [...reachable(file)]));
  for (const entry of readdirSync('dist/esm', { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (entry.isFile() && !kept.has(file)) rmSync(file);
  }
};

/** To `require` the types are those of `import`, under a package.json that says CommonJS. */
const commonJsTypes = async () => {
  for (const { require } of Object.values(exports)) {
    if (!require) continue;
    for (const file of reachable(join(require.types.replace('/cjs/', '/esm/')))) {
      const copy = file.replace('dist/esm/', 'dist/cjs/');
      await mkdir(dirname(copy), { recursive: true });
      await cp(file, copy);
    }
  }
};

if (process.argv[2] === 'bin') await bin();
else {
  await Promise.all([emulator(), commonJs(), scriptTag()]);
  onlyReachable();
  await Promise.all([commonJsTypes(), bin()]);
}
