import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { exponentialBackoff, type ReconnectPolicy } from '../../src/connection/policy.js';
import type { ConnectionEvent } from '../../src/connection/status.js';
import { initialState, transition, type ConnectionState, type Rules } from '../../src/connection/transition.js';
import {
  DirectLineGoneError, DirectLineHttpError, DirectLineNetworkError, DirectLineSocketError, DirectLineTokenError,
  DirectLineTokenMismatchError, type DirectLineError,
} from '../../src/errors.js';

/** docs/architecture.md prints this very text; run this spec with UPDATE_DOCS=1 to write there what the code does now. */
const table = `
| event | idle | connecting 1 | online | online, held | connecting 3 (polling: socketBlocked) | online (polling: socketBlocked), held | online (polling: otherClient), held | waiting | needsToken | failed | ended |
|---|---|---|---|---|---|---|---|---|---|---|---|
| wanted | connecting 1 | · | · | · | · | · | · | · | · | waiting: 1 in 1 s | · |
| wanted, \`transport: 'polling'\` | connecting 1 (polling) | · | · | · | · | · | · | · | · | waiting: 1 in 1 s | · |
| left | · | idle | idle | idle | idle | idle | idle | idle | idle | · | · |
| opened | · | online | · | · | online (polling: socketBlocked) | · | · | · | · | · | · |
| healthy | · | · | online, held | · | · | · | · | · | · | · | · |
| lost: it can heal | · | waiting: 2 in 1 s | waiting: 2 in 1 s | waiting: 1 at once | waiting: 4 in 4 s | waiting: 1 at once | waiting: 1 at once | · | · | · | · |
| lost: it can heal, the policy gives up | · | failed | failed | failed | failed | failed | failed | · | · | · | · |
| lost: it is final | · | failed | failed | failed | failed | failed | failed | · | · | · | · |
| lost: there is no token | · | needsToken: none | needsToken: none | needsToken: none | needsToken: none | needsToken: none | needsToken: none | · | · | · | · |
| lost: the token has expired | · | needsToken: expired | needsToken: expired | needsToken: expired | needsToken: expired | needsToken: expired | needsToken: expired | · | · | · | · |
| lost: the token was refused | · | needsToken: refused | needsToken: refused | needsToken: refused | needsToken: refused | needsToken: refused | needsToken: refused | · | · | · | · |
| lost: the conversation is gone | · | ended: gone | ended: gone | ended: gone | ended: gone | ended: gone | ended: gone | · | · | · | · |
| lost: gone, \`onGone: 'restart'\` | · | waiting: 2 in 1 s | waiting: 2 in 1 s | waiting: 1 at once | waiting: 4 in 4 s | waiting: 1 at once | waiting: 1 at once | · | · | · | · |
| lost: the token is of another conversation | · | needsToken: otherConversation | needsToken: otherConversation | needsToken: otherConversation | needsToken: otherConversation | needsToken: otherConversation | needsToken: otherConversation | · | · | · | · |
| lost: another conversation's, \`onGone: 'restart'\` | · | waiting: 2 in 1 s | waiting: 2 in 1 s | waiting: 1 at once | waiting: 4 in 4 s | waiting: 1 at once | waiting: 1 at once | · | · | · | · |
| lost: collision, none of ours lost before | · | waiting: 2 in 1 s | waiting: 2 in 1 s | connecting 1 (polling: otherClient) | waiting: 4 in 4 s | waiting: 1 at once | waiting: 1 at once | · | · | · | · |
| lost: the same, \`transport: 'websocket'\` | · | waiting: 2 in 1 s | waiting: 2 in 1 s | failed: collision | waiting: 4 in 4 s | waiting: 1 at once | waiting: 1 at once | · | · | · | · |
| lost: collision, the third in a row | · | connecting 1 (polling: otherClient) | connecting 1 (polling: otherClient) | connecting 1 (polling: otherClient) | waiting: 4 in 4 s | waiting: 1 at once | waiting: 1 at once | · | · | · | · |
| lost: the same, \`transport: 'websocket'\` | · | failed: collision | failed: collision | failed: collision | waiting: 4 in 4 s | waiting: 1 at once | waiting: 1 at once | · | · | · | · |
| lost: the socket never opened, for the first time | · | waiting: 2 in 1 s | waiting: 2 in 1 s | waiting: 1 at once | waiting: 4 in 4 s | waiting: 1 at once | waiting: 1 at once | · | · | · | · |
| lost: the socket never opened, for the second time | · | connecting 2 (polling: socketBlocked) | waiting: 2 in 1 s | waiting: 1 at once | waiting: 4 in 4 s | waiting: 1 at once | waiting: 1 at once | · | · | · | · |
| lost: the same, \`transport: 'websocket'\` | · | waiting: 2 in 1 s | waiting: 2 in 1 s | waiting: 1 at once | waiting: 4 in 4 s | waiting: 1 at once | waiting: 1 at once | · | · | · | · |
| lost: the socket never opened, which was only a try | · | connecting 2 (polling: socketBlocked) | waiting: 2 in 1 s | waiting: 1 at once | waiting: 4 in 4 s | waiting: 1 at once | waiting: 1 at once | · | · | · | · |
| jumped | · | · | connecting 1 | connecting 1 | · | connecting 1 (polling: socketBlocked) | connecting 1 (polling: otherClient) | · | · | · | · |
| socketAgain | · | · | · | · | connecting 3 | connecting 1 | · | · | · | · | · |
| due | · | · | · | · | · | · | · | connecting 2 | · | · | · |
| due, \`transport: 'polling'\` | · | · | · | · | · | · | · | connecting 2 (polling) | · | · | · |
| woken | · | · | · | · | · | · | · | connecting 2 | · | · | · |
| token | · | · | · | · | · | · | · | · | connecting 1 | · | · |
| reconnect | · | connecting 1 | connecting 1 | connecting 1 | connecting 1 | connecting 1 | connecting 1 | connecting 1 | connecting 1 | idle | · |
| reconnect, in the millisecond in which the run began | · | · | connecting 1 | connecting 1 | connecting 1 | connecting 1 | connecting 1 | connecting 1 | connecting 1 | idle | · |
| endOfConversation | ended: endOfConversation | ended: endOfConversation | ended: endOfConversation | ended: endOfConversation | ended: endOfConversation | ended: endOfConversation | ended: endOfConversation | ended: endOfConversation | ended: endOfConversation | ended: endOfConversation | · |
| end | ended: end | ended: end | ended: end | ended: end | ended: end | ended: end | ended: end | ended: end | ended: end | ended: end | · |
`.trim();

