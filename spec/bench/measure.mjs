import { median } from './median.mjs';
import { ask } from './processes.mjs';

/** Rounds to warm up, which are not counted. Clients in new processes have none. */
const WARM_UP = 5;

/**
 * @typedef {import('./client/measures.mjs').Measured} Measured
 * @typedef {import('./clients.mjs').Client} Client
 * The counted rounds of each client, the floor first.
 * @typedef {readonly { readonly name: string, readonly rounds: readonly Measured[] }[]} Rounds
 * `ratios` are the medians of the ratios to the other clients, pair by pair, so what slows the machine down for a while slows both.
 * @typedef {{ readonly name: string, readonly value: number, readonly ratios: Readonly<Record<string, number>>, readonly outOfOrder: number }} Result
 */

/**
 * Measures the job of a row: all clients in turn, and backwards every second round.
 * @param {import('./rows.mjs').Row} row
 * @param {readonly string[]} names the floor first
 * @param {{ readonly domain: string, readonly clients: import('./clients.mjs').Clients, readonly rounds: number, readonly done: () => void }} options
 * @returns {Promise<Rounds>}
 */
export const measureRounds = async (row, names, { domain, clients, rounds, done }) => {
  /** @type {Map<string, Measured[]>} */
  const measured = new Map(names.map((name) => [name, []]));
  const open = async (/** @type {string} */ name) => {
    if (!row.fresh) return clients.shared(name);
    const client = await clients.start(name);
    if (row.before) await ask(client.child, { domain, ...row.before });
    return client;
  };
  const take = async (/** @type {Client} */ { name, child }) => void measured.get(name)?.push(await ask(child, { domain, ...row.job }));
  const close = async (/** @type {Client} */ client) => (row.fresh ? clients.stop(client) : undefined);

  const backwards = [...names].reverse();
  const warmUp = row.together || row.fresh ? 0 : WARM_UP;
  for (let round = -warmUp; round < rounds; round += 1) {
    /** @type {Client[]} */
    const opened = [];
    for (const name of round % 2 ? backwards : names) {
      const client = await open(name);
      if (row.together) opened.push(client);
      else await take(client).finally(() => close(client));
    }
    await Promise.all(opened.map(take)).finally(() => Promise.all(opened.map(close)));
    done();
  }
  return names.map((name) => ({ name, rounds: measured.get(name)?.slice(warmUp) ?? [] }));
};

/**
 * The quantity of a row, of each client that was measured.
 * @param {import('./rows.mjs').Row} row
 * @param {Rounds} measured
 * @returns {readonly Result[]}
 */
export const resultsOf = ({ quantity, together }, measured) => {
  const samples = measured.map(({ name, rounds }) => {
    const values = rounds.map((round) => round.values[quantity] ?? []);
    return { name, rounds, pairs: together ? values.flat() : values.map(median) };
  });
  return samples.map(({ name, rounds, pairs }) => ({
    name,
    value: median(pairs),
    ratios: Object.fromEntries(samples.map((other) => [other.name, median(pairs.map((value, index) => value / (other.pairs[index] ?? NaN)))])),
    outOfOrder: sum(rounds.map((round) => round.outOfOrder)) / Math.max(1, sum(rounds.map((round) => round.activities))),
  }));
};

const sum = (/** @type {readonly number[]} */ values) => values.reduce((before, value) => before + value, 0);
