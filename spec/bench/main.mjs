// `npm run bench`: the client beside the floor and the peer, against a stub service. See docs/performance.md.
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { createClients } from './clients.mjs';
import { measureRounds, resultsOf } from './measure.mjs';
import { start } from './processes.mjs';
import { rows } from './rows.mjs';
import { table } from './table.mjs';

/** How often `--check` measures a row that missed its limit: what else the machine does makes a row worse, never better. */
const TRIES = 3;

const { values: { check = false, profile, rows: wanted } } = parseArgs({
  options: { check: { type: 'boolean' }, profile: { type: 'string' }, rows: { type: 'string', multiple: true } },
});

const chosen = rows.filter(({ name }) => !wanted || wanted.some((part) => name.includes(part)));
if (chosen.length === 0) throw new Error(`no row is named like ${wanted?.join(', ')}: ${rows.map(({ name }) => name).join('; ')}`);

const hasPeer = existsSync(new URL('../hosts/peer/node_modules/botframework-directlinejs', import.meta.url));
if (!hasPeer) {
  const needsPeer = chosen.filter(({ relativeTo }) => relativeTo === 'peer').map(({ name }) => name);
  const install = 'npm ci --prefix spec/hosts/peer';
  if (check && needsPeer.length > 0) throw new Error(`the peer is not installed, and is compared with: ${needsPeer.join('; ')}. ${install}`);
  console.log(`Without the peer, which is not installed: ${install}`);
}
/** The clients of a job, the floor first. `--check` measures the peer only where the limit of one of the job's rows is relative to it. */
const namesOf = (/** @type {import('./rows.mjs').Row} */ { job, without = [] }) => {
  const needsPeer = !check || chosen.some((row) => row.job === job && row.relativeTo === 'peer');
  return ['floor', 'ours', ...(hasPeer && needsPeer ? ['peer'] : [])].filter((name) => !without.includes(name));
};

const service = await start('./service/main.mjs');
const clients = createClients(profile ? ['--cpu-prof', `--cpu-prof-dir=${profile}`] : []);
const domain = `http://127.0.0.1:${service.first.port}/v3/directline`;
console.log(`Node ${process.versions.node}, ${availableParallelism()} cores`);

/** The rounds of the jobs, which several rows share. @type {Map<object, import('./measure.mjs').Rounds>} */
const roundsOf = new Map();
const measured = [];
let missed = 0;
try {
  for (const row of chosen) {
    for (let tries = check ? TRIES : 1; tries > 0; tries -= 1) {
      process.stdout.write(`${row.name} `);
      const rounds = roundsOf.get(row.job) ?? await measureRounds(row, namesOf(row), {
        domain, clients, rounds: check ? row.rounds.check : row.rounds.all, done: () => process.stdout.write('.'),
      });
      roundsOf.set(row.job, rounds);
      const results = resultsOf(row, rounds);
      const ours = results.find(({ name }) => name === 'ours');
      const ratio = ours?.ratios[row.relativeTo ?? 'floor'] ?? NaN;
      const holds = ours?.outOfOrder === 0 && (row.better === 'more' ? ratio >= row.limit : ratio <= row.limit);
      console.log(` ${ratio.toFixed(2)} of the ${row.relativeTo ?? 'floor'}${check && !holds ? `, misses the limit of ${row.limit}` : ''}`);
      if (!holds && tries > 1) {
        roundsOf.delete(row.job);
        continue;
      }
      if (!holds) missed += 1;
      measured.push({ row, results });
      break;
    }
  }
  console.log(`\n${table(measured)}`);
  if (check && missed > 0) process.exitCode = 1;
} finally {
  clients.stopAll();
  if (service.child.connected) service.child.disconnect();
}
