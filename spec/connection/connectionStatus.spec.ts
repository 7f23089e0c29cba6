import { asyncScheduler } from 'rxjs';
import { connectionStatus, statusOf } from '../../src/connection/connectionStatus.js';
import { exponentialBackoff } from '../../src/connection/policy.js';
import type { ConnectionEvent, ConnectionStatus, StatusSubject } from '../../src/connection/status.js';
import { DirectLineOverflowError, DirectLineSocketError } from '../../src/errors.js';

const subjectOf = (): StatusSubject =>
  statusOf({ reconnectPolicy: exponentialBackoff({ random: () => 1 }), onGone: 'end', transport: 'websocket' });

/** What a subscriber hears from now on. */
const heardOf = (status$: StatusSubject): ConnectionStatus[] => {
  const heard: ConnectionStatus[] = [];
  status$.subscribe(status => heard.push(status));
  return heard;
};
const current = (status$: StatusSubject): ConnectionStatus | undefined => heardOf(status$).at(-1);
const states = (heard: readonly ConnectionStatus[]): string[] => heard.map(({ state }) => state);

afterEach(() => jest.restoreAllMocks());

describe('the status subject', () => {
  it('is idle from its construction', () => {
    expect(heardOf(subjectOf())).toEqual([{ state: 'idle' }]);
  });

  it('replays the current status to each subscriber, then emits each change once', () => {
    const status$ = subjectOf();
    status$.next({ type: 'wanted' });
    const heard = heardOf(status$);
    status$.next({ type: 'opened', run: 1 });
    status$.next({ type: 'opened', run: 1 });
    // A stream that has held is no other status.
    status$.next({ type: 'healthy', run: 1 });
    status$.next({ type: 'wanted' });
    expect(states(heard)).toEqual(['connecting', 'online']);
    status$.error(new DirectLineOverflowError(1_000));
    // It was noted all the same: the next attempt comes at once.
    expect(heard.at(-1)).toMatchObject({ state: 'waiting', attempt: 1, delayMs: 0 });
  });

  it('gives each run a number of its own, which the statuses of that run carry', () => {
    const status$ = subjectOf();
    const heard = heardOf(status$);
    const events: readonly ConnectionEvent[] = [
      { type: 'wanted' }, { type: 'opened', run: 1 }, { type: 'jumped', run: 1 }, { type: 'opened', run: 1 }, { type: 'opened', run: 2 },
    ];
    events.forEach(event => status$.next(event));
    expect(heard.map(status => ('run' in status ? [status.state, status.run] : [status.state])))
      .toEqual([['idle'], ['connecting', 1], ['online', 1], ['connecting', 2], ['online', 2]]);
  });

  it('counts its subscribers: it is idle when the last one has left', () => {
    const status$ = subjectOf();
    const heard = heardOf(status$);
    (['wanted', 'wanted', 'left', 'wanted', 'left', 'left'] as const).forEach(type => status$.next({ type }));
    expect(states(heard)).toEqual(['idle', 'connecting', 'idle']);
  });

  it('queues an event that is sent from a handler: all subscribers hear the statuses in one order', () => {
    const status$ = subjectOf();
    const early: string[] = [];
    status$.subscribe(status => {
      early.push(status.state);
      if (status.state === 'connecting') status$.next({ type: 'opened', run: status.run });
      if (status.state === 'online') status$.next({ type: 'end' });
    });
    const late = heardOf(status$);
    status$.next({ type: 'wanted' });
    expect([early, states(late)]).toEqual([['idle', 'connecting', 'online', 'ended'], ['idle', 'connecting', 'online', 'ended']]);
  });

  it('queues an event that a subscriber sends while it subscribes', () => {
    const status$ = subjectOf();
    const heard: string[] = [];
    status$.next({ type: 'wanted' });
    status$.subscribe(({ state }) => {
      heard.push(state);
      if (state === 'connecting') status$.next({ type: 'end' });
    });
    expect(heard).toEqual(['connecting', 'ended']);
  });

  it('loses the current run by error(), and nothing where there is no run', () => {
    const status$ = subjectOf();
    const error = new DirectLineOverflowError(1_000);
    status$.error(error);
    expect(current(status$)).toEqual({ state: 'idle' });
    status$.next({ type: 'wanted' });
    status$.error(error);
    expect(current(status$)).toMatchObject({ state: 'waiting', error });
  });

  it('takes an error that is not of this library for a defect, and fails', () => {
    const status$ = subjectOf();
    const cause = new Error('a source of events is broken');
    status$.next({ type: 'wanted' });
    status$.error(cause);
    expect(current(status$)).toMatchObject({ state: 'failed', error: { name: 'DirectLineProtocolError', cause } });
  });

  it('goes on when a source of events completes', () => {
    const status$ = subjectOf();
    const heard = heardOf(status$);
    status$.next({ type: 'wanted' });
    status$.complete();
    status$.next({ type: 'opened', run: 1 });
    expect(states(heard)).toEqual(['idle', 'connecting', 'online']);
  });

  it('stamps the time itself', () => {
    const status$ = subjectOf();
    jest.spyOn(asyncScheduler, 'now').mockReturnValue(5_000);
    status$.next({ type: 'wanted' });
    status$.error(new DirectLineOverflowError(1_000));
    expect(current(status$)).toMatchObject({ state: 'waiting', delayMs: 1_000, retryAtMs: 6_000 });
  });

  it('begins one run of a token and a reconnect in the same millisecond, and another of a later reconnect', () => {
    const status$ = subjectOf();
    const now = jest.spyOn(asyncScheduler, 'now').mockReturnValue(5_000);
    const heard = heardOf(status$);
    status$.next({ type: 'wanted' });
    status$.next({ type: 'reconnect' });
    expect(states(heard)).toEqual(['idle', 'connecting']);
    now.mockReturnValue(5_001);
    status$.next({ type: 'reconnect' });
    expect(states(heard)).toEqual(['idle', 'connecting', 'connecting']);
  });

  it('completes after `ended`, replays that to later subscribers, and ignores all further events', () => {
    const status$ = subjectOf();
    status$.next({ type: 'end' });
    status$.next({ type: 'wanted' });
    status$.next({ type: 'endOfConversation' });
    status$.next({ type: 'reconnect' });
    for (const times of [1, 2]) {
      const heard: unknown[] = [times];
      status$.subscribe({ next: status => heard.push(status), complete: () => heard.push('completed') });
      expect(heard).toEqual([times, { state: 'ended', reason: 'end' }, 'completed']);
    }
  });
});

