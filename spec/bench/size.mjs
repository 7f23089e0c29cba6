// `node spec/bench/size.mjs`: what the client, and the service in memory, add to a page, whole and by part, and what a first file loads.
// rxjs is the app's own.
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const kB = (/** @type {number} */ bytes) => `${(bytes / 1_000).toFixed(1)} kB`;

/** What comes at once, and what is loaded when it is wanted.
 * @param {string} line @param {RegExp} partOf */
async function bundle(line, partOf) {
  const { outputFiles, metafile: { outputs } } = await build({
    stdin: { contents: line, resolveDir: import.meta.dirname },
    bundle: true, splitting: true, minify: true, format: 'esm', platform: 'browser', external: ['rxjs'], write: false, metafile: true, outdir: 'out',
  });
  // What the entry imports comes with it; what it imports later is another load.
  const entry = Object.keys(outputs).find((path) => outputs[path]?.entryPoint === '<stdin>') ?? '';
  /** @param {string} path @returns {string[]} */
  const withImports = (path) => [
    path,
    ...(outputs[path]?.imports ?? []).filter(({ kind, external }) => kind === 'import-statement' && !external).flatMap((chunk) => withImports(chunk.path)),
  ];
  const first = new Set(withImports(entry));

  return {
    first,
    later: Object.keys(outputs).filter((path) => !first.has(path)),
    print(/** @type {string} */ what, /** @type {Iterable<string>} */ paths) {
      // As one file, which an app's bundler makes of what is loaded together.
      const bytes = Buffer.concat([...paths].map((path) => outputFiles.find((file) => file.path.endsWith(path.replace(/^.*\//, '/')))?.contents ?? new Uint8Array()));
      console.log(`${what}: ${kB(gzipSync(bytes).length)} gzip, ${kB(bytes.length)} minified`);
      /** @type {Map<string, number>} */
      const parts = new Map();
      for (const path of paths)
        for (const [input, { bytesInOutput }] of Object.entries(outputs[path]?.inputs ?? {})) {
          const part = partOf.exec(input)?.[1] ?? 'other';
          parts.set(part, (parts.get(part) ?? 0) + bytesInOutput);
        }
      for (const [part, size] of [...parts].sort(([, a], [, b]) => b - a)) console.log(`${kB(size).padStart(9)}  ${part}`);
    },
  };
}

const client = await bundle("export { createDirectLine } from 'rx-directline'", /dist\/esm\/([^/]+?)(\.js|\/)/);
client.print('createDirectLine', client.first);
client.print('loaded with the first file', client.later);

const service = await bundle("export { inMemoryService } from 'rx-directline/in-memory'", /dist\/esm\/emulator\/([^/]+?)(\.js|\/)/);
service.print('inMemoryService', service.first);
