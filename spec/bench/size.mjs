// `node spec/bench/size.mjs`: what each entry adds to a page, beside rxjs, which is the app's own; as the table of docs/performance.md.
// `--parts` says where the bytes of the client, and of the service in memory, are. `--check` fails over a limit.
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const kB = (/** @type {number} */ bytes) => (bytes / 1_000).toFixed(1);
const client = "export { createDirectLine } from 'rx-directline'";
const service = "export { inMemoryService } from 'rx-directline/testing'";

/** What a row bundles, beside what it is compared with: a row of its own, or what is left of the client without some files.
 * @type {readonly { what: string, lines: readonly string[], beside?: readonly string[], without?: RegExp, later?: boolean, limitKB: number }[]} */
const rows = [
  { what: '`createDirectLine`: tokens, socket, polling, status, posts', lines: [client], limitKB: 22 },
  { what: 'of it, polling', lines: [client], without: /receive\/polling\.js$/, limitKB: 0.6 },
  { what: 'of it, what checks the options', lines: [client], without: /dist\/esm\/options\.js$/, limitKB: 1.5 },
  { what: 'uploads, loaded with the first file', lines: [client], later: true, limitKB: 2.3 },
  { what: '`directLine1`', lines: [client, "export { directLine1 } from 'rx-directline'"], beside: [client], limitKB: 1.5 },
  { what: '`storedIn`', lines: [client, "export { storedIn } from 'rx-directline'"], beside: [client], limitKB: 1.4 },
  { what: '`ask`', lines: [client, "export { ask } from 'rx-directline'"], beside: [client], limitKB: 1 },
  { what: '`livestream`', lines: [client, "export { livestream } from 'rx-directline'"], beside: [client], limitKB: 0.8 },
  { what: '`transcript`', lines: [client, "export { transcript } from 'rx-directline'"], beside: [client], limitKB: 3.2 },
  { what: '`forWebChat`', lines: [client, "export { forWebChat } from 'rx-directline/webchat'"], beside: [client], limitKB: 1.3 },
  { what: 'the class `DirectLine` of `/webchat`', lines: [client, "export { DirectLine } from 'rx-directline/webchat'"], beside: [client], limitKB: 1.7 },
  { what: '`/angular`, with the transcript', lines: [client, "export { provideDirectLine, injectDirectLine, injectOwnDirectLine } from 'rx-directline/angular'"], beside: [client], limitKB: 4.2 },
  { what: '`/react`', lines: [client, "export { useConnectionStatus, useObservable, useTranscript } from 'rx-directline/react'"], beside: [client], limitKB: 0.5 },
  { what: '`inMemoryService`', lines: [service], limitKB: 15.3 },
];

/** One bundle, split where code is loaded later.
 * @param {readonly string[]} lines @param {RegExp} [without] */
async function bundle(lines, without) {
  const left = { name: 'left out', setup: (/** @type {import('esbuild').PluginBuild} */ { onResolve }) =>
    onResolve({ filter: /\.js$/ }, ({ path, resolveDir }) => (without?.test(new URL(path, `file://${resolveDir}/`).pathname) ? { path: 'rxjs', external: true } : undefined)) };
  const { outputFiles, metafile: { outputs } } = await build({
    stdin: { contents: lines.join('\n'), resolveDir: import.meta.dirname }, plugins: without ? [left] : [],
    bundle: true, splitting: true, minify: true, format: 'esm', platform: 'browser', external: ['rxjs', 'react', '@angular/core', '@angular/core/rxjs-interop'], write: false, metafile: true, outdir: 'out',
  });
  // What the entry imports comes with it; what it imports later is another load.
  const entry = Object.keys(outputs).find((path) => outputs[path]?.entryPoint === '<stdin>') ?? '';
  /** @param {string} path @returns {string[]} */
  const withImports = (path) => [
    path,
    ...(outputs[path]?.imports ?? []).filter(({ kind, external }) => kind === 'import-statement' && !external).flatMap((chunk) => withImports(chunk.path)),
  ];
  const first = new Set(withImports(entry));
  const later = Object.keys(outputs).filter((path) => !first.has(path));
  // As one file, in which an app's bundler puts what is loaded together: its modules take what is imported from the one scope.
  const text = (/** @type {Iterable<string>} */ paths) => [...paths]
    .map((path) => outputFiles.find((file) => file.path.endsWith(path.replace(/^.*\//, '/')))?.text ?? '')
    .join('').replace(/import\{[^}]*\}from"[^"]*";/g, '');
  const inputs = (/** @type {Iterable<string>} */ paths) => [...paths].flatMap((path) => Object.entries(outputs[path]?.inputs ?? {}));
  return { first: text(first), later: text(later), inputs: inputs(first) };
}

const gzipped = (/** @type {string} */ text) => gzipSync(text).length;

async function measure(/** @type {(typeof rows)[number]} */ { lines, beside, without, later }) {
  const whole = await bundle(lines);
  if (later) return gzipped(whole.later);
  if (without) return gzipped(whole.first) - gzipped((await bundle(lines, without)).first);
  return gzipped(whole.first) - (beside ? gzipped((await bundle(beside)).first) : 0);
}

/** @param {readonly string[]} lines @param {RegExp} partOf */
async function printParts(lines, partOf) {
  const { first, inputs } = await bundle(lines);
  console.log(`\n${lines[0]}: ${kB(gzipped(first))} kB gzip, ${kB(first.length)} kB minified`);
  /** @type {Map<string, number>} */
  const parts = new Map();
  for (const [input, { bytesInOutput }] of inputs) {
    const part = partOf.exec(input)?.[1] ?? 'other';
    parts.set(part, (parts.get(part) ?? 0) + bytesInOutput);
  }
  for (const [part, size] of [...parts].sort(([, a], [, b]) => b - a)) console.log(`${kB(size).padStart(8)}  ${part}`);
}

console.log('| in a page, gzip | kB | limit |\n|---|---:|---:|');
for (const row of rows) {
  const bytes = await measure(row);
  console.log(`| ${row.what} | ${kB(bytes)} | ${row.limitKB.toFixed(1)} |`);
  if (process.argv.includes('--check') && bytes > row.limitKB * 1_000) {
    console.error(`over its limit: ${row.what}`);
    process.exitCode = 1;
  }
}
if (process.argv.includes('--parts')) {
  await printParts([client], /dist\/esm\/([^/]+?)(\.js|\/)/);
  await printParts([service], /dist\/esm\/emulator\/([^/]+?)(\.js|\/)/);
}
