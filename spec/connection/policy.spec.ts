import { askPolicy, backoffCeilingMs, exponentialBackoff, type Backoff } from '../../src/connection/policy.js';
import { DirectLineHttpError, DirectLineNetworkError, type DirectLineError } from '../../src/errors.js';

const cut = new DirectLineNetworkError('cut', false);
const throttled = (retryAfterMs: number) => new DirectLineHttpError('slow down', 429, { retryAfterMs });
const thrownBy = (call: () => unknown): unknown => {
  try {
    return call();
  } catch (error) {
    return error;
  }
};

describe('exponentialBackoff', () => {
  const waits = (backoff: Backoff, error: DirectLineError = cut) =>
    Array.from({ length: 9 }, (_, attempt) => exponentialBackoff(backoff)({ attempt, error }));

  it.each<[number, readonly number[]]>([
    [1, [0, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]],
    [0.5, [0, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000]],
    [0, [0, 0, 0, 0, 0, 0, 0, 0, 0]],
  ])('waits, with %d of its jitter, these ms after 0, 1, 2 … failures', (part, expected) => {
    expect(waits({ random: () => part })).toEqual(expected);
  });

  it('begins and ends where it is told to', () => {
    expect(waits({ random: () => 1, firstMs: 100, capMs: 1_000 })).toEqual([0, 100, 200, 400, 800, 1_000, 1_000, 1_000, 1_000]);
  });

  it('asks the dice each time', () => {
    const dice = [0.25, 0.75];
    const policy = exponentialBackoff({ random: () => dice.shift() ?? NaN });
    expect([policy({ attempt: 1, error: cut }), policy({ attempt: 1, error: cut })]).toEqual([250, 750]);
  });

  it('stays within its bounds with the dice of the platform', () => {
    const policy = exponentialBackoff();
    const seen = Array.from({ length: 200 }, () => policy({ attempt: 3, error: cut }) ?? NaN);
    expect(seen.filter(ms => !(ms >= 0 && ms < 4_000))).toEqual([]);
    expect(new Set(seen).size).toBeGreaterThan(100);
  });

  it('waits exactly as long as Retry-After says, after any number of failures and beyond its cap', () => {
    expect(waits({ random: () => 0.5 }, throttled(7_000))).toEqual(Array(9).fill(7_000));
    expect(exponentialBackoff({ capMs: 10 })({ attempt: 0, error: throttled(120_000) })).toBe(120_000);
  });

  it('waits as it would without Retry-After where that names no time to come: a clock that is ahead must not make it hammer', () => {
    expect(exponentialBackoff({ random: () => 1 })({ attempt: 4, error: throttled(0) })).toBe(8_000);
    expect(exponentialBackoff({ random: () => 1 })({ attempt: 0, error: throttled(0) })).toBe(0);
  });

  it('never gives up, and never waits longer than its cap', () => {
    expect(exponentialBackoff({ random: () => 1 })({ attempt: 1e6, error: cut })).toBe(30_000);
    expect(backoffCeilingMs(Infinity)).toBe(30_000);
  });
});

describe('asking a policy', () => {
  const asked = (delayMs: number | null) => askPolicy(() => delayMs, 1, cut);

  it.each([[1_234, 1_234], [0, 0], [0.5, 1], [17.4, 17], [-1, 0], [-Infinity, 0], [NaN, 0], [Infinity, 0x7fffffff], [0x80000000, 0x7fffffff]])(
    'makes of a delay of %d one that a timer holds: %d',
    (given, expected) => expect(asked(given)).toBe(expected),
  );

  it('clamps what the service asks for as well', () => {
    expect(askPolicy(exponentialBackoff(), 1, throttled(1e15))).toBe(0x7fffffff);
  });

  it('leaves null, which gives up', () => expect(asked(null)).toBeNull());

  it('throws what the policy throws as a DirectLineCallbackError with its cause', () => {
    const cause = new TypeError('x is not a function');
    const thrown = thrownBy(() => askPolicy(() => { throw cause; }, 1, cut));
    expect(thrown).toMatchObject({ name: 'DirectLineCallbackError', callback: 'reconnectPolicy', cause });
  });
});
