import { nowMs } from '../clock.mjs';
import { activityId, activitySet } from './activitySet.mjs';

/**
 * What the service does in one conversation. A plan is made when the conversation starts, so that its preparation is not measured.
 * @typedef {object} Plan
 * @property {(socket: import('ws').WebSocket, tcp: import('node:stream').Duplex) => void} open is called with each socket that opens
 * @property {(activity: object) => { readonly id: string, readonly echo: () => void }} [post] takes a post; `echo` writes it to the stream
 * @property {(watermark: number) => string} [history] returns the page after a watermark
 * @property {number} [hopMs] is how long the service waits before each answer
 */

/** A secret is a plan's name and its numbers, such as `burst.20.40000`, so the clients choose the plan. */
export const planOf = (/** @type {string} */ secret, /** @type {string} */ conversationId) => {
  const [name = '', ...numbers] = secret.split('.');
  const plan = plans[/** @type {keyof typeof plans} */ (name)];
  if (!plan) throw new Error(`a secret is one of ${Object.keys(plans).join(', ')} and its numbers, not ${secret}`);
  const [first = 0, second = 0] = numbers.map(Number);
  return plan(conversationId, first, second);
};

/** @type {Readonly<Record<string, (id: string, first: number, second: number) => Plan>>} */
const plans = {
  /** `count` activities in sets of `size`, in one write, so that no client waits for the service. */
  burst(id, size, count) {
    const sets = Array.from({ length: count / size }, (_, index) => activitySet(id, { first: index * size + 1, size }));
    // Emptied after the write, because the service keeps its plans.
    let bytes = Buffer.concat(sets.flatMap(frame));
    return {
      open: (_, tcp) => {
        tcp.write(bytes);
        bytes = Buffer.alloc(0);
      },
    };
  },

  /** One activity each `everyMs`, with the time of its write. */
  paced(id, everyMs, count) {
    return {
      open: (socket) => {
        let first = 0;
        const pace = setInterval(() => {
          first += 1;
          socket.send(activitySet(id, { first, sinceMs: nowMs() }));
          if (first === count) clearInterval(pace);
        }, everyMs);
        socket.on('close', () => clearInterval(pace));
      },
    };
  },

  /** An activity, then a cut after `healthyMs`, and on the next stream another activity, with the time of the cut. */
  cut(id, healthyMs) {
    let first = 0;
    /** @type {number | undefined} */
    let sinceMs;
    return {
      open: (socket) => {
        first += 1;
        socket.send(activitySet(id, { first, ...(sinceMs !== undefined && { sinceMs }) }));
        if (sinceMs !== undefined) return;
        const cut = setTimeout(() => {
          sinceMs = nowMs();
          socket.terminate();
        }, healthyMs);
        socket.on('close', () => clearTimeout(cut));
      },
    };
  },

  /** An activity when the stream opens, then silence. */
  idle(id) {
    const greeting = activitySet(id, { first: 1 });
    return { open: (socket) => socket.send(greeting) };
  },

  /** An activity when the stream opens, then the echo of each post. */
  echo(id) {
    /** @type {import('ws').WebSocket | undefined} */
    let stream;
    let count = 1;
    return {
      open: (socket) => {
        stream = socket;
        socket.send(activitySet(id, { first: 1 }));
      },
      post: (post) => {
        count += 1;
        const set = activitySet(id, { first: count, post });
        return { id: activityId(id, count), echo: () => stream?.send(set) };
      },
    };
  },

  /** A conversation of `size` activities, from a service that is `hopMs` away. Its stream begins now, without the history. */
  history(id, hopMs, size) {
    return {
      hopMs,
      open: () => undefined,
      history: (watermark) => activitySet(id, { first: watermark + 1, size: Math.max(0, size - watermark) }),
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
