import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { ConnectionEvent } from '../../src/connection/events.js';
import { exponentialBackoff, type ReconnectPolicy } from '../../src/connection/policy.js';
import { initialState, transition, type ConnectionState } from '../../src/connection/transition.js';
import {
  DirectLineGoneError, DirectLineHttpError, DirectLineNetworkError, DirectLineSocketError, DirectLineTokenExpiredError,
  DirectLineTokenMismatchError, type DirectLineError,
} from '../../src/errors.js';

/** docs/architecture.md prints this very text; run this spec with UPDATE_DOCS=1 to write there what the code does now. */
const table = `
| event | idle | connecting 1 | online | online, held | waiting | expired | failed | ended |
|---|---|---|---|---|---|---|---|---|
| wanted | connecting 1 | · | · | · | · | · | waiting: 1 in 1 s | · |
| left | · | idle | idle | idle | idle | idle | · | · |
| opened | · | online | · | · | · | · | · | · |
| healthy | · | · | online, held | · | · | · | · | · |
| lost: it can heal | · | waiting: 2 in 1 s | waiting: 2 in 1 s | waiting: 1 at once | · | · | · | · |
| lost: it can heal, the policy gives up | · | failed | failed | failed | · | · | · | · |
| lost: it is final | · | failed | failed | failed | · | · | · | · |
| lost: there is no token | · | expired | expired | expired | · | · | · | · |
| lost: the conversation is gone | · | ended: gone | ended: gone | ended: gone | · | · | · | · |
| lost: gone, \`onGone: 'restart'\` | · | waiting: 2 in 1 s | waiting: 2 in 1 s | waiting: 1 at once | · | · | · | · |
| lost: the token is of another conversation | · | expired | expired | expired | · | · | · | · |
| lost: another conversation's, \`onGone: 'restart'\` | · | waiting: 2 in 1 s | waiting: 2 in 1 s | waiting: 1 at once | · | · | · | · |
| lost: collision, none of ours lost before | · | waiting: 2 in 1 s | waiting: 2 in 1 s | failed: collision | · | · | · | · |
| jumped | · | · | connecting 1 | connecting 1 | · | · | · | · |
| due | · | · | · | · | connecting 2 | · | · | · |
| woken | · | · | · | · | connecting 2 | · | · | · |
| reconnect | · | connecting 1 | connecting 1 | connecting 1 | connecting 1 | connecting 1 | idle | · |
| endOfConversation | ended: endOfConversation | ended: endOfConversation | ended: endOfConversation | ended: endOfConversation | ended: endOfConversation | ended: endOfConversation | ended: endOfConversation | · |
| end | ended: end | ended: end | ended: end | ended: end | ended: end | ended: end | ended: end | · |
`.trim();

const heals = new DirectLineNetworkError('cut', false);
const final = new DirectLineHttpError('no', 401);
const noToken = new DirectLineTokenExpiredError('none');
const gone = new DirectLineGoneError('c');
const mismatch = new DirectLineTokenMismatchError('c', 'd');
const collision = new DirectLineSocketError('closed', true, 1000, 'collision');

const backoff = exponentialBackoff({ random: () => 1 });
const next = transition({ reconnectPolicy: backoff, onGone: 'end' });
const restarting = transition({ reconnectPolicy: backoff, onGone: 'restart' });
const givingUp = transition({ reconnectPolicy: () => null, onGone: 'end' });

/** An event that means this very state: its own run, its own demand. */
type EventAt = (state: ConnectionState, nowMs?: number) => ConnectionEvent;

const wanted: EventAt = ({ demand }, nowMs = 0) => ({ type: 'wanted', demand: demand + 1, nowMs });
const left: EventAt = ({ demand }, nowMs = 0) => ({ type: 'left', demand, nowMs });
const opened: EventAt = ({ run }) => ({ type: 'opened', run, transport: 'websocket' });
const healthy: EventAt = ({ run }) => ({ type: 'healthy', run });
const lost = (error: DirectLineError): EventAt => ({ run }, nowMs = 0) => ({ type: 'lost', run, error, nowMs });
const jumped: EventAt = ({ run }, nowMs = 0) => ({ type: 'jumped', run, nowMs });
const due: EventAt = ({ run }) => ({ type: 'due', run });
const woken: EventAt = () => ({ type: 'woken' });
const reconnect: EventAt = (_, nowMs = 0) => ({ type: 'reconnect', nowMs });
const endOfConversation: EventAt = () => ({ type: 'endOfConversation' });
const end: EventAt = () => ({ type: 'end' });

