import { asyncScheduler, catchError, defer, NEVER, Observable, of, retry, Subject, Subscription, throwError, timer } from 'rxjs';
import { marbles, type Context } from 'rxjs-marbles/jest';
import { statusOf } from '../../src/connection/connectionStatus.js';
import { followStatus, type OpenStream } from '../../src/connection/followStatus.js';
import type { ReconnectPolicy } from '../../src/connection/policy.js';
import type { TransportOption } from '../../src/connection/route.js';
import type { Signal } from '../../src/connection/signal.js';
import type { ConnectionStatus, StatusSubject } from '../../src/connection/status.js';
import {
  DirectLineHttpError, DirectLineNetworkError, DirectLineSocketError, DirectLineTokenError, isDirectLineError,
} from '../../src/errors.js';
import { inWorld } from '../support/world.js';

const cut = new DirectLineNetworkError('cut', false);
const refused = new DirectLineHttpError('no', 401);

const signals: Readonly<Record<string, Signal<string>>> = {
  o: { kind: 'opened' },
  h: { kind: 'alive' },
  a: { kind: 'value', value: 'a' },
  b: { kind: 'value', value: 'b' },
  j: { kind: 'jumped' },
};

/** Waits 100 ms a failure, and not at all for what had held. */
const hundreds: ReconnectPolicy = ({ attempt }) => attempt * 100;
const subjectOf = (reconnectPolicy: ReconnectPolicy = hundreds, transport: TransportOption = 'websocket'): StatusSubject =>
  statusOf({ reconnectPolicy, onGone: 'end', transport });

/** The current status. */
const current = (status$: StatusSubject): ConnectionStatus => {
  let current: ConnectionStatus = { state: 'idle' };
  status$.subscribe(status => (current = status)).unsubscribe();
  return current;
};
/** Sends an event of the current run. */
const send = (status$: StatusSubject, type: 'opened' | 'healthy'): void => {
  const status = current(status$);
  if ('run' in status) status$.next({ type, run: status.run });
};

/** The statuses with the time of each. */
const statuses = (status$: StatusSubject): string[] => {
  const log: string[] = [];
  status$.subscribe(({ state }) => log.push(`${asyncScheduler.now()} ${state}`));
  return log;
};

/** Errors as values, since marbles compare no more of them than their message. */
const named = (error: unknown): Observable<string> => of(isDirectLineError(error) ? error.name : 'not ours');
const stream = (m: Context, marble: string, error: unknown = cut) => m.cold(marble, signals, error);
/** Opens these streams one after the other, the last one again and again. */
const opening = (...streams: readonly Observable<Signal<string>>[]) => {
  let opened = 0;
  return () => defer(() => streams[Math.min(opened++, streams.length - 1)] ?? NEVER);
};

