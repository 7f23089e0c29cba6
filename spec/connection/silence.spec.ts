import { asyncScheduler, defer, EMPTY, merge, NEVER, Observable, Subject } from 'rxjs';
import { marbles, type Context } from 'rxjs-marbles/jest';
import { withLivenessCheck, type Watch } from '../../src/connection/silence.js';
import type { Signal } from '../../src/connection/signal.js';
import { DirectLineNetworkError, DirectLineTimeoutError } from '../../src/errors.js';
import { jumpingClock } from '../support/jumpingClock.js';

const signals: Readonly<Record<string, Signal<string>>> = {
  o: { kind: 'opened' },
  a: { kind: 'alive' },
  v: { kind: 'value', value: 'v' },
  j: { kind: 'jumped' },
};

const cut = new DirectLineNetworkError('cut', false);
const silentFor = (ms: number) => new DirectLineTimeoutError('silence', ms);

const watched = (stream$: Observable<Signal<string>>, watch: Partial<Watch> = {}) =>
  withLivenessCheck<string>({ silenceMs: 30_000, random: () => 0.5, wake$: NEVER, prove: () => NEVER, ...watch })(() => stream$)();

/** A stream that can be pinged, and when it was. */
const pinged = (m: Context, rest: string, onPing: () => void = () => undefined) => {
  const pings: number[] = [];
  const ping = (): void => {
    pings.push(asyncScheduler.now());
    onPing();
  };
  const opened: Signal<string> = { kind: 'opened', ping };
  const values = { ...signals, o: opened };
  return { pings, values, stream$: m.cold(rest, values) };
};

afterEach(() => jest.restoreAllMocks());

describe('a stream that tells something', () => {
  it('goes through as it is, its end and its error too', marbles(m => {
    m.expect(watched(m.cold('-o-a-v-|', signals))).toBeObservable('-o-a-v-|', signals);
    m.expect(watched(m.cold('-o-v-#', signals, cut))).toBeObservable('-o-v-#', signals, cut);
  }));

  it('is never asked while it sends keep-alives within the limit', marbles(m => {
    const prove$ = m.cold('|');
    const { stream$, pings, values } = pinged(m, 'o 29998ms a 29998ms v 29998ms a');
    m.expect(watched(stream$, { prove: () => prove$ }), '^ 100s !').toBeObservable('o 29998ms a 29998ms v 29998ms a', values);
    m.expect(watched(m.cold('o 29998ms a 29998ms v', signals), { prove: () => prove$ }), '^ 80s !').toBeObservable('o 29998ms a 29998ms v', signals);
    m.expect(prove$).toHaveSubscriptions([]);
    m.flush();
    expect(pings).toEqual([]);
  }));

  it('is not watched before it opens: how long that may take is another matter', marbles(m => {
    const prove$ = m.cold('|');
    m.expect(watched(m.cold('100s o', signals), { prove: () => prove$ }), '^ 110s !').toBeObservable('100s o', signals);
    m.expect(prove$).toHaveSubscriptions([]);
  }));
});

describe('a silent stream that can be pinged', () => {
  it('is lost 10 s after a ping that nothing answers', marbles(m => {
    const { stream$, pings, values } = pinged(m, 'o 10s v');
    m.expect(watched(stream$)).toBeObservable('   o 10s v 39999ms #', values, silentFor(40_000));
    m.expect(stream$).toHaveSubscriptions('       ^ 50s !');
    m.flush();
    expect(pings).toEqual([40_001]);
  }));

  it('lives by its pong, and is asked again after the next silence', marbles(m => {
    const { stream$, pings, values } = pinged(m, 'o 30004ms a');
    m.expect(watched(stream$)).toBeObservable('   o 30004ms a 39999ms #', values, silentFor(40_000));
    m.flush();
    expect(pings).toEqual([30_000, 60_005]);
  }));

  it('is pinged at the next multiple of the grid after its silence, so that streams are tested together', marbles(m => {
    const first = pinged(m, '123ms o', () => undefined);
    const second = pinged(m, '401ms o', () => undefined);
    const lost = silentFor(40_377);
    m.expect(watched(first.stream$, { gridMs: 500 })).toBeObservable('123ms o 40376ms #', first.values, lost);
    m.expect(watched(second.stream$, { gridMs: 500 }), '^ 35s !').toBeObservable('401ms o', second.values);
    m.flush();
    expect([first.pings, second.pings]).toEqual([[30_500], [30_500]]);
  }));

  it('lives by a pong in the same millisecond', marbles(m => {
    const pong$ = new Subject<Signal<string>>();
    const { stream$, pings, values } = pinged(m, 'o', () => pong$.next({ kind: 'alive' }));
    m.expect(watched(merge(stream$, pong$)), '^ 100s !').toBeObservable('o 29999ms a 29999ms a 29999ms a', values);
    m.flush();
    expect(pings).toEqual([30_000, 60_000, 90_000]);
  }));

  it.each([[0, 27_000], [0.5, 30_000], [1, 33_000]])('is asked, with %d of the spread, after %d ms', (part, expected) =>
    marbles(m => {
      const { stream$, pings } = pinged(m, 'o');
      watched(stream$, { random: () => part }).subscribe({ error: () => undefined });
      m.flush();
      expect(pings).toEqual([expected]);
    })(),
  );
});