const rows: readonly (readonly [name: string, event: EventAt, rules?: typeof next])[] = [
  ['wanted', wanted],
  ['left', left],
  ['opened', opened],
  ['healthy', healthy],
  ['lost: it can heal', lost(heals)],
  ['lost: it can heal, the policy gives up', lost(heals), givingUp],
  ['lost: it is final', lost(final)],
  ['lost: there is no token', lost(noToken)],
  ['lost: the conversation is gone', lost(gone)],
  ["lost: gone, `onGone: 'restart'`", lost(gone), restarting],
  ['lost: the token is of another conversation', lost(mismatch)],
  ["lost: another conversation's, `onGone: 'restart'`", lost(mismatch), restarting],
  ['lost: collision, none of ours lost before', lost(collision)],
  ['jumped', jumped],
  ['due', due],
  ['woken', woken],
  ['reconnect', reconnect],
  ['endOfConversation', endOfConversation],
  ['end', end],
];

/** The state after these events, each of which means the state that it meets. */
const after = (...events: readonly EventAt[]): ConnectionState => from(initialState, ...events);
const from = (state: ConnectionState, ...events: readonly EventAt[]): ConnectionState =>
  events.reduce((before, event) => next(before, event(before)), state);
/** The same, the last event at this time. */
const at = (nowMs: number, state: ConnectionState, event: EventAt): ConnectionState => next(state, event(state, nowMs));

const columns: readonly ConnectionState[] = [
  initialState,
  after(wanted),
  after(wanted, opened),
  after(wanted, opened, healthy),
  after(wanted, lost(heals)),
  after(wanted, lost(noToken)),
  after(wanted, lost(final)),
  after(end),
];

const said = ({ status, healthy: held }: ConnectionState): string => {
  switch (status.state) {
    case 'connecting':
      return `connecting ${status.attempt}`;
    case 'online':
      return held ? 'online, held' : 'online';
    case 'waiting':
      return `waiting: ${status.attempt} ${status.delayMs === 0 ? 'at once' : `in ${status.delayMs / 1_000} s`}`;
    case 'failed':
      return status.error.name === 'DirectLineCollisionError' ? 'failed: collision' : 'failed';
    case 'ended':
      return `ended: ${status.reason}`;
    default:
      return status.state;
  }
};

// A run of its own is a change, even where the status is called the same.
const cell = (before: ConnectionState, then: ConnectionState): string =>
  before.run === then.run && said(before) === said(then) ? '·' : said(then);

const legend = `\`·\` changes nothing. \`online, held\` has been open for 5 s; \`waiting: 2 in 1 s\` is the wait before attempt 2, here with the default
policy without its jitter. What \`opened\`, \`healthy\`, \`lost\`, \`jumped\` and \`due\` say of an older run, and \`left\` of an older demand, changes nothing.`;

const printed = (): string => {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const heads = columns.map(state => (state.status.state === 'connecting' ? 'connecting 1' : (said(state).split(':')[0] ?? '')));
  return [
    line(['event', ...heads]),
    `|${'---|'.repeat(heads.length + 1)}`,
    ...rows.map(([name, event, rules = next]) => line([name, ...columns.map(state => cell(state, rules(state, event(state))))])),
  ].join('\n');
};

