// `node spec/bench/size.mjs`: what the client adds to a page, whole and by part, and what a first file loads. rxjs is the app's own.
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const { outputFiles, metafile } = await build({
  stdin: { contents: "export { createDirectLine } from 'rx-directline'", resolveDir: import.meta.dirname },
  bundle: true, splitting: true, minify: true, format: 'esm', platform: 'browser', external: ['rxjs'], write: false, metafile: true, outdir: 'out',
});

// What the entry imports comes with it; what it imports later is another load.
const entry = Object.keys(metafile.outputs).find((path) => metafile.outputs[path]?.entryPoint === '<stdin>') ?? '';
/** @param {string} path @returns {string[]} */
const withImports = (path) => [
  path,
  ...(metafile.outputs[path]?.imports ?? []).filter(({ kind, external }) => kind === 'import-statement' && !external).flatMap((chunk) => withImports(chunk.path)),
];
const first = new Set(withImports(entry));
const later = Object.keys(metafile.outputs).filter((path) => !first.has(path));

const kB = (/** @type {number} */ bytes) => `${(bytes / 1_000).toFixed(1)} kB`;

/** @param {string} what @param {Iterable<string>} paths */
const print = (what, paths) => {
  // As one file, which an app's bundler makes of what is loaded together.
  const bytes = Buffer.concat([...paths].map((path) => outputFiles.find((file) => file.path.endsWith(path.replace(/^.*\//, '/')))?.contents ?? new Uint8Array()));
  console.log(`${what}: ${kB(gzipSync(bytes).length)} gzip, ${kB(bytes.length)} minified`);
  /** @type {Map<string, number>} */
  const parts = new Map();
  for (const path of paths)
    for (const [input, { bytesInOutput }] of Object.entries(metafile.outputs[path]?.inputs ?? {})) {
      const part = /dist\/esm\/([^/]+?)(\.js|\/)/.exec(input)?.[1] ?? 'other';
      parts.set(part, (parts.get(part) ?? 0) + bytesInOutput);
    }
  for (const [part, size] of [...parts].sort(([, a], [, b]) => b - a)) console.log(`${kB(size).padStart(9)}  ${part}`);
};

print('createDirectLine', first);
print('loaded with the first file', later);