describe('a silent stream that cannot be pinged', () => {
  const proven = (m: Context, proof: string, rest = 'o') => {
    const prove$ = m.cold(proof, undefined, cut);
    return { prove$, stream$: m.cold(rest, signals), prove: () => prove$ };
  };

  it('lives when it is proved to have missed nothing, and is asked again after the next silence', marbles(m => {
    const { prove$, stream$, prove } = proven(m, '     -x-|');
    m.expect(watched(stream$, { prove }), '            ^ 80s !').toBeObservable('o', signals);
    m.expect(prove$).toHaveSubscriptions(['30s        ^--!', '60003ms ^--!']);
  }));

  it('is lost with what the proof errors with', marbles(m => {
    const { prove$, stream$, prove } = proven(m, '     --#');
    m.expect(watched(stream$, { prove })).toBeObservable('o 30001ms #', signals, cut);
    m.expect(prove$).toHaveSubscriptions('30s ^-!');
    m.expect(stream$).toHaveSubscriptions('^ 30001ms !');
  }));

  it('is lost when the proof does not end: what it asks may wait for something else', marbles(m => {
    const prove = () => NEVER;
    m.expect(watched(m.cold('o', signals), { prove })).toBeObservable('o 41999ms #', signals, silentFor(42_000));
  }));

  it('may be proved at once, without a pause', marbles(m => {
    let times = 0;
    const prove = () => defer(() => { times += 1; return EMPTY; });
    m.expect(watched(m.cold('o', signals), { prove }), '^ 100s !').toBeObservable('o', signals);
    m.flush();
    expect(times).toBe(3);
  }));
});

describe('a host that wakes up', () => {
  it('has the stream asked, at most once in 10 s', marbles(m => {
    const { stream$, pings, values } = pinged(m, 'o 1s a 8s a 8s a');
    const wake$ = m.hot('                         3s w 2s w 4s w 2s w 1900ms w 100ms w');
    m.expect(watched(stream$, { wake$ }), '       ^ 20s !').toBeObservable('o 1s a 8s a 8s a', values);
    m.flush();
    expect(pings).toEqual([3_000, 13_005]);
  }));

  it('does not have a stream asked that has not opened', marbles(m => {
    const prove$ = m.cold('|');
    const wake$ = m.hot('-w');
    m.expect(watched(m.cold('20s o', signals), { wake$, prove: () => prove$ }), '^ 25s !').toBeObservable('20s o', signals);
    m.expect(prove$).toHaveSubscriptions([]);
  }));

  it('finds a silence that is too long out at once, when it slept', marbles(m => {
    jumpingClock(m, '    5s x', 3_600_000);
    const wake$ = m.hot('6s w');
    m.expect(watched(m.cold('o', signals), { wake$ }), '^ 7s !').toBeObservable('o 5999ms j', signals);
  }));
});

describe('the clock', () => {
  it('that jumped past what could have been proved makes the stream say so, and asks nothing', marbles(m => {
    jumpingClock(m, '             10s x', 60_000);
    const prove$ = m.cold('  |');
    m.expect(watched(m.cold('o', signals), { prove: () => prove$ }), '^ 60s !').toBeObservable('o 29999ms j', signals);
    m.expect(prove$).toHaveSubscriptions([]);
  }));

  it('that jumped by less has the stream asked as always', marbles(m => {
    jumpingClock(m, '             10s x', 9_000);
    const prove$ = m.cold('  |');
    m.expect(watched(m.cold('o', signals), { prove: () => prove$ }), '^ 31s !').toBeObservable('o', signals);
    m.expect(prove$).toHaveSubscriptions('30s (^!)');
  }));

  it('that was set back does not put the question off for as long', marbles(m => {
    jumpingClock(m, '             10s x', -3_600_000);
    const prove$ = m.cold('  |');
    m.expect(watched(m.cold('o', signals), { prove: () => prove$ }), '^ 61s !').toBeObservable('o', signals);
    m.expect(prove$).toHaveSubscriptions('60s (^!)');
  }));
});

describe('leaving', () => {
  it('leaves nothing, whatever went on', marbles(m => {
    const stream$ = m.cold('o', signals);
    const wake$ = m.hot('-');
    const prove$ = m.cold('-');
    m.expect(watched(stream$, { wake$, prove: () => prove$ }), '^ 10s !').toBeObservable('o', signals);
    m.expect(watched(stream$, { wake$, prove: () => prove$ }), '^ 35s !').toBeObservable('o', signals);
    m.expect(stream$).toHaveSubscriptions(['^ 10s !', '^ 35s !']);
    m.expect(wake$).toHaveSubscriptions(['  ^ 10s !', '^ 35s !']);
    m.expect(prove$).toHaveSubscriptions('  30s ^ 5s !');
  }));

  it('leaves no ping and no limit behind', marbles(m => {
    const { stream$, pings, values } = pinged(m, 'o');
    m.expect(watched(stream$), '^ 29s !').toBeObservable('o', values);
    m.flush();
    expect(pings).toEqual([]);
  }));

  it('in the handler of a signal stops the stream there', () => {
    const left: string[] = [];
    const stream$ = new Observable<Signal<string>>(subscriber => {
      subscriber.next({ kind: 'opened' });
      subscriber.next({ kind: 'value', value: 'v' });
      return () => left.push('stream');
    });
    const wake$ = new Observable<never>(() => () => left.push('wake$'));
    const heard: string[] = [];
    const values$ = new Observable<Signal<string>>(subscriber => watched(stream$, { wake$ }).subscribe(subscriber));
    const subscription = values$.subscribe(signal => {
      heard.push(signal.kind);
    });
    subscription.unsubscribe();
    expect([heard, left]).toEqual([['opened', 'value'], ['stream', 'wake$']]);
  });
});