const heals = new DirectLineNetworkError('cut', false);
const final = new DirectLineHttpError('no', 401);
const noToken = new DirectLineTokenError('none', 'there is no token');
const expired = new DirectLineHttpError('no', 403, { code: 'TokenExpired' });
const refused = new DirectLineTokenError('refused', 'no');
const gone = new DirectLineGoneError('c');
const mismatch = new DirectLineTokenMismatchError('c', 'd');
const collision = new DirectLineSocketError('closed', true, 1000, 'collision');

const unopened = new DirectLineSocketError('the stream did not open', false, 1006);

const backoff = exponentialBackoff({ random: () => 1 });
/** As the client's defaults have it, but for the jitter. */
const by = (rules: Partial<Rules> = {}) => transition({ reconnectPolicy: backoff, onGone: 'end', transport: 'auto', ...rules });
const next = by();
const restarting = by({ onGone: 'restart' });
const givingUp = by({ reconnectPolicy: () => null });
const onlySocket = by({ transport: 'websocket' });
const onlyPolling = by({ transport: 'polling' });

/** An event that means this very state: its own run. */
type EventAt = (state: ConnectionState) => ConnectionEvent;

const wanted: EventAt = () => ({ type: 'wanted' });
const left: EventAt = () => ({ type: 'left' });
const opened: EventAt = ({ run }) => ({ type: 'opened', run });
const healthy: EventAt = ({ run }) => ({ type: 'healthy', run });
const lost = (error: DirectLineError): EventAt => ({ run }) => ({ type: 'lost', run, error });
const jumped: EventAt = ({ run }) => ({ type: 'jumped', run });
const socketAgain: EventAt = ({ run }) => ({ type: 'socketAgain', run });
const due: EventAt = ({ run }) => ({ type: 'due', run });
const woken: EventAt = () => ({ type: 'woken' });
const token: EventAt = () => ({ type: 'token' });
const reconnect: EventAt = () => ({ type: 'reconnect' });
const endOfConversation: EventAt = () => ({ type: 'endOfConversation' });
const end: EventAt = () => ({ type: 'end' });

