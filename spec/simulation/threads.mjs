import { readFile, rm } from 'node:fs/promises';
import { mkdtempSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../../', import.meta.url));

/**
 * One place of the client's sources that is broken on purpose.
 * @typedef {{ readonly name: string, readonly file: string, readonly from: string, readonly to: string, readonly seed: number, readonly client?: import('./schedule.js').Client }} Mutation
 * @typedef {import('./runs.js').Runs} Runs
 * @typedef {import('./runs.js').Result} Result
 * @typedef {{ readonly run: (lot: Runs) => Promise<Result>, readonly end: () => Promise<unknown> }} Thread
 */

const breaking = (/** @type {Mutation} */ { name, file, from, to }) => ({
  name: 'mutation',
  setup: (/** @type {import('esbuild').PluginBuild} */ { onLoad }) =>
    onLoad({ filter: new RegExp(`${join(root, file).replace(/[.\\]/g, '\\$&')}$`) }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      if (source.split(from).length !== 2) throw new Error(`${name}: ${file} has not one place that says ${from}`);
      return { contents: source.replace(from, () => to), loader: 'ts' };
    }),
});

/**
 * Starts threads that run the client as it is, or broken.
 * @param {number} count
 * @param {Mutation} [mutation]
 * @returns {Promise<{ readonly threads: readonly Thread[], readonly end: () => Promise<void> }>}
 */
export const startThreads = async (count, mutation) => {
  const folder = mkdtempSync(join(tmpdir(), 'simulation-'));
  const outfile = join(folder, 'worker.cjs');
  await build({
    entryPoints: [join(root, 'spec/simulation/worker.ts')],
    bundle: true, platform: 'node', format: 'cjs', outfile, logLevel: 'error',
    // The ES modules of RxJS. The export conditions of Node would pick its CommonJS.
    alias: { rxjs: join(root, 'node_modules/rxjs/dist/esm') },
    plugins: mutation ? [breaking(mutation)] : [],
  });
  const threads = Array.from({ length: count }, () => {
    const worker = new Worker(outfile);
    return {
      run: async (/** @type {Runs} */ lot) => {
        worker.postMessage(lot);
        const [result] = await once(worker, 'message');
        return result;
      },
      end: () => worker.terminate(),
    };
  });
  const end = async () => {
    await Promise.all(threads.map(thread => thread.end()));
    await rm(folder, { recursive: true });
  };
  return { threads, end };
};
