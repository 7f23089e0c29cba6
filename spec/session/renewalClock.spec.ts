import { asyncScheduler, defer, delay, identity, map, NEVER, of, tap, type Observable } from 'rxjs';
import { marbles } from 'rxjs-marbles/jest';
import { tokenFrom, type Token } from '../../src/protocol/token.js';
import { alongside } from '../../src/flow/alongside.js';
import { RenewalClock } from '../../src/session/renewalClock.js';
import { Store } from '../../src/session/store.js';
import { jumpingClock } from '../support/jumpingClock.js';

/** Gives tokens `1`, `2`, … that live so long, and counts them. */
const renewing = (lifeS: number, takesMs = 0) => {
  let count = 0;
  const renew = (): Observable<Token> =>
    defer(() => {
      const token = tokenFrom({ token: String(++count), expires_in: lifeS }, asyncScheduler.now());
      return takesMs === 0 ? of(token) : of(token).pipe(delay(takesMs));
    });
  return { renew, count: () => count };
};
const first = (lifeS: number): Token => tokenFrom({ token: '0', expires_in: lifeS }, 0);
const tokens = (source: Observable<Token>) => source.pipe(map(({ value }) => value));

afterEach(() => jest.restoreAllMocks());

/** The tokens of a store that begins with this one, while its clock runs. */
const freshTokens = (token: Token, renew: () => Observable<Token>, wake$: Observable<unknown> = NEVER): Observable<Token> => {
  const store = new Store({ conversationId: 'c' });
  store.adopt(token);
  const renewed = (): Observable<Token> => renew().pipe(tap((next) => store.adopt(next)));
  const clock = new RenewalClock({ store, renew: renewed, patient: identity, status$: of({ state: 'online' }), wake$, trace: () => undefined });
  return store.token$.pipe(alongside(() => clock.use()));
};

describe('renewal clock', () => {
  it('begins with the token that is there, and renews it with a quarter of its life left', marbles(m => {
    const { renew } = renewing(300);
    m.expect(freshTokens(first(300), renew).pipe(tokens), '^ 500s !').toBeObservable('0 224999ms 1 224999ms 2');
  }));

  it('counts the life of a token from when it was asked for', marbles(m => {
    const { renew } = renewing(300, 5_000);
    m.expect(freshTokens(first(300), renew).pipe(tokens), '^ 500s !').toBeObservable('0 229999ms 1 224999ms 2');
  }));

  it('leaves a token of an hour alone for half an hour', marbles(m => {
    const { renew, count } = renewing(3_600);
    m.expect(freshTokens(first(3_600), renew).pipe(tokens), '^ 30m !').toBeObservable('0');
    m.flush();
    expect(count()).toBe(0);
  }));

  it('renews tokens of half an hour 64 times a day', marbles(m => {
    const { renew, count } = renewing(1_800);
    m.expect(freshTokens(first(1_800), renew), '^ 1440m !').toBeObservable(`0 ${'1349999ms x '.repeat(64)}`, {
      0: first(1_800), x: expect.anything(),
    });
    m.flush();
    expect(count()).toBe((24 * 3_600) / 1_350);
  }));

  it('renews nothing while nobody is subscribed', marbles(m => {
    const { renew, count } = renewing(1_800);
    const fresh$ = freshTokens(first(1_800), renew);
    m.expect(fresh$.pipe(tokens), '^ 1349s !').toBeObservable('0');
    m.expect(m.cold('1440m |')).toBeObservable('1440m |');
    m.flush();
    expect(count()).toBe(0);
  }));

  it('renews at once for who comes back late', marbles(m => {
    const { renew } = renewing(1_800);
    m.expect(freshTokens(first(1_800), renew).pipe(tokens), '30m ^ 1s !').toBeObservable('30m (01)');
  }));

  it('aborts a renewal that nobody waits for', marbles(m => {
    const renewal$ = m.cold('10s g', { g: first(300) });
    m.expect(freshTokens(first(300), () => renewal$).pipe(tokens), '^ 229s !').toBeObservable('0');
    m.expect(renewal$).toHaveSubscriptions('225s ^ 4s !');
  }));

  it('waits for a life longer than a timer holds', marbles(m => {
    const lifeS = 4_000_000;
    const { renew } = renewing(lifeS);
    m.expect(freshTokens(first(lifeS), renew).pipe(tokens), '^ 3000001s !').toBeObservable('0 2999999999ms 1');
  }));

  it('renews at once when the host wakes from a sleep that was too long', marbles(m => {
    jumpingClock(m, '          10s x', 1_400_000);
    const wake$ = m.hot(' 5s w 14999ms w 9s w');
    const { renew } = renewing(1_800);
    // At 5 s nothing is due; the clock jumps at 10 s; at 20 s it is; at 29 s the new token is young.
    m.expect(freshTokens(first(1_800), renew, wake$).pipe(tokens), '^ 60s !').toBeObservable('0 19999ms 1');
  }));

  it('goes by the clock: where that was set back, a token is renewed as much later', marbles(m => {
    jumpingClock(m, '        10s x', -100_000);
    const { renew } = renewing(300);
    m.expect(freshTokens(first(300), renew).pipe(tokens), '^ 400s !').toBeObservable('0 324999ms 1');
  }));
});
