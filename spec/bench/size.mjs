// `node spec/bench/size.mjs`: what the client adds to a page, whole and by part. rxjs is the app's own.
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const { outputFiles: [file], metafile } = await build({
  stdin: { contents: "export { createDirectLine } from 'rx-directline'", resolveDir: import.meta.dirname },
  bundle: true, minify: true, format: 'esm', platform: 'browser', external: ['rxjs'], write: false, metafile: true,
});
const [output] = Object.values(metafile.outputs);

/** @type {Map<string, number>} */
const parts = new Map();
for (const [path, { bytesInOutput }] of Object.entries(output?.inputs ?? {})) {
  const part = /dist\/esm\/([^/]+?)(\.js|\/)/.exec(path)?.[1] ?? 'other';
  parts.set(part, (parts.get(part) ?? 0) + bytesInOutput);
}

const kB = (/** @type {number} */ bytes) => `${(bytes / 1_000).toFixed(1)} kB`;
const bytes = file?.contents ?? new Uint8Array();
console.log(`createDirectLine: ${kB(gzipSync(bytes).length)} gzip, ${kB(bytes.length)} minified`);
for (const [part, size] of [...parts].sort(([, a], [, b]) => b - a)) console.log(`${kB(size).padStart(9)}  ${part}`);
