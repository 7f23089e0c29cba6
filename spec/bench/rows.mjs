/**
 * What is measured. `aim` and `limit` (of `--check`) are ratios of ours to the floor, or to the peer. A limit guards what was
 * reached, with room for the noise of a busy machine: it is not the aim (docs/performance.md).
 *
 * Rounds of one client at a time are interleaved. Where all clients go `together`, a round has many values, each paired with the
 * others' of the same moment. Rows with the same `job` object share its rounds, and take one of its quantities each.
 * @typedef {object} Row
 * @property {string} name
 * @property {'activities/s' | 'posts/s' | 'ms' | 'KB'} unit
 * @property {'more' | 'less'} better
 * @property {'peer'} [relativeTo] is the peer instead of the floor
 * @property {number} aim
 * @property {number} limit
 * @property {string} quantity is one of those that the job measures
 * @property {Job} job
 * @property {{ readonly all: number, readonly check: number }} rounds
 * @property {boolean} [together]
 * @property {boolean} [fresh] starts each client in a new process, each round
 * @property {Job} [before] runs in each new process first, one client at a time
 * @property {readonly string[]} [without] are the clients that cannot do the job
 * @typedef {import('./client/main.mjs').Job} Job
 */

/** @type {Job} */
const OPENING = { measure: 'opening', secret: 'idle', count: 2_000 };
const OPENING_ROUNDS = { all: 2, check: 1 };

/** @type {readonly Row[]} */
export const rows = [
  {
    name: 'activities a second, in sets of 1', unit: 'activities/s', better: 'more', aim: 0.95, limit: 0.7,
    quantity: 'rate', job: { measure: 'rate', secret: 'burst.1.15000', count: 15_000 }, rounds: { all: 25, check: 15 },
  },
  {
    name: 'activities a second, in sets of 20', unit: 'activities/s', better: 'more', aim: 0.95, limit: 0.75,
    quantity: 'rate', job: { measure: 'rate', secret: 'burst.20.30000', count: 30_000 }, rounds: { all: 25, check: 15 },
  },
  {
    name: 'from the write to the subscriber', unit: 'ms', better: 'less', aim: 1.4, limit: 1.5,
    quantity: 'delay', job: { measure: 'delay', secret: 'paced.3.100', count: 100 }, rounds: { all: 15, check: 9 },
  },
  {
    // Our client reconnects at once only after a stream that held for 5 s.
    name: 'from a cut to the next activity', unit: 'ms', better: 'less', aim: 5, limit: 4,
    quantity: 'recovery', job: { measure: 'recovery', secret: 'cut.5500', count: 30 }, rounds: { all: 1, check: 1 }, together: true,
  },
  {
    name: 'heap of an open conversation', unit: 'KB', better: 'less', relativeTo: 'peer', aim: 1, limit: 2.1,
    quantity: 'heap', job: OPENING, rounds: OPENING_ROUNDS, fresh: true,
  },
  {
    name: 'resident memory of an open conversation', unit: 'KB', better: 'less', relativeTo: 'peer', aim: 1, limit: 2,
    quantity: 'resident', job: OPENING, rounds: OPENING_ROUNDS, fresh: true,
  },
  {
    name: 'CPU to open a conversation', unit: 'ms', better: 'less', relativeTo: 'peer', aim: 1, limit: 2.4,
    quantity: 'opening', job: OPENING, rounds: OPENING_ROUNDS, fresh: true,
  },
  {
    name: 'CPU of 2,000 idle conversations in 30 s', unit: 'ms', better: 'less', relativeTo: 'peer', aim: 1, limit: 4,
    quantity: 'idle', job: { ...OPENING, measure: 'idle' }, rounds: { all: 1, check: 1 }, fresh: true, before: OPENING, together: true,
  },
  {
    name: 'posts a second, 100 in flight', unit: 'posts/s', better: 'more', aim: 0.75, limit: 0.35,
    quantity: 'posts', job: { measure: 'posts', secret: 'echo', count: 5_000, inFlight: 100 }, rounds: { all: 9, check: 5 },
  },
  {
    name: 'posts a second, one by one', unit: 'posts/s', better: 'more', aim: 0.7, limit: 0.5,
    quantity: 'posts', job: { measure: 'posts', secret: 'echo', count: 400, inFlight: 1 }, rounds: { all: 9, check: 5 },
  },
  {
    // The peer requests no history over sockets.
    name: 'first activity of a resumed conversation, 50 ms a hop', unit: 'ms', better: 'less', aim: 1.2, limit: 1.2,
    quantity: 'resume', job: { measure: 'resume', secret: 'history.50.20', count: 20 }, rounds: { all: 15, check: 9 }, without: ['peer'],
  },
  {
    name: 'first activity in a new process', unit: 'ms', better: 'less', relativeTo: 'peer', aim: 0.65, limit: 1.2,
    quantity: 'cold', job: { measure: 'cold', secret: 'idle', count: 1 }, rounds: { all: 15, check: 9 }, fresh: true,
  },
];
