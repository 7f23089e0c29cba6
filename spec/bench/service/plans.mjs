import { nowMs } from '../clock.mjs';
import { activitySet } from './activitySet.mjs';

/**
 * What the service does on a conversation's streams. A plan is made when the conversation starts, and is called with each
 * socket that opens: so what can be prepared is no part of what is measured.
 * @typedef {(socket: import('ws').WebSocket, tcp: import('node:stream').Duplex) => void} Plan
 */

/** A secret is a plan's name and its numbers, `burst.20.40000` say: so the service needs no other way to be told. */
export const planOf = (/** @type {string} */ secret, /** @type {string} */ conversationId) => {
  const [name = '', ...numbers] = secret.split('.');
  const plan = plans[/** @type {keyof typeof plans} */ (name)];
  if (!plan) throw new Error(`a secret is one of ${Object.keys(plans).join(', ')} and its numbers, not ${secret}`);
  const [first = 0, second = 0] = numbers.map(Number);
  return plan(conversationId, first, second);
};

const plans = {
  /** `count` activities in sets of `size`, in one write, so that the service is never what is waited for. */
  burst(/** @type {string} */ id, /** @type {number} */ size, /** @type {number} */ count) {
    const sets = Array.from({ length: count / size }, (_, index) => activitySet(id, { first: index * size + 1, size }));
    const bytes = Buffer.concat(sets.flatMap(frame));
    return (/** @type {import('ws').WebSocket} */ _, /** @type {import('node:stream').Duplex} */ tcp) => void tcp.write(bytes);
  },

  /** One activity each `everyMs`, which says when it was written. */
  paced(/** @type {string} */ id, /** @type {number} */ everyMs, /** @type {number} */ count) {
    return (/** @type {import('ws').WebSocket} */ socket) => {
      let first = 0;
      const pace = setInterval(() => {
        first += 1;
        socket.send(activitySet(id, { first, sinceMs: nowMs() }));
        if (first === count) clearInterval(pace);
      }, everyMs);
      socket.on('close', () => clearInterval(pace));
    };
  },

  /** An activity, then a cut after `healthyMs`; on the next stream another activity, which says when the cut was. */
  cut(/** @type {string} */ id, /** @type {number} */ healthyMs) {
    let first = 0;
    /** @type {number | undefined} */
    let sinceMs;
    return (/** @type {import('ws').WebSocket} */ socket) => {
      first += 1;
      socket.send(activitySet(id, { first, ...(sinceMs !== undefined && { sinceMs }) }));
      if (sinceMs !== undefined) return;
      const cut = setTimeout(() => {
        sinceMs = nowMs();
        socket.terminate();
      }, healthyMs);
      socket.on('close', () => clearTimeout(cut));
    };
  },
};

/** A text frame as a server writes it, without a mask (RFC 6455, 5.2): its head and its payload. */
const frame = (/** @type {string} */ text) => {
  const payload = Buffer.from(text);
  const head = Buffer.alloc(payload.length < 126 ? 2 : 4);
  head[0] = 0x81;
  head[1] = Math.min(payload.length, 126);
  if (head.length === 4) head.writeUInt16BE(payload.length, 2);
  return [head, payload];
};
