import { asyncScheduler, defer, NEVER, Observable, of, Subject, switchMap, take, type Subscription } from 'rxjs';
import { statusOf } from '../../src/connection/connectionStatus.js';
import type { TransportOption } from '../../src/connection/route.js';
import type { ConnectionStatus } from '../../src/connection/status.js';
import { DirectLineSocketError } from '../../src/errors.js';
import type { Conversation, Protocol, StreamingProtocol } from '../../src/protocol/protocol.js';
import { streamUrlFrom, type StreamUrl } from '../../src/protocol/streamUrl.js';
import { tokenFrom, type Token } from '../../src/protocol/token.js';
import { conversationSets, type ConversationSetsOptions } from '../../src/receive/conversationSets.js';
import type { ReceivedSet } from '../../src/receive/receivedSet.js';
import type { Authorized } from '../../src/session/authorizedCalls.js';
import type { Frame, Socket } from '../../src/transport/socket.js';
import { inVirtualTime } from '../support/clock.js';
import { fakeProtocol } from '../support/fakeProtocol.js';

const START = 'wss://service/start';
/** A stream URL of a start that was sent at 0: each is an object of its own. */
const ofStart = (): StreamUrl => streamUrlFrom(START, 0);
const begun = (started: NonNullable<Conversation['started']> = 'new', streamUrl: StreamUrl = ofStart()): Conversation =>
  ({ conversationId: 'c', started, streamUrl });

interface Setting extends Partial<ConversationSetsOptions> {
  readonly conversation: Conversation;
  readonly watermark?: string;
  readonly transport?: TransportOption;
  readonly calls?: Partial<StreamingProtocol>;
  readonly protocol?: Protocol;
}

/** A reader of a conversation, with a log of what it asked for and opened: `reconnect 7`, `open wss://…`, `page 7`. */
const reading = ({ conversation, watermark: first, transport = 'websocket', calls = {}, protocol, ...options }: Setting) => {
  const log: string[] = [];
  const sets: ReceivedSet[] = [];
  const offered: Token[] = [];
  const errors: unknown[] = [];
  const frames: Subject<Frame>[] = [];
  const position = { watermark: first };
  let reconnects = 0;
  const streaming = fakeProtocol({
    reconnectToConversation: (_, conversationId, after) =>
      defer(() => {
        log.push(`reconnect ${after}`);
        const streamUrl = streamUrlFrom(`wss://service/again/${++reconnects}`, asyncScheduler.now());
        return of({ conversationId, started: 'existing' as const, token: tokenFrom({ token: `token ${reconnects}` }, 0), streamUrl });
      }),
    getActivities: (_, __, after) =>
      defer(() => {
        log.push(`page ${after}`);
        return of({ activities: [] });
      }),
    ...calls,
  });
  const socket: Socket = url =>
    new Observable<Frame>(subscriber => {
      log.push(`open ${url}`);
      const frame$ = new Subject<Frame>();
      frames.push(frame$);
      frame$.subscribe(subscriber);
      frame$.next({ kind: 'opened', ping: () => frame$.next({ kind: 'alive' }) });
    });
  const conversation$ = of(conversation);
  const call: Authorized = request => conversation$.pipe(take(1), switchMap(({ conversationId }) => request('token', conversationId)));
  const status$ = statusOf({ reconnectPolicy: () => 0, onGone: 'end', transport });
  const statuses: ConnectionStatus[] = [];
  status$.subscribe(status => statuses.push(status));
  const set$ = conversationSets({
    service: { protocol: protocol ?? streaming, socket }, status$, conversation$, call, position: { get watermark() { return position.watermark; }, has: () => false },
    history: 'all', silenceMs: 30_000, connectTimeoutMs: 10_000, random: () => 0.5, wake$: NEVER, sent$: NEVER, room$: of(undefined), settled$: of(undefined),
    offer: token => offered.push(token), ...options,
  });
  const listen = (): Subscription => set$.subscribe({ next: set => sets.push(set), error: (error: unknown) => errors.push(error) });
  /** Replaces the stream: a clock that jumped does so, whatever the time. */
  const replace = (): void => {
    const status = statuses.at(-1);
    if (status?.state === 'online') status$.next({ type: 'jumped', run: status.run });
  };
  return { log, sets, offered, errors, frames, position, statuses, status$, listen, replace };
};

