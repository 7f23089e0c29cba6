import { randomUUID } from 'node:crypto';
import { setTimeout as after } from 'node:timers/promises';
import { nowMs } from '../clock.mjs';
import { hear } from './hear.mjs';
import { measureIdle, measureOpening } from './openConversations.mjs';
import { measurePosts } from './posts.mjs';

/**
 * @typedef {import('./main.mjs').Load} Load
 * @typedef {{ readonly domain: string, readonly secret: string, readonly count: number, readonly inFlight?: number }} Job
 * `values` are the samples of each quantity. `outOfOrder` is how many activities did not come right after the one before them.
 * @typedef {{ readonly values: Readonly<Record<string, readonly number[]>>, readonly activities: number, readonly outOfOrder: number }} Measured
 */

export const measures = {
  /** Activities a second, from the first to the last of `count`: one value. */
  rate: async (/** @type {Load} */ load, /** @type {Job} */ job) => {
    let startMs = 0;
    let endMs = 0;
    const outOfOrder = await hear(await load(), job, (heard) => {
      if (heard === 1) startMs = nowMs();
      if (heard === job.count) endMs = nowMs();
    });
    return { values: { rate: [(job.count / (endMs - startMs)) * 1_000] }, activities: job.count, outOfOrder };
  },

  /** Milliseconds from the service's write to the callback, of each of `count` activities. */
  delay: async (/** @type {Load} */ load, /** @type {Job} */ job) => {
    /** @type {number[]} */
    const delay = [];
    const outOfOrder = await hear(await load(), job, (_, { channelData }) => delay.push(nowMs() - channelData.sinceMs));
    return { values: { delay }, activities: job.count, outOfOrder };
  },

  /** Milliseconds from the service's cut to the next activity, of each of `count` conversations, begun one after the other. */
  recovery: async (/** @type {Load} */ load, /** @type {Job} */ { count, ...job }) => {
    const connect = await load();
    /** @type {number[]} */
    const recovery = [];
    const conversations = Array.from({ length: count }, async (_, index) => {
      await after(index * 50);
      return hear(connect, { ...job, count: 2 }, (heard, { channelData }) => {
        if (heard === 2) recovery[index] = nowMs() - channelData.sinceMs;
      });
    });
    const outOfOrder = (await Promise.all(conversations)).reduce((sum, each) => sum + each, 0);
    return { values: { recovery }, activities: 2 * count, outOfOrder };
  },

  /** Milliseconds from the call that resumes a conversation, without a watermark, to the first of its `count` activities. */
  resume: async (/** @type {Load} */ load, /** @type {Job} */ job) => {
    const connect = await load();
    const startMs = nowMs();
    let endMs = 0;
    const outOfOrder = await hear(connect, { ...job, conversationId: randomUUID() }, (heard) => {
      if (heard === 1) endMs = nowMs();
    });
    return { values: { resume: [endMs - startMs] }, activities: job.count, outOfOrder };
  },

  /** Milliseconds from the import of the client to the first activity of a new conversation. It takes a new process. */
  cold: async (/** @type {Load} */ load, /** @type {Job} */ job) => {
    const startMs = nowMs();
    let endMs = 0;
    const outOfOrder = await hear(await load(), job, () => (endMs = nowMs()));
    return { values: { cold: [endMs - startMs] }, activities: job.count, outOfOrder };
  },

  opening: measureOpening,
  idle: measureIdle,
  posts: measurePosts,
};
