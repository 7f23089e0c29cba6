// One client in a process of its own: `main.mjs floor`, `ours` or `peer`. Its parent sends it one job after the other.
import { measures } from './measures.mjs';

/**
 * Starts a conversation and listens to it; what it returns ends it.
 * @typedef {(domain: string, secret: string, callback: (activity: Activity) => void) => () => void} Listen
 * @typedef {{ readonly id?: string, readonly channelData?: any }} Activity
 * @typedef {{ readonly measure: keyof typeof measures, readonly secret: string, readonly count: number }} Job
 */

const { listen } = await import(`./${process.argv[2]}.mjs`);

process.on('message', async (/** @type {Job & { readonly domain: string }} */ { measure, ...job }) =>
  process.send?.(await measures[measure](listen, job)),
);
process.on('disconnect', () => process.exit());
process.send?.('ready');
