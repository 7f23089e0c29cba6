import fc, { type Arbitrary } from 'fast-check';
import { STORM_MS, type Client, type Event, type Schedule, type Setting } from './schedule.js';

const weighted = <const T extends string | number | boolean>(...choices: readonly (readonly [T, number])[]): Arbitrary<T> =>
  fc.oneof(...choices.map(([value, weight]) => ({ arbitrary: fc.constant(value), weight })));

const setting: Arbitrary<Omit<Setting, 'client'>> = fc.record({
  credential: weighted(['secret', 3], ['token function', 3], ['token', 1]),
  version: weighted(['3.0', 6], ['1.1', 1]),
  transport: weighted(['auto', 5], ['websocket', 2], ['polling', 2]),
  onGone: weighted(['end', 1], ['restart', 3]),
  lingerMs: weighted([1_000, 4], [0, 1], [5_000, 1]),
  pings: fc.boolean(),
  latencyMs: weighted([10, 4], [1, 1], [150, 2], [700, 1]),
  service: fc.record({
    tokenLifetimeMs: weighted([1_800_000, 4], [60_000, 2], [15_000, 1]),
    keepAliveMs: weighted([20_000, 3], [0, 1], [5_000, 1]),
    pageSize: weighted([100, 3], [2, 1], [1, 1]),
    echo: weighted(['at once', 2], ['after the bot', 1]),
    uncertain: fc.record({
      collision: weighted(['newcomer', 3], ['older', 1]),
      watermark: weighted(['last', 3], ['next', 1]),
      rejectedActivity: weighted(['kept', 2], ['dropped', 1]),
      expiryClosesStreams: weighted([false, 3], [true, 1]),
      refreshEndsToken: weighted([false, 3], [true, 1]),
      streamHistory: weighted(['replayed', 3], ['left out', 1]),
    }),
  }),
  seed: fc.nat(0xffff),
});

const waitMs = fc.oneof(
  { arbitrary: fc.integer({ min: 1, max: 3_000 }), weight: 3 },
  { arbitrary: fc.integer({ min: 3_000, max: 70_000 }), weight: 2 },
);
const few = fc.integer({ min: 1, max: 4 });
const kind = <K extends string>(...kinds: readonly K[]): Arbitrary<K> => fc.constantFrom(...kinds);

const event: Arbitrary<Event> = fc.oneof(
  { arbitrary: fc.record({ kind: kind('cut') }), weight: 4 },
  { arbitrary: fc.record({ kind: kind('ghost', 'silence', 'offline', 'proxy refuses', 'proxy swallows', 'streams do not last'), forMs: waitMs }), weight: 5 },
  { arbitrary: fc.record({ kind: kind('hole'), forMs: waitMs, heals: fc.boolean() }), weight: 2 },
  { arbitrary: fc.record({ kind: kind('latency'), toMs: weighted([1, 1], [40, 1], [300, 1], [2_000, 1]) }), weight: 1 },
  { arbitrary: fc.record({ kind: kind('lose answers'), count: few }), weight: 2 },
  { arbitrary: fc.record({ kind: kind('replay'), last: fc.integer({ min: 1, max: 50 }) }), weight: 1 },
  {
    arbitrary: fc.record(
      { kind: kind('errors'), status: fc.constantFrom(408, 429, 500, 502, 503, 504), count: few, retryAfterS: fc.integer({ min: 0, max: 20 }) },
      { requiredKeys: ['kind', 'status', 'count'] },
    ),
    weight: 2,
  },
  { arbitrary: fc.record({ kind: kind('expire', 'token office closed', 'token office open') }), weight: 2 },
  { arbitrary: fc.record({ kind: kind('forget', 'bot ends', 'end') }), weight: 1 },
  { arbitrary: fc.record({ kind: kind('sleep'), forMs: fc.integer({ min: 1, max: 200_000 }) }), weight: 1 },
  { arbitrary: fc.record({ kind: kind('bot'), mood: fc.constantFrom('answers', 'slow', 'fails', 'hangs', 'chatters') }), weight: 2 },
  { arbitrary: fc.record({ kind: kind('bot says'), count: few }), weight: 5 },
  { arbitrary: fc.record({ kind: kind('post'), count: few }), weight: 5 },
  { arbitrary: fc.record({ kind: kind('leave', 'second listener', 'token listener'), forMs: waitMs }), weight: 3 },
  { arbitrary: fc.record({ kind: kind('reconnect', 'wake') }), weight: 2 },
);

// Bad things come in heaps: most moments lie near an earlier one.
const moment = fc.record({ gapMs: weighted([0, 1], [5, 2], [30, 2], [400, 2], [2_000, 2], [9_000, 2], [25_000, 1]), event });

/** Bad days of the client, or of the five lines: the same seed has the same days. */
export const scheduleOf = (client: Client): Arbitrary<Schedule> => fc.record({ setting, moments: fc.array(moment, { minLength: 1, maxLength: 16 }) }).map(
  ({ setting: chosen, moments }) => {
    // Mutable: the time as it goes on.
    let atMs = 0;
    const events = moments.map(({ gapMs, event: happens }) => ({ atMs: Math.min(STORM_MS, (atMs += gapMs)), event: happens }));
    return { setting: { client, ...chosen }, events };
  },
);