/** What it asks for and opens, in turn. */
const logOf = (setting: Setting, nowMs = 0): readonly string[] =>
  inVirtualTime(({ pass }) => {
    pass(nowMs);
    const { log, listen } = reading(setting);
    listen().unsubscribe();
    return log;
  });

const reconnected = ['reconnect undefined', 'open wss://service/again/1', 'page undefined'];
/** The first page is requested before the stream opens. It is empty, so another one is requested after that. */
const joined = ['reconnect undefined', 'page undefined', 'open wss://service/again/1', 'page undefined'];

describe('the stream URL of a start', () => {
  it('opens the first stream, and no other one', () =>
    inVirtualTime(() => {
      const { log, listen, replace } = reading({ conversation: begun() });
      const subscription = listen();
      expect(log).toEqual([`open ${START}`]);
      replace();
      expect(log.slice(1)).toEqual(reconnected);
      subscription.unsubscribe();
    }));

  it('is not used once its 60 s are over, and then the stream does not bring the conversation from its beginning', () => {
    expect(logOf({ conversation: begun() }, 60_000)).toEqual(reconnected);
    expect(logOf({ conversation: begun() }, 59_999)).toEqual([`open ${START}`]);
  });

  it('brings the conversation from its beginning: its stream needs no history, the next one does without a watermark', () =>
    inVirtualTime(() => {
      const { log, listen, position, replace } = reading({ conversation: begun() });
      const subscription = listen();
      expect(log).not.toContainEqual(expect.stringContaining('page'));
      replace();
      expect(log.at(-1)).toBe('page undefined');
      position.watermark = '0';
      replace();
      expect(log.slice(-2)).toEqual(['reconnect 0', 'open wss://service/again/2']);
      subscription.unsubscribe();
    }));

  it.each(['existing', 'unknown'] as const)('of a conversation whose start is %p would replay everything, and is not used', started => {
    expect(logOf({ conversation: begun(started) })).toEqual(joined);
  });

  it('is not used where the conversation goes on after a watermark', () => {
    expect(logOf({ conversation: begun(), watermark: '7' })).toEqual(['reconnect 7', 'open wss://service/again/1']);
  });

  it('is never used by another subscription or another reader, when it is the same object', () =>
    inVirtualTime(() => {
      const streamUrl = ofStart();
      const first = reading({ conversation: begun('new', streamUrl) });
      first.listen().unsubscribe();
      first.listen().unsubscribe();
      expect(first.log).toEqual([`open ${START}`, ...reconnected]);
      const second = reading({ conversation: { ...begun('new', streamUrl) } });
      second.listen().unsubscribe();
      expect(second.log).toEqual(reconnected);
      const other = reading({ conversation: begun('new', { ...streamUrl }) });
      other.listen().unsubscribe();
      expect(other.log).toEqual([`open ${START}`]);
    }));

  it('is not used again after its stream was lost', () =>
    inVirtualTime(({ pass }) => {
      const { log, listen, frames } = reading({ conversation: begun() });
      const subscription = listen();
      frames[0]?.error(new DirectLineSocketError('cut', true, 1006));
      pass(1);
      expect(log).toEqual([`open ${START}`, ...reconnected]);
      subscription.unsubscribe();
    }));
});

