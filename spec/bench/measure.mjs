import { median } from './median.mjs';
import { ask } from './processes.mjs';

/** Rounds to warm up, which are not counted. */
const WARM_UP = 5;

/**
 * @typedef {import('./client/measures.mjs').Measured} Measured
 * @typedef {{ readonly name: string, readonly child: import('node:child_process').ChildProcess }} Client
 * `ratio` is the median of the ratios to the floor, pair by pair: so what slows the machine down for a while, slows both.
 * @typedef {{ readonly name: string, readonly value: number, readonly ratio: number, readonly outOfOrder: number }} Result
 */

/**
 * One row: all clients in turn, round after round, the first of a round being the last of the next.
 * @param {import('./rows.mjs').Row} row
 * @param {readonly Client[]} clients the floor first
 * @param {{ readonly domain: string, readonly rounds: number, readonly done: (round: number) => void }} how
 * @returns {Promise<readonly Result[]>}
 */
export const measureRow = async (row, clients, { domain, rounds, done }) => {
  const job = { domain, ...row.job };
  /** @type {Map<string, Measured[]>} */
  const measured = new Map(clients.map(({ name }) => [name, []]));
  const take = async (/** @type {Client} */ { name, child }) => void measured.get(name)?.push(await ask(child, job));
  const backwards = [...clients].reverse();
  const warmUp = row.together ? 0 : WARM_UP;
  for (let round = -warmUp; round < rounds; round += 1) {
    if (row.together) await Promise.all(clients.map(take));
    else for (const client of round % 2 ? backwards : clients) await take(client);
    done(round + 1);
  }
  const counted = clients.map(({ name }) => ({ name, rounds: measured.get(name)?.slice(warmUp) ?? [] }));
  const pairs = (/** @type {readonly Measured[]} */ all) => (row.together ? all.flatMap(({ values }) => values) : all.map(({ values }) => median(values)));
  const floor = pairs(counted[0]?.rounds ?? []);
  return counted.map(({ name, rounds: all }) => ({
    name,
    value: median(pairs(all)),
    ratio: median(pairs(all).map((value, index) => value / (floor[index] ?? NaN))),
    outOfOrder: sum(all.map(each => each.outOfOrder)) / sum(all.map(each => each.activities)),
  }));
};

const sum = (/** @type {readonly number[]} */ values) => values.reduce((before, value) => before + value, 0);