describe('followStatus', () => {
  it('closes its stream before a subscriber that comes back in answer to `idle` opens another', () => {
    const status$ = subjectOf();
    let open = 0;
    let most = 0;
    const stream$ = new Observable<Signal<string>>(() => {
      most = Math.max(most, (open += 1));
      return () => (open -= 1);
    });
    const first = followStatus(status$, () => stream$).subscribe();
    const again = new Subscription();
    let isBack = false;
    again.add(
      status$.subscribe(({ state }) => {
        if (state !== 'idle' || isBack) return;
        isBack = true;
        again.add(followStatus(status$, () => stream$).subscribe());
      }),
    );
    first.unsubscribe();
    again.unsubscribe();
    expect([isBack, most, open]).toEqual([true, 1, 0]);
  });

  it('opens one stream, from connecting through online, and closes it when it is left', marbles(m => {
    const status$ = subjectOf();
    const log = statuses(status$);
    const run$ = stream(m, '                         --o--a-h-b-----');
    m.expect(followStatus(status$, () => run$), '       ^-----------!').toBeObservable('-----a---b---');
    m.expect(run$).toHaveSubscriptions('             ^-----------!');
    m.flush();
    expect(log).toEqual(['0 idle', '0 connecting', '2 online', '12 idle']);
  }));

  it('waits after a loss, then opens another', marbles(m => {
    const status$ = subjectOf();
    const log = statuses(status$);
    const run$ = stream(m, '                       o-a-#');
    m.expect(followStatus(status$, () => run$), '     ^ 500ms !').toBeObservable('--a- 100ms --a- 200ms --a');
    m.expect(run$).toHaveSubscriptions([          '^---!', '104ms ^---!', '308ms ^---!']);
    m.flush();
    expect(log).toEqual([
      '0 idle', '0 connecting', '0 online', '4 waiting', '104 connecting', '104 online', '108 waiting', '308 connecting', '308 online', '312 waiting',
      '501 idle',
    ]);
  }));

  it('takes a stream that completes for lost', marbles(m => {
    const status$ = subjectOf();
    const run$ = stream(m, '                       oa|');
    m.expect(followStatus(status$, () => run$), '     ^ 50ms !').toBeObservable('-a');
    m.expect(run$).toHaveSubscriptions('           ^-!');
  }));

  it('tells what was lost', marbles(m => {
    const status$ = subjectOf();
    const errors: unknown[] = [];
    status$.subscribe(status => status.state === 'waiting' && errors.push(status.error));
    const runs = [stream(m, '-#'), stream(m, 'o-|'), throwError(() => new Error('not ours'))];
    m.expect(followStatus(status$, opening(...runs)).pipe(catchError(named))).toBeObservable('303ms (e|)', { e: 'DirectLineProtocolError' });
    m.flush();
    expect(errors).toMatchObject([cut, { name: 'DirectLineSocketError', opened: true }]);
  }));

  it('takes what open() throws for lost', marbles(m => {
    const status$ = subjectOf();
    const log = statuses(status$);
    const run$ = stream(m, '                       oa');
    let broken = true;
    const open = () => {
      if (!broken) return run$;
      broken = false;
      throw cut;
    };
    m.expect(followStatus(status$, open), '           ^ 200ms !').toBeObservable('100ms -a');
    m.flush();
    expect(log.slice(0, 4)).toEqual(['0 idle', '0 connecting', '0 waiting', '100 connecting']);
  }));

  it('closes the old stream before it opens the new: never two', marbles(m => {
    const status$ = subjectOf();
    const log: string[] = [];
    let count = 0;
    const open = () =>
      new Observable<Signal<string>>(subscriber => {
        const run = ++count;
        log.push(`${asyncScheduler.now()} open ${run}`);
        subscriber.next({ kind: 'opened' });
        return () => log.push(`${asyncScheduler.now()} close ${run}`);
      });
    const reconnect$ = m.cold('                    --(rr)-r');
    reconnect$.subscribe(() => status$.next({ type: 'reconnect' }));
    m.expect(followStatus(status$, open), '           ^---------!').toBeObservable('');
    m.flush();
    expect(log).toEqual(['0 open 1', '2 close 1', '2 open 2', '2 close 2', '2 open 3', '7 close 3', '7 open 4', '10 close 4']);
  }));

  it('replaces the stream when the clock has jumped', marbles(m => {
    const status$ = subjectOf();
    const log = statuses(status$);
    const jumping$ = stream(m, '                                      o--j--a');
    const steady$ = stream(m, '                                          o-b');
    m.expect(followStatus(status$, opening(jumping$, steady$)), '        ^------!').toBeObservable('-----b');
    m.expect(jumping$).toHaveSubscriptions('                          ^--!');
    m.expect(steady$).toHaveSubscriptions('                           ---^---!');
    m.flush();
    expect(log).toEqual(['0 idle', '0 connecting', '0 online', '3 connecting', '3 online', '7 idle']);
  }));

  it('goes on at once after a stream that was open for 5 s, and not after one of 4,999 ms', marbles(m => {
    const steps = (openForMs: number, policy: ReconnectPolicy) => {
      const status$ = subjectOf(policy);
      const log = statuses(status$);
      const run$ = stream(m, `o ${openForMs - 1}ms #`);
      m.expect(followStatus(status$, opening(stream(m, '#'), stream(m, '#'), run$, NEVER)), '^ 8s !').toBeObservable('');
      return log;
    };
    const held = steps(5_001, hundreds);
    const young = steps(4_999, hundreds);
    m.flush();
    expect(held).toEqual(['0 idle', '0 connecting', '0 waiting', '100 connecting', '100 waiting', '300 connecting', '300 online', '5301 waiting', '5301 connecting', '8001 idle']);
    expect(young.slice(6)).toEqual(['300 online', '5299 waiting', '5599 connecting', '8001 idle']);
  }));

  it('ends a wait when the host wakes up, and listens to that only while it waits', marbles(m => {
    const wake$ = m.hot('                                  -w----w-----w----');
    const run$ = stream(m, '                               o--#');
    m.expect(followStatus(subjectOf(), () => run$, { wake$ }), '  ^-----------!').toBeObservable('');
    m.expect(run$).toHaveSubscriptions([                  '^--!', '------^--!']);
    m.expect(wake$).toHaveSubscriptions([                 '---^--!', '---------^--!']);
  }));

  it('sends `left` when it is unsubscribed, in a wait too, and nothing goes on', marbles(m => {
    const status$ = subjectOf();
    const log = statuses(status$);
    const run$ = stream(m, '                      --#');
    m.expect(followStatus(status$, () => run$), '    ^----!').toBeObservable('');
    m.expect(run$).toHaveSubscriptions('          ^-!');
    m.flush();
    expect(log).toEqual(['0 idle', '0 connecting', '2 waiting', '5 idle']);
  }));

  it('errors with what it is given up for, and is silent while there is no token', marbles(m => {
    const without = m.cold('-#', signals, new DirectLineTokenError('none', 'there is no token'));
    m.expect(followStatus(subjectOf(), () => stream(m, 'oa#', refused)).pipe(catchError(named))).toBeObservable('-a(e|)', { a: 'a', e: 'DirectLineHttpError' });
    m.expect(followStatus(subjectOf(() => null), () => stream(m, 'o-#')).pipe(catchError(named))).toBeObservable('--(e|)', { e: 'DirectLineNetworkError' });
    m.expect(followStatus(subjectOf(), () => without).pipe(catchError(named)), '^ 60s !').toBeObservable('');
    m.expect(without).toHaveSubscriptions('^!');
  }));

  it('opens another stream when a token comes, and subscribes to `tokenCame$` only while one is needed', marbles(m => {
    const status$ = subjectOf();
    const log = statuses(status$);
    const tokenCame$ = m.hot('                            -t-----t---t---');
    const without$ = m.cold('                             --#', signals, new DirectLineTokenError('none', 'there is no token'));
    const works$ = stream(m, '                                   o-a');
    m.expect(followStatus(status$, opening(without$, works$), { tokenCame$ }), '^-------------!').toBeObservable('---------a');
    m.expect(without$).toHaveSubscriptions('              ^-!');
    m.expect(tokenCame$).toHaveSubscriptions('            --^----!');
    m.expect(works$).toHaveSubscriptions('                -------^------!');
    m.flush();
    expect(log).toEqual(['0 idle', '0 connecting', '2 needsToken', '7 connecting', '7 online', '14 idle']);
  }));

  it('goes on without a token when `tokenCame$` completes', marbles(m => {
    const status$ = subjectOf();
    const without$ = m.cold('-#', signals, new DirectLineTokenError('none', 'there is no token'));
    m.expect(followStatus(status$, () => without$, { tokenCame$: m.cold('|') }), '^ 60s !').toBeObservable('');
    m.expect(without$).toHaveSubscriptions('^!');
  }));

  it('opens no second stream for a run when a status handler unsubscribes and subscribes again', () => {
    const status$ = subjectOf();
    const opens: number[] = [];
    const open = () =>
      new Observable<Signal<string>>(subscriber => {
        const { run } = current(status$) as { run: number };
        opens.push(run);
        subscriber.next({ kind: 'opened' });
      });
    const set$ = followStatus(status$, open);
    const first = set$.subscribe();
    const subscriptions = [first];
    let replaced = false;
    status$.subscribe(({ state }) => {
      if (state !== 'connecting' || replaced) return;
      replaced = true;
      first.unsubscribe();
      subscriptions.push(set$.subscribe());
    });
    status$.next({ type: 'reconnect' });
    subscriptions.forEach(each => each.unsubscribe());
    expect(opens).toEqual([1, 2, 3]);
  });

  it('does not tell who subscribes again the old error, and makes him wait', marbles(m => {
    const status$ = subjectOf();
    const refused$ = stream(m, '                                            -#', refused);
    const works$ = stream(m, '                                                       oa');
    const set$ = followStatus(status$, opening(refused$, works$));
    m.expect(set$.pipe(catchError(() => of('failed')))).toBeObservable('-(f|)', { f: 'failed' });
    m.expect(set$, '                                                 ----^ 2s !').toBeObservable('1001ms -a');
    m.expect(works$).toHaveSubscriptions('                                1001ms ^ 1003ms !');
  }));

  it('keeps a plain retry() against a 401 to 5 opens in 10 s', marbles(m => {
    let opens = 0;
    const open = () => {
      opens += 1;
      return stream(m, '#', refused);
    };
    m.expect(followStatus(subjectOf(), open).pipe(retry()), '^ 10s !').toBeObservable('');
    m.flush();
    // At 0, 1, 3 and 7 s.
    expect(opens).toBe(4);
  }));

  it('completes when the client ends, and closes the stream', marbles(m => {
    const status$ = subjectOf();
    const run$ = stream(m, '                     o-a----b');
    m.cold('                                     -----e').subscribe(() => status$.next({ type: 'end' }));
    m.expect(followStatus(status$, () => run$)).toBeObservable('--a--|');
    m.expect(run$).toHaveSubscriptions('         ^----!');
    m.expect(followStatus(status$, () => run$), '   -------^').toBeObservable('-------|');
  }));

  it('is done before it opens anything where its client has ended already', () => {
    const status$ = subjectOf();
    status$.next({ type: 'end' });
    const open = jest.fn(() => NEVER);
    const heard: string[] = [];
    followStatus(status$, open).subscribe({ complete: () => heard.push('completed') });
    expect([heard, open.mock.calls]).toEqual([['completed'], []]);
  });

  it('hears nothing of a stream that it left while the stream was telling', () => {
    const status$ = subjectOf();
    const told$ = new Subject<Signal<string>>();
    const open = opening(told$, NEVER);
    const log = statuses(status$);
    const values: string[] = [];
    const subscription = followStatus(status$, open).subscribe(value => {
      values.push(value);
      status$.next({ type: 'reconnect' });
    });
    told$.next({ kind: 'opened' });
    told$.next({ kind: 'value', value: 'a' });
    told$.next({ kind: 'value', value: 'b' });
    told$.error(cut);
    subscription.unsubscribe();
    expect(values).toEqual(['a']);
    expect(log.map(line => line.split(' ')[1])).toEqual(['idle', 'connecting', 'online', 'connecting', 'idle']);
  });
});