/** What was before, where the columns do not tell. */
type Given = (state: ConnectionState) => ConnectionState;

const unopenedBefore: Given = state => ({ ...state, route: { ...state.route, unopened: 1 } });
const collidedBefore: Given = state => ({ ...state, collisions: 2 });
const same: Given = state => state;
/** A socket that is tried although such did not open here. */
const onlyTried: Given = state =>
  state.transport === 'polling' ? state : { ...state, route: { unopened: 0, pollingReason: 'socketBlocked', socketAtMs: 0, putOffMs: 300_000 } };

/** The columns' runs began at 0, and an event comes at `nowMs`, by default 0. */
const rows: readonly (readonly [name: string, event: EventAt, rules?: typeof next, given?: Given, nowMs?: number])[] = [
  ['wanted', wanted],
  ["wanted, `transport: 'polling'`", wanted, onlyPolling],
  ['left', left],
  ['opened', opened],
  ['healthy', healthy],
  ['lost: it can heal', lost(heals)],
  ['lost: it can heal, the policy gives up', lost(heals), givingUp],
  ['lost: it is final', lost(final)],
  ['lost: there is no token', lost(noToken)],
  ['lost: the token has expired', lost(expired)],
  ['lost: the token was refused', lost(refused)],
  ['lost: the conversation is gone', lost(gone)],
  ["lost: gone, `onGone: 'restart'`", lost(gone), restarting],
  ['lost: the token is of another conversation', lost(mismatch)],
  ["lost: another conversation's, `onGone: 'restart'`", lost(mismatch), restarting],
  ['lost: collision, none of ours lost before', lost(collision)],
  ["lost: the same, `transport: 'websocket'`", lost(collision), onlySocket],
  ['lost: collision, the third in a row', lost(collision), next, collidedBefore],
  ["lost: the same, `transport: 'websocket'`", lost(collision), onlySocket, collidedBefore],
  ['lost: the socket never opened, for the first time', lost(unopened)],
  ['lost: the socket never opened, for the second time', lost(unopened), next, unopenedBefore],
  ["lost: the same, `transport: 'websocket'`", lost(unopened), onlySocket, unopenedBefore],
  ['lost: the socket never opened, which was only a try', lost(unopened), next, onlyTried],
  ['jumped', jumped],
  ['socketAgain', socketAgain],
  ['due', due],
  ["due, `transport: 'polling'`", due, onlyPolling],
  ['woken', woken],
  ['token', token],
  ['reconnect', reconnect, next, same, 1],
  ['reconnect, in the millisecond in which the run began', reconnect],
  ['endOfConversation', endOfConversation],
  ['end', end],
];

/** The state after these events, each of which means the state that it meets. */
const after = (...events: readonly EventAt[]): ConnectionState => from(initialState, ...events);
const from = (state: ConnectionState, ...events: readonly EventAt[]): ConnectionState => ruledBy(next, state, ...events);
const ruledBy = (rules: typeof next, state: ConnectionState, ...events: readonly EventAt[]): ConnectionState =>
  events.reduce((before, event) => rules(before, event(before), 0), state);
/** The same, the last event at this time. */
const at = (nowMs: number, state: ConnectionState, event: EventAt, rules = next): ConnectionState => rules(state, event(state), nowMs);

/** Sockets do not open here: connecting by polling. */
const blocked = (): ConnectionState => after(wanted, lost(unopened), due, lost(unopened));
/** Another client took the stream: connecting by polling. */
const overtaken = (): ConnectionState => after(wanted, opened, healthy, lost(collision));

const columns: readonly ConnectionState[] = [
  initialState,
  after(wanted),
  after(wanted, opened),
  after(wanted, opened, healthy),
  blocked(),
  from(blocked(), opened, healthy),
  from(overtaken(), opened, healthy),
  after(wanted, lost(heals)),
  after(wanted, lost(noToken)),
  after(wanted, lost(final)),
  after(end),
];