describe('state × event', () => {
  it('is this table', () => {
    expect(printed()).toBe(table);
  });

  it('is printed in docs/architecture.md', () => {
    const path = resolve(__dirname, '../../docs/architecture.md');
    const [, before = '', inDocs = 'no markers `<!-- transitions -->` and `<!-- /transitions -->`', behind = ''] =
      /^([^]*<!-- transitions -->)([^]*)(<!-- \/transitions -->[^]*)$/.exec(readFileSync(path, 'utf8')) ?? [];
    const text = `${legend}\n\n${printed()}`;
    if (process.env['UPDATE_DOCS'] === '1' && before !== '') writeFileSync(path, `${before}\n\n${text}\n\n${behind}`);
    else if (inDocs.trim() !== text)
      throw new Error(`docs/architecture.md is not what the code does: UPDATE_DOCS=1 npx jest spec/connection/transition writes it\n${inDocs}`);
  });

  it('leaves everything as it was where a cell is empty; only the newest demand is noted', () => {
    const changed = rows.flatMap(([name, event, rules = next]) =>
      columns.flatMap(state => {
        const then = rules(state, event(state));
        const expected = name === 'wanted' && state.status.state !== 'ended' ? { ...state, demand: state.demand + 1 } : state;
        return cell(state, then) !== '·' || isDeepStrictEqual(then, expected) ? [] : [`${name} in ${said(state)}`];
      }),
    );
    expect(changed).toEqual([]);
  });

  it('hears nothing of an older run', () => {
    const older = { run: -1, nowMs: 0 };
    const late: readonly ConnectionEvent[] = [
      { type: 'opened', ...older, transport: 'websocket' }, { type: 'healthy', ...older }, { type: 'jumped', ...older }, { type: 'due', ...older },
      ...[heals, final, noToken, gone, mismatch, collision].map(error => ({ type: 'lost' as const, ...older, error })),
    ];
    for (const state of columns) for (const event of late) expect(next(state, event)).toBe(state);
  });

  it('hears nothing of the end of an older demand', () => {
    for (const state of columns) {
      const twice = next(state, wanted(state));
      if (twice.demand > state.demand) expect(next(twice, left(state))).toBe(twice);
    }
  });

  it('gives each entry into connecting a number of its own', () => {
    const runs = [wanted, reconnect, opened, jumped, lost(heals), woken, lost(heals), due, left, wanted];
    const seen = runs.map((_, index) => after(...runs.slice(0, index + 1)).run);
    expect(seen).toEqual([1, 2, 2, 3, 3, 4, 4, 5, 5, 6]);
  });
});

describe('what a status says', () => {
  it('of waiting: the attempt, the delay, the time on the clock and the error', () => {
    const state = after(wanted);
    expect(at(5_000, state, lost(heals)).status).toEqual({ state: 'waiting', attempt: 2, delayMs: 1_000, retryAtMs: 6_000, error: heals });
  });

  it('of online: the transport', () => {
    expect(after(wanted, opened).status).toEqual({ state: 'online', transport: 'websocket' });
  });

  it('of expired and failed: what was lost', () => {
    const state = after(wanted);
    expect(from(state, lost(mismatch)).status).toEqual({ state: 'expired', error: mismatch });
    expect(from(state, lost(final)).status).toEqual({ state: 'failed', error: final });
  });
});

describe('attempts', () => {
  const delays = (state: ConnectionState, times: number, ...each: readonly EventAt[]): readonly number[] =>
    Array.from({ length: times }, (_, index) => {
      const { status } = from(state, ...Array.from({ length: index + 1 }, () => each).flat());
      return status.state === 'waiting' ? status.delayMs : NaN;
    });

  it('are counted while the stream does not open', () => {
    expect(delays(after(wanted), 7, due, lost(heals))).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  });

  it('are counted while the stream opens and drops: a loss is retried at once only after it has held', () => {
    expect(delays(after(wanted), 4, due, opened, lost(heals))).toEqual([1_000, 2_000, 4_000, 8_000]);
    expect(delays(after(wanted), 3, due, opened, healthy, lost(heals))).toEqual([0, 0, 0]);
  });

  it('start anew once the stream has held', () => {
    const held = after(wanted, lost(heals), due, lost(heals), due, opened, healthy, lost(heals));
    expect(said(held)).toBe('waiting: 1 at once');
    expect(said(from(held, due, lost(heals)))).toBe('waiting: 2 in 1 s');
  });

  it('start anew at reconnect(), after a jump of the clock and for a new subscriber', () => {
    const tired = after(wanted, lost(heals), due, lost(heals), due);
    expect(said(tired)).toBe('connecting 3');
    expect([[reconnect], [opened, jumped], [left, wanted]].map(events => said(from(tired, ...events)))).toEqual(['connecting 1', 'connecting 1', 'connecting 1']);
  });

  it('are told to the policy, with the error: 0 for the loss of what had held', () => {
    const asked: unknown[] = [];
    const reconnectPolicy: ReconnectPolicy = question => {
      asked.push(question);
      return 0;
    };
    const listening = transition({ reconnectPolicy, onGone: 'end' });
    [wanted, lost(heals), due, lost(heals), due, opened, healthy, lost(heals), due, lost(final)].reduce(
      (state, event) => listening(state, event(state)),
      initialState,
    );
    expect(asked).toEqual([{ attempt: 1, error: heals }, { attempt: 2, error: heals }, { attempt: 0, error: heals }]);
  });
});

