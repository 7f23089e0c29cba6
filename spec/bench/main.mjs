// `npm run bench`: the client beside the floor and the peer, against a stub service. See docs/performance.md.
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { measureRow } from './measure.mjs';
import { start } from './processes.mjs';
import { rows } from './rows.mjs';
import { isMore, table } from './table.mjs';

/** How often `--check` measures a row that missed its limit: what else the machine does makes a row worse, never better. */
const TRIES = 3;

const { values: { check = false, profile } } = parseArgs({ options: { check: { type: 'boolean' }, profile: { type: 'string' } } });

const peerIsThere = existsSync(new URL('../hosts/peer/node_modules/botframework-directlinejs', import.meta.url));
if (!check && !peerIsThere) console.log('Without the peer, which is not installed: npm ci --prefix spec/hosts/peer');
const names = ['floor', 'ours', ...(!check && peerIsThere ? ['peer'] : [])];

/** @type {import('node:child_process').ChildProcess[]} */
const started = [];
const run = async (/** @type {string} */ path, /** @type {string[]} */ args = [], /** @type {string[]} */ execArgv = []) => {
  const { child, first } = await start(path, args, execArgv);
  started.push(child);
  return { child, first };
};

try {
  const { first: { port } } = await run('./service/main.mjs');
  const domain = `http://127.0.0.1:${port}/v3/directline`;
  const execArgv = profile ? ['--cpu-prof', `--cpu-prof-dir=${profile}`] : [];
  const clients = await Promise.all(names.map(async name => ({ name, ...(await run('./client/main.mjs', [name], execArgv)) })));
  console.log(`Node ${process.versions.node}, ${availableParallelism()} cores: ${names.join(', ')}`);

  const measured = [];
  let missed = 0;
  for (const row of rows) {
    for (let left = check ? TRIES : 1; left > 0; left -= 1) {
      const rounds = check ? row.rounds.check : row.rounds.all;
      process.stdout.write(`${row.name} `);
      const results = await measureRow(row, clients, { domain, rounds, done: () => process.stdout.write('.') });
      const [, { ratio, outOfOrder } = { ratio: NaN, outOfOrder: NaN }] = results;
      const holds = outOfOrder === 0 && (isMore(row) ? ratio >= row.limit : ratio <= row.limit);
      console.log(` ${ratio.toFixed(2)} of the floor${check && !holds ? `, over the limit of ${row.limit}` : ''}`);
      if (!holds && left > 1) continue;
      if (!holds) missed += 1;
      measured.push({ row, results });
      break;
    }
  }
  console.log(`\n${table(measured)}`);
  if (check && missed > 0) process.exitCode = 1;
} finally {
  for (const child of started) if (child.connected) child.disconnect();
}
