import { asyncScheduler, defer, delay, EMPTY, identity, map, NEVER, of, startWith, throwError, Observable } from 'rxjs';
import { marbles } from 'rxjs-marbles/jest';
import { retryHealing } from '../../src/connection/patience.js';
import { DirectLineHttpError } from '../../src/errors.js';
import { tokenFrom, type Token } from '../../src/protocol/token.js';
import { renewing } from '../../src/session/renewal.js';
import type { Renew } from '../../src/session/authorizedCalls.js';
import { RenewalClock, type KeepingFresh } from '../../src/session/renewalClock.js';
import { Store } from '../../src/session/store.js';
import { fakeProtocol } from '../support/fakeProtocol.js';
import { jwtOf } from '../support/jwt.js';
import { keptTrace } from '../support/outcomes.js';

const tokenNow = (token: string, expires_in = 300): Token => tokenFrom({ token, expires_in }, asyncScheduler.now());
const storeWith = (token: Token): Store => {
  const store = new Store({ conversationId: 'c' });
  store.adopt(token);
  return store;
};
const tokensOf = (store: Store): Observable<string> => store.token$.pipe(map(({ value }) => value));

/** Uses one clock, however many subscribe. */
const keepingFresh = (options: KeepingFresh): Observable<never> => {
  const clock = new RenewalClock(options);
  return new Observable(() => clock.use());
};

describe('keeping a token fresh', () => {
  /** Renews in the store, as the ladder does. */
  const renewsIn = (store: Store): { readonly renew: Renew; readonly asked: string[] } => {
    const asked: string[] = [];
    const renew: Renew = ({ value }) =>
      defer(() => {
        asked.push(value);
        const token = tokenNow(`${value}+`);
        store.adopt(token);
        return of(token);
      });
    return { renew, asked };
  };

  it('renews the token of the store in time, and emits nothing', marbles(m => {
    const store = storeWith(tokenNow('a'));
    const { renew } = renewsIn(store);
    m.expect(keepingFresh({ store, renew, patient: identity, status$: of({ state: 'online' }), wake$: NEVER, trace: () => undefined }), '^ 500s !').toBeObservable('');
    m.expect(tokensOf(store), '^ 500s !').toBeObservable('a 224999ms b 224999ms c', { a: 'a', b: 'a+', c: 'a++' });
  }));

  it('renews once, however many listen, and nothing once they have left', marbles(m => {
    const store = storeWith(tokenNow('a'));
    const { renew, asked } = renewsIn(store);
    const fresh$ = keepingFresh({ store, renew, patient: identity, status$: of({ state: 'online' }), wake$: NEVER, trace: () => undefined });
    m.expect(fresh$, '     ^ 100s !').toBeObservable('');
    m.expect(fresh$, '10s  ^ 300s !').toBeObservable('');
    m.flush();
    expect(asked).toEqual(['a']);
  }));

  it('is given up while there is no token to be had, and taken up with the one that the app brings', marbles(m => {
    const store = storeWith(tokenNow('a'));
    const { renew, asked } = renewsIn(store);
    const needsToken$ = m.hot('100s t 299s f', { t: true, f: false });
    m.cold('                399s x').subscribe(() => store.adopt(tokenNow('b')));
    m.expect(keepingFresh({ store, renew, patient: identity, status$: needsToken$.pipe(startWith(false), map((needsToken) => ({ state: needsToken ? 'needsToken' : 'online' }))), wake$: NEVER, trace: () => undefined }), '^ 700s !').toBeObservable('');
    m.flush();
    expect(asked).toEqual(['b']);
  }));

  it('goes by the token that the app brought meanwhile', marbles(m => {
    const store = storeWith(tokenNow('a'));
    const { renew, asked } = renewsIn(store);
    m.cold('100s x').subscribe(() => store.adopt(tokenNow('b')));
    m.expect(keepingFresh({ store, renew, patient: identity, status$: of({ state: 'online' }), wake$: NEVER, trace: () => undefined }), '^ 400s !').toBeObservable('');
    m.flush();
    expect(asked).toEqual(['b']);
  }));

  it('says what cannot be renewed, tries again what can heal, and never ends by itself', marbles(m => {
    const store = storeWith(tokenNow('a'));
    const { trace, notices } = keptTrace();
    const answers = [new DirectLineHttpError('down', 503), new DirectLineHttpError('no', 401)];
    const renew: Renew = () => throwError(() => answers.shift());
    m.expect(keepingFresh({ store, renew, patient: retryHealing(() => 1_000), status$: of({ state: 'online' }), wake$: NEVER, trace }), '^ 400s !').toBeObservable('');
    m.flush();
    expect([notices(), answers]).toEqual([['renewalFailed', 'renewalFailed'], []]);
  }));

  it('does not flood an app whose tokens look outdated because the clock here is ahead', marbles(m => {
    const aheadS = 7_200;
    let count = 0;
    const minted = (): string => jwtOf({ exp: asyncScheduler.now() / 1_000 + 1_800 - aheadS, serial: ++count });
    const getToken = () => defer(() => of(minted())).pipe(delay(10));
    const store = storeWith(tokenFrom({ token: minted() }, asyncScheduler.now()));
    const renew = renewing({ protocol: fakeProtocol({ refreshToken: () => EMPTY }), store, source: { kind: 'function', getToken }, userWins: () => undefined, trace: () => undefined });
    m.expect(keepingFresh({ store, renew, patient: identity, status$: of({ state: 'online' }), wake$: NEVER, trace: () => undefined }), '^ 60s !').toBeObservable('');
    m.flush();
    expect(count).toBeLessThanOrEqual(2);
  }));
});
