// `npm run simulate -- --runs N --seed S`: the client, the five lines of the parts and the emulator's core through random bad days. See docs/reliability.md.
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { startThreads } from './threads.mjs';

const { values } = parseArgs({ options: { runs: { type: 'string' }, seed: { type: 'string' }, path: { type: 'string' }, client: { type: 'string' } } });
const whole = (/** @type {'runs' | 'seed'} */ name, /** @type {number} */ otherwise) => {
  const given = values[name];
  if (given === undefined) return otherwise;
  if (/^\d{1,9}$/.test(given)) return Number(given);
  console.error(`--${name} takes a whole number, not ${given}`);
  return process.exit(2);
};

/** @type {readonly import('./schedule.js').Client[]} */
const all = ['createDirectLine', 'five lines'];
const clients = all.filter(name => values.client === undefined || name === values.client);
if (clients.length === 0) {
  console.error(`--client takes '${all.join("' or '")}', not ${values.client}`);
  process.exit(2);
}

const runs = whole('runs', 10_000);
const seed = whole('seed', Math.floor(Math.random() * 1e6));
/** Each lot has a seed of its own, so that a run is the same however many threads there are. */
const LOT = 250;
const lots = values.path === undefined
  ? Array.from({ length: Math.ceil(runs / LOT) }, (_, index) => ({ seed: seed * 1_000 + index, runs: Math.min(LOT, runs - index * LOT) }))
    .map((lot, index) => ({ client: clients[index % clients.length] ?? 'createDirectLine', ...lot }))
  : clients.map(client => ({ client, seed, runs: 1, path: values.path }));

const count = Math.min(availableParallelism(), lots.length);
const again = values.path === undefined ? '' : ', one path';
console.log(`${values.path === undefined ? runs.toLocaleString('en') : 1} bad days, seed ${seed}${again}, ${count} threads`);
const startedMs = performance.now();
const { threads, end } = await startThreads(count);

let done = 0;
/** @type {NonNullable<import('./runs.js').Result['failure']>[]} */
const failures = [];
const rate = () => Math.round(done / ((performance.now() - startedMs) / 1_000));
const progress = () => {
  if (process.stdout.isTTY) process.stdout.write(`\r${done.toLocaleString('en')} of ${runs.toLocaleString('en')} runs, ${rate()} a second `);
};
const tick = setInterval(() => process.stdout.isTTY || console.log(`${done.toLocaleString('en')} of ${runs.toLocaleString('en')} runs, ${rate()} a second`), 10_000);

await Promise.all(threads.map(async thread => {
  for (let lot = lots.shift(); lot && failures.length === 0; lot = lots.shift()) {
    const result = await thread.run(lot);
    done += result.runs;
    if (result.failure) failures.push(result.failure);
    progress();
  }
}));
clearInterval(tick);
await end();

if (process.stdout.isTTY) console.log();
for (const { client, seed: failed, path, picture } of failures) console.log(`\n${picture}\n\nagain: npm run simulate -- --client '${client}' --seed ${failed} --path ${path}`);
console.log(`${done.toLocaleString('en')} runs in ${((performance.now() - startedMs) / 1_000).toFixed(1)} s, ${rate()} a second: ${failures.length === 0 ? 'no promise was broken' : 'a promise was broken'}`);
process.exitCode = failures.length === 0 ? 0 : 1;
