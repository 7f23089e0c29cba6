// Breaks the client in each way of `mutations.mjs`, and shows after how many bad days that is found: `node spec/simulation/mutants.mjs [part of a name]`;
// with a part of a name, the least such day as a picture too. See docs/reliability.md.
import { availableParallelism } from 'node:os';
import { mutations } from './mutations.mjs';
import { startThreads } from './threads.mjs';

/** What has not been found after so many is not found. */
const MOST = 1_000;
const LOT = 50;

const [, , part] = process.argv;
const wanted = mutations.filter(({ name }) => name.includes(part ?? ''));
const left = [...wanted];
const next = async () => {
  for (let mutation = left.shift(); mutation; mutation = left.shift()) {
    const { threads: [thread], end } = await startThreads(1, mutation);
    const startedMs = performance.now();
    let runs = 0;
    /** @type {import('./runs.js').Result['failure']} */
    let failure;
    for (let lot = 0; thread && !failure && runs < MOST; lot += 1) {
      const result = await thread.run({ client: mutation.client ?? 'createDirectLine', seed: mutation.seed * 1_000 + lot, runs: LOT, shrinks: part !== undefined });
      runs += result.runs;
      failure = result.failure;
    }
    await end();
    console.log(JSON.stringify({ name: mutation.name, found: failure !== undefined, runs, broken: failure?.broken[0], ms: Math.round(performance.now() - startedMs) }));
    if (part !== undefined && failure) console.log(`\n${failure.picture}\n`);
  }
};
await Promise.all(Array.from({ length: availableParallelism() }, next));
