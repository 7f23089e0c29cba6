/**
 * What is measured. The first two limits only guard what was reached: the aim is not (docs/performance.md).
 * `aim` and `limit` (of `--check`) are ratios to the floor. Rounds of one client at a time are
 * interleaved; where all go `together`, a round has many values, each paired with the others' of the same moment.
 * @typedef {object} Row
 * @property {string} name
 * @property {'activities/s' | 'ms'} unit
 * @property {number} aim
 * @property {number} limit
 * @property {import('./client/main.mjs').Job} job
 * @property {{ readonly all: number, readonly check: number }} rounds
 * @property {boolean} [together]
 */

/** @type {readonly Row[]} */
export const rows = [
  {
    name: 'activities a second, in sets of 1', unit: 'activities/s', aim: 0.95, limit: 0.65,
    job: { measure: 'rate', secret: 'burst.1.15000', count: 15_000 }, rounds: { all: 25, check: 15 },
  },
  {
    name: 'activities a second, in sets of 20', unit: 'activities/s', aim: 0.95, limit: 0.7,
    job: { measure: 'rate', secret: 'burst.20.30000', count: 30_000 }, rounds: { all: 25, check: 15 },
  },
  {
    name: 'from the write to the subscriber', unit: 'ms', aim: 1.4, limit: 2,
    job: { measure: 'delay', secret: 'paced.3.100', count: 100 }, rounds: { all: 15, check: 9 },
  },
  {
    // Only a stream that held for 5 s is worth an attempt at once.
    name: 'from a cut to the next activity', unit: 'ms', aim: 5, limit: 20,
    job: { measure: 'recovery', secret: 'cut.5500', count: 30 }, rounds: { all: 1, check: 1 }, together: true,
  },
];
