import { DirectLineCallbackError, type DirectLineError } from '../errors.js';

/**
 * Says how long to wait before the next attempt, in milliseconds, or `null` to give up.
 * `attempt` is how many attempts in a row have failed; 0 for the loss of a connection that had held.
 * Asked only about errors that can heal: the others are given up at once.
 */
export type ReconnectPolicy = (failure: { readonly attempt: number; readonly error: DirectLineError }) => number | null;

export interface Backoff {
  /** The most to wait before the second attempt; it doubles from there. Default 1,000. */
  readonly firstMs?: number | undefined;
  /** The most to wait at all. Default 30,000. */
  readonly capMs?: number | undefined;
  /** From 0 to 1. Default `Math.random`. */
  readonly random?: (() => number) | undefined;
}

/** The longest wait that a timer can hold. */
const LONGEST_MS = 0x7fffffff;

/** Any number as a wait: whole, as clocks are, not negative, not longer than a timer holds. */
export const clampMs = (ms: number): number => (ms >= 0 ? Math.min(Math.round(ms), LONGEST_MS) : 0);

/** The most that the back-off waits after so many failures: doubling from `firstMs` to `capMs`. */
export const backoffCeilingMs = (attempt: number, { firstMs = 1_000, capMs = 30_000 }: Backoff = {}): number =>
  Math.min(capMs, firstMs * 2 ** Math.max(0, attempt - 1));

/**
 * The default policy: at once after a connection that had held, else a random part (full jitter) of a wait that doubles.
 * A `Retry-After` wins, and is not jittered. It never gives up.
 */
export const exponentialBackoff = (options: Backoff = {}): ReconnectPolicy => {
  const random = options.random ?? Math.random;
  return ({ attempt, error }) => {
    const ownMs = attempt === 0 ? 0 : random() * backoffCeilingMs(attempt, options);
    const { retryAfterMs = -1 } = error.name === 'DirectLineHttpError' ? error : {};
    // 0, or a date that has passed on a clock ahead of the service's, says nothing about when.
    return retryAfterMs > 0 ? retryAfterMs : ownMs;
  };
};

/** Asks a policy, as a wait that a timer can hold; a policy that throws is a `DirectLineCallbackError`, thrown. */
export const askPolicy = (policy: ReconnectPolicy, attempt: number, error: DirectLineError): number | null => {
  try {
    const delayMs = policy({ attempt, error });
    return delayMs === null ? null : clampMs(delayMs);
  } catch (cause) {
    throw new DirectLineCallbackError('reconnectPolicy', { cause });
  }
};