describe('a conversation without a stream URL', () => {
  const known: Conversation = { conversationId: 'c', started: 'existing' };

  it('goes on after its watermark, without the history', () => {
    expect(logOf({ conversation: known, watermark: '7' })).toEqual(['reconnect 7', 'open wss://service/again/1']);
  });

  it('begins with the history where it has no watermark', () => {
    expect(logOf({ conversation: known })).toEqual(joined);
  });

  it('requests a page before the opening of a stream once a conversation, because that page may be in vain', () =>
    inVirtualTime(() => {
      const { log, listen, replace } = reading({ conversation: known });
      const subscription = listen();
      replace();
      expect(log).toEqual([...joined, 'reconnect undefined', 'open wss://service/again/2', 'page undefined']);
      subscription.unsubscribe();
    }));

  it('requests no page before the opening where `history` is new, until the reader has joined', () => {
    expect(logOf({ conversation: known, history: 'new' })).toEqual(reconnected);
    const position = { watermark: undefined, has: () => false, hasJoined: true };
    expect(logOf({ conversation: known, history: 'new', position })).toEqual(joined);
  });

  it('requests the first page only when `settled$` emits, also before the opening', () =>
    inVirtualTime(() => {
      const settled$ = new Subject<void>();
      const { log, listen } = reading({ conversation: known, settled$ });
      const subscription = listen();
      expect(log).toEqual(['reconnect undefined', 'open wss://service/again/1']);
      settled$.next();
      expect(log.slice(2)).toEqual(['page undefined']);
      subscription.unsubscribe();
    }));

  it('has the token that came with the new stream URL offered', () =>
    inVirtualTime(() => {
      const { listen, offered } = reading({ conversation: known });
      listen().unsubscribe();
      expect(offered.map(({ value }) => value)).toEqual(['token 1']);
    }));

  it('fails with a protocol error that names the field where the answer has no stream URL', () =>
    inVirtualTime(() => {
      const { listen, errors, statuses } = reading({
        conversation: known,
        calls: { reconnectToConversation: (_, conversationId) => of({ conversationId, started: 'existing' as const }) },
      });
      listen();
      expect(errors).toMatchObject([{ name: 'DirectLineProtocolError', message: expect.stringContaining('streamUrl') }]);
      expect(statuses.at(-1)?.state).toBe('failed');
    }));
});

describe('the history', () => {
  const text = (id: string): Frame => ({ kind: 'text', text: JSON.stringify({ activities: [{ type: 'message', id }], watermark: '1' }) });
  const idsOf = (sets: readonly ReceivedSet[]) => sets.map(({ activities, hidden }) => [hidden === true, ...activities.map(({ id }) => id)]);
  /** One page, then an empty one. */
  const kept: Partial<StreamingProtocol> = {
    getActivities: (_, __, after) => of(after === undefined ? { activities: [{ type: 'message', id: 'old' }], watermark: '1' } : { activities: [], watermark: '1' }),
  };

  it.each([['all', false, false], ['new', false, true], ['new', true, false]] as const)(
    'with the option %p is hidden only from a reader that joins and has not joined before: %p: %p',
    (history, joined, hidden) => inVirtualTime(() => {
      const { listen, sets, frames } = reading({
        conversation: begun('existing'), history, calls: kept, position: { watermark: undefined, has: () => false, hasJoined: joined },
      });
      const subscription = listen();
      frames[0]?.next(text('live'));
      expect(idsOf(sets).filter(([, ...ids]) => ids.length > 0)).toEqual([[hidden, 'old'], [false, 'live']]);
      subscription.unsubscribe();
    }));
});

describe('the transport', () => {
  it('is polling where the status says so: no stream URL is asked for and no socket is opened', () => {
    expect(logOf({ conversation: begun(), transport: 'polling' })).toEqual(['page undefined']);
  });

  it('cannot be a socket where the protocol has no streams', () =>
    inVirtualTime(() => {
      const { reconnectToConversation: _, ...protocol } = fakeProtocol({});
      const { listen, errors, log } = reading({ conversation: begun(), protocol });
      listen();
      expect(errors).toMatchObject([{ name: 'DirectLineOptionError', option: 'transport' }]);
      expect(log).toEqual([]);
    }));

  it('is not used before `room$` emits', () =>
    inVirtualTime(() => {
      const room$ = new Subject<void>();
      const { listen, log } = reading({ conversation: begun(), room$ });
      const subscription = listen();
      expect(log).toEqual([]);
      room$.next();
      expect(log).toEqual([`open ${START}`]);
      subscription.unsubscribe();
    }));
});
