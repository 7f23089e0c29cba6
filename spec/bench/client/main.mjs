// One client in a process of its own: `main.mjs floor`, `ours` or `peer`. Its parent sends it one job after the other.
import { measures } from './measures.mjs';

/**
 * Starts a conversation, or resumes one without a watermark, and calls the callback with each activity.
 * @typedef {(options: Options, callback: (activity: Activity) => void) => Conversation} Connect
 * @typedef {{ readonly domain: string, readonly secret: string, readonly conversationId?: string }} Options
 * @typedef {{ readonly id?: string, readonly channelData?: any }} Activity
 * `post` calls `done` with the id that the service gave.
 * @typedef {{ readonly post: (activity: Post, done: (id: string) => void) => void, readonly end: () => void }} Conversation
 * @typedef {{ readonly type: string, readonly from: { readonly id: string }, readonly text: string }} Post
 * Imports the client. A measure calls it, because the import is part of what `cold` measures.
 * @typedef {() => Promise<Connect>} Load
 * @typedef {{ readonly measure: keyof typeof measures, readonly secret: string, readonly count: number, readonly inFlight?: number }} Job
 */

/** @type {Load} */
const load = async () => (await import(`./${process.argv[2]}.mjs`)).connect;

process.on('message', async (/** @type {Job & { readonly domain: string }} */ { measure, ...job }) =>
  process.send?.(await measures[measure](load, job)),
);
process.on('disconnect', () => process.exit());
process.send?.('ready');
