import type { Activity } from '../protocol/types.js';
import { Serials } from './serials.js';

/** How many ids of another form than the service's own are remembered. */
const OTHER_IDS = 4_096;

/** Whether the service keeps an activity: all but `typing` and `conversationUpdate`, which nothing can repeat (docs/protocol.md, 7 and 8.1). */
export const isRecorded = ({ type }: Activity): boolean => type !== 'typing' && type !== 'conversationUpdate';

/** Which activities of a conversation have been delivered: ids `conversation|serial` for good, others the last 4,096. */
export class Delivered {
  /** Mutable: what has been delivered is what this client cannot ask anybody for. */
  readonly #serials = new Serials();
  #others: Set<string> | undefined;
  /** What the service's own ids begin with (docs/protocol.md, 6.1). */
  readonly #prefix: string;

  constructor(conversationId: string) {
    this.#prefix = `${conversationId}|`;
  }

  /** Remembers an activity; whether it is to be delivered. What has no id, or is never recorded, always is. */
  add(activity: Activity): boolean {
    if (activity.id === undefined || !isRecorded(activity)) return true;
    const serial = serialOf(activity.id, this.#prefix);
    if (serial !== undefined) return this.#serials.add(serial);
    const others = (this.#others ??= new Set());
    if (others.has(activity.id)) return false;
    others.add(activity.id);
    if (others.size > OTHER_IDS) others.delete(others.values().next().value ?? '');
    return true;
  }

  has(activity: Activity): boolean {
    if (activity.id === undefined || !isRecorded(activity)) return false;
    const serial = serialOf(activity.id, this.#prefix);
    return serial === undefined ? this.#others?.has(activity.id) === true : this.#serials.has(serial);
  }

  /** How many things are kept to know this. */
  get size(): number {
    return this.#serials.ranges + (this.#others?.size ?? 0);
  }
}

/** docs/protocol.md, 6.1 and 15: `conversation|digits`, seven of them in 3.0 and eighteen in 1.1. */
const serialOf = (id: string, prefix: string): number | undefined => {
  // For each activity: `startsWith` takes four times as long, and a regular expression is a tenth of what receiving costs.
  if (id.length === prefix.length || id.slice(0, prefix.length) !== prefix) return undefined;
  let serial = 0;
  for (let index = prefix.length; index < id.length; index += 1) {
    const digit = id.charCodeAt(index) - ZERO;
    if (digit < 0 || digit > 9) return undefined;
    serial = serial * 10 + digit;
  }
  return Number.isSafeInteger(serial) ? serial : undefined;
};

const ZERO = '0'.charCodeAt(0);
