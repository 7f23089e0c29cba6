// `node spec/bench/size.mjs`: what the client, and the service in memory, add to a page, whole and by part. rxjs is the app's own.
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const kB = (/** @type {number} */ bytes) => `${(bytes / 1_000).toFixed(1)} kB`;

/** @param {string} name @param {string} entry @param {RegExp} partOf */
async function print(name, entry, partOf) {
  const { outputFiles: [file], metafile } = await build({
    stdin: { contents: `export { ${name} } from '${entry}'`, resolveDir: import.meta.dirname },
    bundle: true, minify: true, format: 'esm', platform: 'browser', external: ['rxjs'], write: false, metafile: true,
  });
  const [output] = Object.values(metafile.outputs);

  /** @type {Map<string, number>} */
  const parts = new Map();
  for (const [path, { bytesInOutput }] of Object.entries(output?.inputs ?? {})) {
    const part = partOf.exec(path)?.[1] ?? 'other';
    parts.set(part, (parts.get(part) ?? 0) + bytesInOutput);
  }

  const bytes = file?.contents ?? new Uint8Array();
  console.log(`${name}: ${kB(gzipSync(bytes).length)} gzip, ${kB(bytes.length)} minified`);
  for (const [part, size] of [...parts].sort(([, a], [, b]) => b - a)) console.log(`${kB(size).padStart(9)}  ${part}`);
}

await print('createDirectLine', 'rx-directline', /dist\/esm\/([^/]+?)(\.js|\/)/);
await print('inMemoryService', 'rx-directline/in-memory', /dist\/esm\/emulator\/([^/]+?)(\.js|\/)/);