describe('giving up', () => {
  const failing = (reconnectPolicy: ReconnectPolicy): ConnectionState => {
    const state = after(wanted);
    return transition({ reconnectPolicy, onGone: 'end' })(state, lost(heals)(state));
  };

  it('fails with the error when the policy says null', () => {
    expect(failing(() => null).status).toEqual({ state: 'failed', error: heals });
  });

  it('fails with what the policy threw', () => {
    const cause = new Error('my policy is broken');
    const { status } = failing(() => {
      throw cause;
    });
    expect(status).toMatchObject({ state: 'failed', error: { name: 'DirectLineCallbackError', callback: 'reconnectPolicy', cause } });
  });

  it('makes who subscribes again wait 1, 2, 4 … s, without jitter and on the same clock', () => {
    let state = after(wanted, lost(final));
    let nowMs = 0;
    const waits = Array.from({ length: 7 }, () => {
      state = at(nowMs, state, wanted);
      const { status } = state;
      const delayMs = status.state === 'waiting' ? status.delayMs : NaN;
      nowMs += delayMs;
      state = at(nowMs, from(state, due), lost(final));
      return delayMs;
    });
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  });

  it('counts the time since: who subscribes late does not wait', () => {
    const state = after(wanted, lost(final));
    expect(said(at(400, state, wanted))).toBe('waiting: 1 in 0.6 s');
    expect(said(at(1_000, state, wanted))).toBe('connecting 1');
  });

  it('is forgotten once a stream has held, and at reconnect()', () => {
    const twice = from(after(wanted, lost(final), wanted, due, lost(final)), wanted);
    expect(said(twice)).toBe('waiting: 1 in 2 s');
    expect(said(from(twice, due, opened, healthy, lost(final), wanted))).toBe('waiting: 1 in 1 s');
    expect(said(from(after(wanted, lost(final)), reconnect, wanted))).toBe('connecting 1');
  });
});

describe('a collision', () => {
  /** Online and held, lost at 0, and connecting again. */
  const losing = (): ConnectionState => after(wanted, opened, healthy, lost(heals), due);

  it.each([0, 1, 90_000])('%i ms after the loss of a stream of our own is our ghost, however often', nowMs => {
    let state = losing();
    for (let times = 0; times < 5; times += 1) {
      state = at(nowMs, state, lost(collision));
      expect(state.status.state).toBe('waiting');
      state = from(state, due);
    }
  });

  it('later than 90 s after it is somebody else, at the third in a row', () => {
    const once = at(90_001, losing(), lost(collision));
    const twice = at(90_002, from(once, due), lost(collision));
    expect([once.status.state, twice.status.state]).toEqual(['waiting', 'waiting']);
    expect(said(at(90_003, from(twice, due), lost(collision)))).toBe('failed: collision');
  });

  it('in a row means: with nothing else between, and nothing held', () => {
    const two = after(wanted, lost(collision), due, lost(collision), due);
    expect(said(from(two, lost(collision)))).toBe('failed: collision');
    expect(from(two, lost(heals), due, lost(collision)).status.state).toBe('waiting');
    expect(from(two, reconnect, lost(collision)).status.state).toBe('waiting');
    expect(at(1, from(two, opened, left, wanted), lost(collision)).status.state).toBe('waiting');
  });

  it('that closes what had held, without a loss of ours before, is another owner', () => {
    const { status } = after(wanted, opened, healthy, lost(collision));
    expect(status).toMatchObject({ state: 'failed', error: { name: 'DirectLineCollisionError', cause: collision } });
  });

  it.each<[string, readonly EventAt[]]>([
    ['lost', [lost(heals), due]],
    ['left', [left, wanted]],
    ['replaced by reconnect()', [reconnect]],
    ['replaced after a jump of the clock', [jumped]],
  ])('is our ghost when the stream before was %s', (_, events) => {
    const state = from(after(wanted, opened), ...events, opened, healthy);
    expect(at(1_000, state, lost(collision)).status.state).toBe('waiting');
  });

  it('is waited for, not raced, even when it closes what had held', () => {
    expect(said(at(1_000, from(losing(), opened, healthy), lost(collision)))).not.toContain('at once');
  });
});
