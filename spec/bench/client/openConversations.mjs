import { setTimeout as after } from 'node:timers/promises';
import { numberOf } from './hear.mjs';

/** How many conversations open at the same time. */
const OPENING_AT_ONCE = 20;
/** Conversations that are opened before the first look at the memory, so that code and pools count for nothing. */
const WARM_UP = 50;
/** How long the idle conversations are observed. */
const IDLE_MS = 30_000;

/** Keeps the conversations of this process from being collected. @type {import('./main.mjs').Conversation[]} */
const conversations = [];

/** What one of `count` open conversations costs: heap and resident memory in KB, and the CPU time of its opening in ms. It takes a new process. */
export const measureOpening = async (/** @type {import('./main.mjs').Load} */ load, /** @type {import('./measures.mjs').Job} */ { count, ...options }) => {
  const connect = await load();
  await openConversations(connect, options, WARM_UP);
  const before = await memory();
  const cpu = process.cpuUsage();
  const outOfOrder = await openConversations(connect, options, count);
  const openingMs = cpuMs(cpu);
  const { heapUsed, rss } = await memory();
  const values = {
    heap: [(heapUsed - before.heapUsed) / 1_024 / count],
    resident: [(rss - before.rss) / 1_024 / count],
    opening: [openingMs / count],
  };
  return { values, activities: count, outOfOrder };
};

/** The CPU time in ms of the conversations that `measureOpening` opened in this process, while nothing happens to them. */
export const measureIdle = async () => {
  const cpu = process.cpuUsage();
  await after(IDLE_MS);
  return { values: { idle: [cpuMs(cpu)] }, activities: 0, outOfOrder: 0 };
};

/**
 * Opens conversations until each of them has received its first activity. Resolves with how many of these were not the first.
 * @param {import('./main.mjs').Connect} connect
 * @param {import('./main.mjs').Options} options
 * @param {number} count
 * @returns {Promise<number>}
 */
const openConversations = (connect, options, count) =>
  new Promise((resolve) => {
    let started = 0;
    let opened = 0;
    let outOfOrder = 0;
    const open = () => {
      started += 1;
      conversations.push(connect(options, receive));
    };
    // One function for all conversations, so that the benchmark adds nothing to the heap of one.
    const receive = (/** @type {import('./main.mjs').Activity} */ activity) => {
      if (numberOf(activity) !== 1) outOfOrder += 1;
      opened += 1;
      if (started < count) open();
      else if (opened === count) resolve(outOfOrder);
    };
    while (started < Math.min(OPENING_AT_ONCE, count)) open();
  });

/** The memory of this process without garbage. A later turn frees what the earlier one finalized. */
const memory = async () => {
  for (let turn = 0; turn < 5; turn += 1) {
    globalThis.gc?.();
    await after(50);
  }
  return process.memoryUsage();
};

const cpuMs = (/** @type {NodeJS.CpuUsage} */ since) => {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1_000;
};