const said = ({ status, healthy: held, transport, route: { pollingReason } }: ConnectionState): string => {
  const polled = transport === 'websocket' ? '' : pollingReason === undefined ? ' (polling)' : ` (polling: ${pollingReason})`;
  switch (status.state) {
    case 'connecting':
      return `connecting ${status.attempt}${polled}`;
    case 'online':
      return `online${polled}${held ? ', held' : ''}`;
    case 'waiting':
      return `waiting: ${status.attempt} ${status.delayMs === 0 ? 'at once' : `in ${status.delayMs / 1_000} s`}`;
    case 'failed':
      return status.error.name === 'DirectLineCollisionError' ? 'failed: collision' : 'failed';
    case 'needsToken':
      return `needsToken: ${status.reason}`;
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
policy without its jitter. An \`opened\`, \`healthy\`, \`lost\`, \`jumped\`, \`socketAgain\` or \`due\` of an older run changes nothing.
\`wanted\` and \`left\` are counted: \`left\` is here that of the only subscriber. The transport is chosen when \`connecting\` is entered. It is a socket unless the cell names polling, and the rule
is \`transport: 'auto'\` unless the row names another. \`(polling: socketBlocked)\` is polled because sockets do not open here, \`(polling: otherClient)\` because
another client holds the stream.`;

const printed = (): string => {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const heads = columns.map(state => (['connecting', 'online'].includes(state.status.state) ? said(state) : state.status.state));
  return [
    line(['event', ...heads]),
    `|${'---|'.repeat(heads.length + 1)}`,
    ...rows.map(([name, event, rules = next, given = same, nowMs = 0]) =>
      line([name, ...columns.map(given).map(state => cell(state, rules(state, event(state), nowMs)))]),
    ),
  ].join('\n');
};

describe('the next state', () => {
  it('is that of this table', () => {
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

  it('leaves the whole state as it was where a cell is empty; only the subscribers are counted', () => {
    const changed = rows.flatMap(([name, event, rules = next, given = same, nowMs = 0]) =>
      columns.map(given).flatMap(state => {
        const then = rules(state, event(state), nowMs);
        const counted = event === wanted ? 1 : event === left && state.streams > 0 ? -1 : 0;
        const expected = counted === 0 || state.status.state === 'ended' ? state : { ...state, streams: state.streams + counted };
        return cell(state, then) !== '·' || isDeepStrictEqual(then, expected) ? [] : [`${name} in ${said(state)}`];
      }),
    );
    expect(changed).toEqual([]);
  });

  it('is not changed by an event of an older run', () => {
    const run = -1;
    const late: readonly ConnectionEvent[] = [
      { type: 'opened', run }, { type: 'healthy', run }, { type: 'jumped', run }, { type: 'due', run }, { type: 'socketAgain', run },
      ...[heals, final, noToken, expired, refused, gone, mismatch, collision, unopened].map(error => ({ type: 'lost' as const, run, error })),
    ];
    for (const state of columns) for (const event of late) expect(next(state, event, 0)).toBe(state);
  });

  it('keeps its status when one of two subscribers leaves', () => {
    for (const state of columns) {
      const twice = from(state, wanted);
      if (state.streams > 0 && twice !== state) expect(from(twice, left)).toEqual({ ...twice, streams: state.streams });
    }
    expect(said(after(wanted, wanted, left, left))).toBe('idle');
  });

  it('ignores a `left` without a subscriber', () => {
    const state = after(wanted, left);
    expect(from(state, left)).toBe(state);
    expect(said(from(state, left, wanted))).toBe('connecting 1');
  });

  it('ignores an event of another type, which an app may send', () => {
    for (const state of columns) expect(next(state, { type: 'nonsense' } as unknown as ConnectionEvent, 0)).toBe(state);
  });

  it('gives each entry into connecting a number of its own', () => {
    const runs = [wanted, reconnect, opened, jumped, lost(heals), woken, lost(heals), due, left, wanted];
    const states = runs.reduce<readonly ConnectionState[]>((before, event, nowMs) => [...before, at(nowMs, before.at(-1) ?? initialState, event)], []);
    const seen = states.map(({ run }) => run);
    expect(seen).toEqual([1, 2, 2, 3, 3, 4, 4, 5, 5, 6]);
  });
});

describe('a status', () => {
  it('of `waiting` names the run, the attempt, the delay, the time on the clock and the error', () => {
    const state = after(wanted);
    expect(at(5_000, state, lost(heals)).status)
      .toEqual({ state: 'waiting', run: 1, attempt: 2, delayMs: 1_000, retryAtMs: 6_000, hasBeenOnline: false, error: heals });
  });

  it('of `waiting` tells whether the stream was online since somebody subscribed', () => {
    const hasBeenOnline = ({ status }: ConnectionState): boolean | undefined => (status.state === 'waiting' ? status.hasBeenOnline : undefined);
    const once = after(wanted, opened, lost(heals));
    expect(hasBeenOnline(once)).toBe(true);
    expect(hasBeenOnline(from(once, due, lost(heals)))).toBe(true);
    expect(hasBeenOnline(from(once, left, wanted, lost(heals)))).toBe(false);
  });

  it('of `connecting` names the run, the attempt, the transport and when a socket is tried again', () => {
    expect(after(wanted).status).toEqual({ state: 'connecting', run: 1, attempt: 1, transport: 'websocket' });
    expect(blocked().status).toEqual({ state: 'connecting', run: 3, attempt: 3, transport: 'polling', socketRetryAtMs: 300_000 });
    expect(overtaken().status).toEqual({ state: 'connecting', run: 2, attempt: 1, transport: 'polling' });
    expect(ruledBy(onlyPolling, initialState, wanted).status).toEqual({ state: 'connecting', run: 1, attempt: 1, transport: 'polling' });
  });

  it('of `online` names the run, the transport and, where nobody asked for polling, the reason for it', () => {
    expect(after(wanted, opened).status).toEqual({ state: 'online', run: 1, transport: 'websocket' });
    expect(from(blocked(), opened).status)
      .toEqual({ state: 'online', run: 3, transport: 'polling', pollingReason: 'socketBlocked', socketRetryAtMs: 300_000 });
    expect(from(overtaken(), opened).status).toEqual({ state: 'online', run: 2, transport: 'polling', pollingReason: 'otherClient' });
    expect(ruledBy(onlyPolling, initialState, wanted, opened).status).toEqual({ state: 'online', run: 1, transport: 'polling' });
  });

  it('of `needsToken` names the reason and the error, and one of `failed` the error', () => {
    const state = after(wanted);
    expect(from(state, lost(mismatch)).status).toEqual({ state: 'needsToken', reason: 'otherConversation', error: mismatch });
    expect(from(state, lost(noToken)).status).toEqual({ state: 'needsToken', reason: 'none', error: noToken });
    expect(from(state, lost(expired)).status).toEqual({ state: 'needsToken', reason: 'expired', error: expired });
    expect(from(state, lost(refused)).status).toEqual({ state: 'needsToken', reason: 'refused', error: refused });
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
    expect([at(1, tired, reconnect), from(tired, opened, jumped), from(tired, left, wanted)].map(said)).toEqual(['connecting 1', 'connecting 1', 'connecting 1']);
  });

  it('are told to the policy, with the error: 0 for the loss of what had held', () => {
    const asked: unknown[] = [];
    const reconnectPolicy: ReconnectPolicy = question => {
      asked.push(question);
      return 0;
    };
    const listening = by({ reconnectPolicy });
    [wanted, lost(heals), due, lost(heals), due, opened, healthy, lost(heals), due, lost(final)].reduce(
      (state, event) => listening(state, event(state), 0),
      initialState,
    );
    expect(asked).toEqual([{ attempt: 1, error: heals }, { attempt: 2, error: heals }, { attempt: 0, error: heals }]);
  });
});

describe('giving up', () => {
  const failing = (reconnectPolicy: ReconnectPolicy): ConnectionState => {
    const state = after(wanted);
    return by({ reconnectPolicy })(state, lost(heals)(state), 0);
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

  describe.each([
    ['auto', next, 'connecting 1 (polling: otherClient)'],
    ['websocket', onlySocket, 'failed: collision'],
  ] as const)('of another owner, with transport %p:', (_, rules, gaveWay) => {
    it('is the third in a row later than 90 s after it', () => {
      const once = at(90_001, losing(), lost(collision), rules);
      const twice = at(90_002, from(once, due), lost(collision), rules);
      expect([once.status.state, twice.status.state]).toEqual(['waiting', 'waiting']);
      expect(said(at(90_003, from(twice, due), lost(collision), rules))).toBe(gaveWay);
    });

    it('in a row means: with nothing else between, and nothing held', () => {
      const two = after(wanted, lost(collision), due, lost(collision), due);
      expect(said(ruledBy(rules, two, lost(collision)))).toBe(gaveWay);
      expect(ruledBy(rules, two, lost(heals), due, lost(collision)).status.state).toBe('waiting');
      expect(ruledBy(rules, at(1, two, reconnect, rules), lost(collision)).status.state).toBe('waiting');
      expect(at(1, from(two, opened, left, wanted), lost(collision), rules).status.state).toBe('waiting');
    });

    it('is the first that closes what had held, without a loss of ours before', () => {
      expect(said(ruledBy(rules, after(wanted, opened, healthy), lost(collision)))).toBe(gaveWay);
    });
  });

  it('is what `failed` says, and its cause', () => {
    const { status } = ruledBy(onlySocket, after(wanted, opened, healthy), lost(collision));
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

  it.each<[string, readonly EventAt[]]>([
    ['left', [left, wanted]],
    ['replaced by reconnect()', [reconnect]],
    ['given up', [lost(unopened), due]],
  ])('is our ghost when a stream had been asked for, and was %s before it opened here', (_, events) => {
    const state = from(events.reduce((before, event) => at(1, before, event), after(wanted)), opened, healthy);
    expect(at(1_000, state, lost(collision)).status.state).toBe('waiting');
  });

  it('is waited for, not raced, even when it closes what had held', () => {
    expect(said(at(1_000, from(losing(), opened, healthy), lost(collision)))).not.toContain('at once');
  });
});

describe('where a run comes from', () => {
  const MINUTE = 60_000;
  const isPolled = ({ transport }: ConnectionState): boolean => transport === 'polling';

  it.each([['websocket', onlySocket], ['polling', onlyPolling]] as const)('is %s throughout where the rules say so', (transport, rules) => {
    const events = [wanted, lost(unopened), due, lost(unopened), due, opened, healthy, lost(heals), due, opened, jumped, reconnect, left, wanted];
    const seen = events.reduce<readonly ConnectionState[]>(
      (before, event, nowMs) => [...before, at(nowMs, before.at(-1) ?? initialState, event, rules)], []);
    expect(seen.at(-1)?.run).toBe(7);
    expect(new Set(seen.map(state => state.transport))).toEqual(new Set([transport]));
    expect(seen.filter(({ status }) => 'pollingReason' in status || 'socketRetryAtMs' in status)).toEqual([]);
  });

  it('is chosen as it begins: a run has one', () => {
    const polled = from(blocked(), opened, healthy);
    for (const event of [wanted, woken, healthy, opened]) expect(at(60 * MINUTE, polled, event).transport).toBe('polling');
  });

  it('changes at once, and the attempts go on', () => {
    expect(said(blocked())).toBe('connecting 3 (polling: socketBlocked)');
    expect(said(from(blocked(), lost(heals)))).toBe('waiting: 4 in 4 s');
  });

  it('is the socket until two in a row did not open', () => {
    const once = after(wanted, lost(unopened), due);
    expect(isPolled(from(once, opened, lost(heals), due, lost(unopened)))).toBe(false);
    expect(isPolled(from(once, opened, lost(heals), due, lost(unopened), due, lost(unopened)))).toBe(true);
    // A service that was not reached says nothing of its sockets.
    expect(isPolled(from(once, lost(heals), due, lost(unopened)))).toBe(true);
  });

  it('tells a socket that did not open from one that was lost', () => {
    expect(isPolled(after(wanted, opened, lost(unopened), due, opened, lost(unopened), due))).toBe(false);
  });

  it.each([[0, true], [5 * MINUTE - 1, true], [5 * MINUTE, false]])('%i ms after sockets did not open, after being idle as in a wait: polled: %p', (nowMs, polled) => {
    expect(isPolled(at(nowMs, from(blocked(), opened, healthy, left), wanted))).toBe(polled);
    expect(isPolled(at(nowMs, from(blocked(), lost(heals)), due))).toBe(polled);
    expect(isPolled(at(nowMs, from(blocked(), lost(noToken), left), wanted))).toBe(polled);
    expect(isPolled(at(nowMs, from(blocked(), lost(heals)), woken))).toBe(polled);
  });

  it('is the socket again when its put-off is over, also where the run is not open yet or the clock is behind', () => {
    const polled = from(blocked(), opened, healthy);
    expect(said(at(5 * MINUTE, polled, socketAgain))).toBe('connecting 1');
    expect(said(at(5 * MINUTE, blocked(), socketAgain))).toBe('connecting 3');
    const behind = at(5 * MINUTE - 3, polled, socketAgain);
    expect([said(behind), isPolled(at(5 * MINUTE - 1, from(behind, lost(heals)), due))]).toEqual(['connecting 1', false]);
  });

  it('is put off twice as long by each try that does not open, up to an hour', () => {
    let nowMs = 0;
    let state = blocked();
    const putOffs = Array.from({ length: 6 }, () => {
      const { socketAtMs } = state.route;
      const putOffMs = socketAtMs - nowMs;
      nowMs = socketAtMs;
      state = at(nowMs, at(nowMs, from(state, opened, healthy), socketAgain), lost(unopened));
      return [putOffMs / MINUTE, said(state)];
    });
    expect(putOffs).toEqual([5, 10, 20, 40, 60, 60].map(minutes => [minutes, 'connecting 2 (polling: socketBlocked)']));
  });

  it('is put off anew once a socket has held, and at reconnect(); not once it was polled', () => {
    const tired = at(5 * MINUTE, at(5 * MINUTE, from(blocked(), opened, healthy), socketAgain), lost(unopened));
    const tried = at(15 * MINUTE, from(tired, opened, healthy), socketAgain);
    const blockedAgain = (state: ConnectionState): number => from(state, lost(unopened), due, lost(unopened)).route.putOffMs / MINUTE;
    expect(tired.route.putOffMs).toBe(10 * MINUTE);
    expect(from(tried, lost(unopened)).route.putOffMs).toBe(20 * MINUTE);
    // Opened, but not for long: the next that does not open is one too many.
    expect(from(tried, opened, lost(heals), due, lost(unopened)).route.putOffMs).toBe(20 * MINUTE);
    expect(blockedAgain(from(tried, opened, healthy, lost(heals), due))).toBe(5);
    expect(blockedAgain(from(tired, opened, healthy, reconnect))).toBe(5);
  });

  it("is polling while another client holds the stream, through losses and for hours; the socket's timer says nothing", () => {
    const polled = from(overtaken(), opened, healthy);
    expect(isPolled(at(600 * MINUTE, from(polled, lost(heals)), due))).toBe(true);
    expect(isPolled(at(600 * MINUTE, polled, jumped))).toBe(true);
    expect(at(600 * MINUTE, polled, socketAgain)).toBe(polled);
    expect(at(600 * MINUTE, polled, wanted).transport).toBe('polling');
  });

  it.each<[string, readonly EventAt[]]>([
    ['reconnect()', [reconnect]],
    ['reconnect() in a wait', [lost(heals), reconnect]],
    ['a new first subscriber', [left, wanted]],
    ['a new first subscriber after reconnect()', [left, reconnect, wanted]],
    ['a new subscriber after `failed`', [lost(final), wanted, due]],
  ])('is the socket again at %s', (_, events) => {
    expect(from(overtaken(), opened, healthy, ...events).transport).toBe('websocket');
  });

  it('does not take the loss of what was polled for the loss of a stream, which could leave a ghost', () => {
    for (const end of [reconnect, lost(heals), jumped]) expect(from(overtaken(), opened, healthy, end).ownLossAtMs).toBe(-Infinity);
    expect(from(overtaken(), opened, healthy, left).ownLossAtMs).toBe(-Infinity);
  });
});