describe('followStatus, by the transport of each run,', () => {
  const MINUTE = 60_000;

  /** A network where sockets do not open as long as it is blocked, with a log of what was opened when. */
  const network = () => {
    const net = { blocked: true, pollingMs: 0, open: 0, most: 0, log: new Array<string>() };
    const lost$ = new Subject<DirectLineSocketError>();
    const byTransport: OpenStream<string> = transport =>
      new Observable<Signal<string>>(subscriber => {
        net.log.push(`${asyncScheduler.now()} ${transport}`);
        net.open += 1;
        net.most = Math.max(net.most, net.open);
        const refused = transport === 'websocket' && net.blocked;
        const opening = timer(transport === 'websocket' ? 100 : net.pollingMs).subscribe(() =>
          refused ? subscriber.error(new DirectLineSocketError('no', false, 1006)) : subscriber.next({ kind: 'opened' }),
        );
        const losing = lost$.subscribe(error => subscriber.error(error));
        return () => {
          net.open -= 1;
          [opening, losing].forEach(each => each.unsubscribe());
        };
      });
    return { net, byTransport, lose: (reason: string) => lost$.next(new DirectLineSocketError('closed', true, 1000, reason)) };
  };
  const listened = (option: TransportOption, blocked = true) => {
    const { net, byTransport, lose } = network();
    net.blocked = blocked;
    const status$ = subjectOf(hundreds, option);
    return { net, lose, status$, subscription: followStatus(status$, byTransport).subscribe() };
  };

  it('polls at once where two sockets did not open', inWorld(({ pass }) => {
    const { net, status$, subscription } = listened('auto');
    pass(5 * MINUTE);
    expect(net.log).toEqual(['0 websocket', '200 websocket', '300 polling']);
    expect(current(status$)).toEqual({ state: 'online', run: 3, transport: 'polling', pollingReason: 'socketBlocked', socketRetryAtMs: 300_300 });
    subscription.unsubscribe();
  }));

  it.each([
    ['websocket', ['0 websocket', '200 websocket', '500 websocket', '900 websocket']],
    ['polling', ['0 polling']],
  ] as const)('keeps to %s where that is asked for', (option, log) => inWorld(({ pass }) => {
    const { net, subscription } = listened(option);
    pass(1_000);
    expect(net.log).toEqual(log);
    subscription.unsubscribe();
  })());

  it('tries the socket again after 5 and 10 minutes, and stays with it once it opens; never two at a time', inWorld(({ pass, timers }) => {
    const { net, status$, subscription } = listened('auto');
    pass(6 * MINUTE);
    expect(net.log.slice(2)).toEqual(['300 polling', '300300 websocket', '300400 polling']);
    net.blocked = false;
    pass(600 * MINUTE);
    expect(net.log.slice(5)).toEqual(['900400 websocket']);
    expect([current(status$), net.most, timers()]).toEqual([{ state: 'online', run: 6, transport: 'websocket' }, 1, 0]);
    subscription.unsubscribe();
  }));

  it('tries it again on time, also where the polling run is not open yet', inWorld(({ pass }) => {
    const { net, subscription } = listened('auto');
    net.pollingMs = 9 * MINUTE;
    pass(5 * MINUTE + 1_000);
    expect(net.log.slice(2)).toEqual(['300 polling', '300300 websocket', '300400 polling']);
    expect([net.open, net.most]).toEqual([1, 1]);
    subscription.unsubscribe();
  }));

  it.each<[number, string, TransportOption, (lose: (reason: string) => void) => void]>([
    [1, 'sockets do not open', 'auto', () => undefined],
    [0, 'another client holds the stream', 'auto', lose => lose('collision')],
    [0, 'polling was asked for', 'polling', () => undefined],
  ])('has %i timers for the socket while it is polled because %s', (expected, _, option, meet) => inWorld(({ pass, timers }) => {
    const { net, lose, status$, subscription } = listened(option, expected === 1);
    pass(10_000);
    meet(lose);
    pass(10_000);
    expect(current(status$)).toMatchObject({ state: 'online', transport: 'polling' });
    expect([timers(), net.open]).toEqual([expected, 1]);
    const runs = net.log.length;
    pass(299 * MINUTE);
    expect(net.log.length > runs).toBe(expected === 1);
    // The polled stream has held: its loss is no failed attempt.
    status$.error(cut);
    expect(current(status$)).toMatchObject({ state: 'waiting', attempt: 1, delayMs: 0 });
    subscription.unsubscribe();
  })());

  afterEach(() => void jest.useRealTimers());

  // Virtual time has no timer for what never comes; the platform's would come at once.
  it('sets that timer only where it has a time', () => {
    jest.useFakeTimers();
    const timersAfter = (option: TransportOption, ...events: readonly ((status$: StatusSubject) => void)[]): number => {
      const status$ = subjectOf(hundreds, option);
      const subscription = followStatus(status$, () => NEVER).subscribe();
      events.forEach(meet => meet(status$));
      const count = jest.getTimerCount();
      subscription.unsubscribe();
      return count;
    };
    const holds = (status$: StatusSubject): void => (['opened', 'healthy'] as const).forEach(type => send(status$, type));
    const unopened = (status$: StatusSubject): void => status$.error(new DirectLineSocketError('no', false, 1006));
    const collides = (status$: StatusSubject): void => status$.error(new DirectLineSocketError('closed', true, 1000, 'collision'));
    const wakes = (status$: StatusSubject): void => status$.next({ type: 'woken' });
    expect([timersAfter('auto'), timersAfter('websocket'), timersAfter('polling'), timersAfter('auto', holds, collides)]).toEqual([0, 0, 0, 0]);
    expect(timersAfter('auto', unopened, wakes, unopened)).toBe(1);
    expect(jest.getTimerCount()).toBe(0);
  });

  it.each([50, 150, 250, 301, 6_000, 4 * MINUTE, 300_350, 300_401])('leaves no timer and no stream, left after %i ms', ms => inWorld(({ pass, timers }) => {
    const { net, status$, subscription } = listened('auto');
    pass(ms);
    subscription.unsubscribe();
    expect([timers(), net.open, net.most, current(status$).state]).toEqual([0, 0, 1, 'idle']);
  })());
});