describe('connectionStatus()', () => {
  const unopened = new DirectLineSocketError('the stream did not open', false, 1006);

  it('takes the socket first, and polls after two that did not open', () => {
    const status$ = connectionStatus();
    status$.next({ type: 'wanted' });
    expect(current(status$)).toEqual({ state: 'connecting', run: 1, attempt: 1, transport: 'websocket' });
    status$.error(unopened);
    status$.next({ type: 'woken' });
    status$.error(unopened);
    expect(current(status$)).toMatchObject({ state: 'connecting', run: 3, attempt: 3, transport: 'polling' });
  });

  it("stays with the socket where `transport: 'websocket'` says so", () => {
    const status$ = connectionStatus({ transport: 'websocket' });
    status$.next({ type: 'wanted' });
    for (const attempt of [2, 3, 4]) {
      status$.error(unopened);
      status$.next({ type: 'woken' });
      expect(current(status$)).toMatchObject({ state: 'connecting', attempt, transport: 'websocket' });
    }
  });

  it('waits as `reconnectPolicy` says', () => {
    const status$ = connectionStatus({ reconnectPolicy: ({ attempt }) => attempt * 700 });
    status$.next({ type: 'wanted' });
    status$.error(new DirectLineOverflowError(1_000));
    expect(current(status$)).toMatchObject({ state: 'waiting', delayMs: 700 });
  });
});
