import { setTimeout as after } from 'node:timers/promises';
import { nowMs } from '../clock.mjs';

/**
 * @typedef {import('./main.mjs').Listen} Listen
 * @typedef {{ readonly domain: string, readonly secret: string, readonly count: number }} Job
 * `outOfOrder`: how many of the activities did not come right after the one before them.
 * @typedef {{ readonly values: number[], readonly activities: number, readonly outOfOrder: number }} Measured
 */

export const measures = {
  /** Activities a second, from the first to the last of `count`: one value. */
  rate: async (/** @type {Listen} */ listen, /** @type {Job} */ job) => {
    let startMs = 0;
    let endMs = 0;
    const outOfOrder = await hear(listen, job, heard => {
      if (heard === 1) startMs = nowMs();
      if (heard === job.count) endMs = nowMs();
    });
    return { values: [(job.count / (endMs - startMs)) * 1_000], activities: job.count, outOfOrder };
  },

  /** Milliseconds from the service's write to the callback, of each of `count` activities. */
  delay: async (/** @type {Listen} */ listen, /** @type {Job} */ job) => {
    /** @type {number[]} */
    const values = [];
    const outOfOrder = await hear(listen, job, (_, { channelData }) => values.push(nowMs() - channelData.sinceMs));
    return { values, activities: job.count, outOfOrder };
  },

  /** Milliseconds from the service's cut to the next activity, of each of `count` conversations, begun one after the other. */
  recovery: async (/** @type {Listen} */ listen, /** @type {Job} */ { count, ...job }) => {
    /** @type {number[]} */
    const values = [];
    const conversations = Array.from({ length: count }, async (_, index) => {
      await after(index * 50);
      return hear(listen, { ...job, count: 2 }, (heard, { channelData }) => {
        if (heard === 2) values[index] = nowMs() - channelData.sinceMs;
      });
    });
    const outOfOrder = (await Promise.all(conversations)).reduce((sum, each) => sum + each, 0);
    return { values, activities: 2 * count, outOfOrder };
  },
};

/**
 * Listens to a conversation until `count` activities were heard; how many of them were out of order.
 * @param {Listen} listen
 * @param {Job} job
 * @param {(heard: number, activity: import('./main.mjs').Activity) => void} each
 * @returns {Promise<number>}
 */
const hear = (listen, { domain, secret, count }, each) =>
  new Promise(resolve => {
    let heard = 0;
    let last = 0;
    let outOfOrder = 0;
    const stop = listen(domain, secret, activity => {
      const number = Number(activity.id?.slice(-7));
      if (number !== last + 1) outOfOrder += 1;
      last = number;
      heard += 1;
      each(heard, activity);
      if (heard !== count) return;
      stop();
      resolve(outOfOrder);
    });
  });
