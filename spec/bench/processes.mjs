import { fork } from 'node:child_process';
import { once } from 'node:events';

/** A job that takes as long hangs: the longest waits for 30 s, and all take longer on a busy machine. */
const DEADLINE_MS = 120_000;

/**
 * Starts a program of ours and waits for its first message. It ends when this process ends.
 * @param {string} path
 * @param {readonly string[]} [args]
 * @param {readonly string[]} [execArgv]
 */
export const start = async (path, args = [], execArgv = []) => {
  const child = fork(new URL(path, import.meta.url), args, { execArgv: [...execArgv] });
  return { child, first: await answer(child) };
};

/**
 * Gives a job to a client and waits for its answer.
 * @param {import('node:child_process').ChildProcess} child
 * @param {object} job
 * @returns {Promise<import('./client/measures.mjs').Measured>}
 */
export const ask = (child, job) => {
  child.send(job);
  return answer(child);
};

const answer = async (/** @type {import('node:child_process').ChildProcess} */ child) => {
  const over = new AbortController();
  const named = child.spawnargs.slice(1).join(' ');
  const late = AbortSignal.timeout(DEADLINE_MS);
  try {
    const [message] = await Promise.race([
      once(child, 'message', { signal: AbortSignal.any([over.signal, late]) }),
      once(child, 'exit', { signal: over.signal }).then(([code]) => {
        throw new Error(`${named} ended with ${code}`);
      }),
    ]);
    return message;
  } catch (error) {
    throw late.aborted ? new Error(`${named} did not answer in ${DEADLINE_MS / 1_000} s`) : error;
  } finally {
    over.abort();
  }
};
