// Breaks the client in each way of `mutations.mjs`, and shows after how many bad days that is found: `node spec/simulation/mutants.mjs [part of a name]`.
import { availableParallelism } from 'node:os';
import { mutations } from './mutations.mjs';
import { startThreads } from './threads.mjs';

/** What has not been found after so many is not found. */
const MOST = 1_000;
const LOT = 50;

const wanted = mutations.filter(({ name }) => name.includes(process.argv[2] ?? ''));
const left = [...wanted];
const next = async () => {
  for (let mutation = left.shift(); mutation; mutation = left.shift()) {
    const { threads: [thread], end } = await startThreads(1, mutation);
    const startedMs = performance.now();
    let runs = 0;
    /** @type {import('./runs.js').Result['failure']} */
    let failure;
    for (let lot = 0; thread && !failure && runs < MOST; lot += 1) {
      const result = await thread.run({ seed: mutation.seed * 1_000 + lot, runs: LOT, shrinks: false });
      runs += result.runs;
      failure = result.failure;
    }
    await end();
    console.log(JSON.stringify({ name: mutation.name, found: failure !== undefined, runs, broken: failure?.broken[0], ms: Math.round(performance.now() - startedMs) }));
  }
};
await Promise.all(Array.from({ length: availableParallelism() }, next));
