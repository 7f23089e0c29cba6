import { defer, EMPTY, Observable, of, Subject, throwError, type ObservableInput } from 'rxjs';
import { DirectLineGoneError, DirectLineHttpError, DirectLineNetworkError } from '../../src/errors.js';
import { tokenFrom, type Token } from '../../src/protocol/token.js';
import type { StreamingProtocol } from '../../src/protocol/protocol.js';
import type { TokenResponse } from '../../src/protocol/types.js';
import type { Source } from '../../src/session/credential.js';
import { renewing } from '../../src/session/renewal.js';
import { userWins } from '../../src/session/speaker.js';
import { Store } from '../../src/session/store.js';
import { fakeProtocol } from '../support/fakeProtocol.js';
import { jwtOf } from '../support/jwt.js';
import { errorOf, keptTrace, valuesOf } from '../support/outcomes.js';

const down = new DirectLineHttpError('down', 503);
const refused = new DirectLineHttpError('refused', 403, { code: 'TokenExpired' });
const far = 1e9;
const tokenOf = (token: string, lifeS = far): Token => tokenFrom({ token, expires_in: lifeS }, Date.now());
const old = tokenOf('old');
/** The service will not refresh, and says so for good. */
const unwilling = { refreshToken: () => throwError(() => new DirectLineHttpError('no', 400)) };
/** One whose time is over. */
const over: Token = { ...old, expiresAtMs: 0 };

const byToken: Source = { kind: 'token', token: 'old' };
const bySecret: Source = { kind: 'secret', secret: 's' };
const byApp = (getToken: () => ObservableInput<string | TokenResponse>): Source => ({ kind: 'function', getToken });

/** A renewal for a client that speaks with this token; the calls that it made. */
const ladder = (source: Source, calls: Partial<StreamingProtocol> = {}, has: Token = old, user?: { id: string }) => {
  const store = new Store({ conversationId: 'c', watermark: '7' });
  store.adopt(has);
  const asked: string[] = [];
  const spied = <A extends readonly unknown[], T>(name: string, call: ((...args: A) => Observable<T>) | undefined) =>
    (...args: A): Observable<T> =>
      defer(() => {
        asked.push([name, ...args].join(' '));
        return call ? call(...args) : throwError(() => down);
      });
  const protocol = fakeProtocol({
    refreshToken: spied('refresh', calls.refreshToken),
    reconnectToConversation: spied('reconnect', calls.reconnectToConversation),
  });
  const { trace, notices } = keptTrace();
  return { store, asked, notices, renew: renewing({ protocol, store, source, user, userWins: userWins(trace), trace }) };
};

const reconnected = (token: string) => of({ conversationId: 'c', started: 'existing' as const, token: tokenOf(token) });

describe('the ladder of renewal', () => {
  it('refreshes a token that is valid, and keeps what it gets', () => {
    const { renew, asked, store } = ladder(bySecret, { refreshToken: () => of(tokenOf('new')) });
    expect(valuesOf(renew(old, 'due')).map(({ value }) => value)).toEqual(['new']);
    expect([asked, store.token?.value]).toEqual([['refresh old c'], 'new']);
  });

  it('goes on with the secret, at the watermark, when that is refused', () => {
    const { renew, asked, store } = ladder(bySecret, { ...unwilling, reconnectToConversation: () => reconnected('new') });
    expect(valuesOf(renew(old, 'due')).map(({ value }) => value)).toEqual(['new']);
    expect([asked, store.token?.value]).toEqual([['refresh old c', 'reconnect s c 7'], 'new']);
  });

  it('goes on with the app, which is told why and for which conversation', () => {
    const requests: unknown[] = [];
    const source: Source = { kind: 'function', getToken: request => {
      requests.push(request);
      return of('new');
    } };
    const { renew, asked } = ladder(source, unwilling);
    expect(valuesOf(renew(old, 'due')).map(({ value }) => value)).toEqual(['new']);
    expect([asked, requests]).toEqual([['refresh old c'], [{ reason: 'expired', conversationId: 'c' }]]);
  });

  it('keeps a token that works where its renewal fails for a while: what the app gives may be of another conversation', () => {
    let asks = 0;
    const { renew, asked, store } = ladder(byApp(() => of(`new ${++asks}`)));
    expect(errorOf(renew(old, 'due'))).toBe(down);
    expect([asked, asks, store.token]).toEqual([['refresh old c'], 0, old]);
  });

  it('does not give a token that works for one of another conversation', () => {
    const { renew, store } = ladder(byToken, { refreshToken: () => of({ ...tokenOf('other'), conversationId: 'd' }) });
    expect(errorOf(renew(old, 'due'))).toMatchObject({ name: 'DirectLineTokenMismatchError' });
    expect(store.token).toBe(old);
  });

  it('takes the same token with a longer life', () => {
    const { renew } = ladder(byToken, { refreshToken: () => of({ ...old, expiresAtMs: old.expiresAtMs + 1 }) });
    expect(valuesOf(renew(old, 'due'))).toEqual([{ ...old, expiresAtMs: old.expiresAtMs + 1 }]);
  });

  it.each<[string, Token, 'due' | 'refused']>([
    ['that was refused', old, 'refused'],
    ['whose time is over', over, 'due'],
  ])('does not refresh a token %s', (_, has, why) => {
    const { renew, asked } = ladder(bySecret, { refreshToken: () => of(tokenOf('no')), reconnectToConversation: () => reconnected('new') }, has);
    expect(valuesOf(renew(has, why)).map(({ value }) => value)).toEqual(['new']);
    expect(asked).toEqual(['reconnect s c 7']);
  });

  it('does not refresh a token that was refused before either', () => {
    const { renew, asked } = ladder(byToken, { refreshToken: () => of(tokenOf('new')) });
    errorOf(renew(old, 'refused'));
    errorOf(renew(old, 'due'));
    expect(asked).toEqual([]);
  });

  it('does not refresh a token again that the service would not refresh, and tries again where the network was it', () => {
    const answers = [throwError(() => down), throwError(() => new DirectLineHttpError('no', 403)), of(tokenOf('no'))];
    const { renew, asked } = ladder(byToken, { refreshToken: () => answers.shift() ?? EMPTY });
    for (const times of [1, 2, 3]) expect([times, errorOf(renew(old, 'due')).name]).toEqual([times, times === 1 ? 'DirectLineHttpError' : 'DirectLineTokenError']);
    expect(asked).toEqual(['refresh old c', 'refresh old c']);
  });

  it('refreshes the token that came after one that was refused', () => {
    const { renew, asked, store } = ladder(byToken, { refreshToken: () => of(tokenOf('newer')) });
    errorOf(renew(old, 'refused'));
    const next = tokenOf('next');
    store.adopt(next);
    expect(valuesOf(renew(next, 'due')).map(({ value }) => value)).toEqual(['newer']);
    expect(asked).toEqual(['refresh next c']);
  });
});

describe('a renewal', () => {
  it('is one for all who ask for it at a time', () => {
    const answer$ = new Subject<Token>();
    const { renew, asked } = ladder(byToken, { refreshToken: () => answer$ });
    const got: string[] = [];
    const hear = ({ value }: Token): number => got.push(value);
    renew(old, 'due').subscribe(hear);
    renew(old, 'due').subscribe(hear);
    answer$.next(tokenOf('new'));
    answer$.complete();
    expect([asked, got]).toEqual([['refresh old c'], ['new', 'new']]);
  });

  it('is one for each token: who asks later for the old one gets what took its place', () => {
    const { renew, asked } = ladder(byToken, { refreshToken: () => of(tokenOf('new')) });
    valuesOf(renew(old, 'due'));
    expect(valuesOf(renew(old, 'refused')).map(({ value }) => value)).toEqual(['new']);
    expect(asked).toEqual(['refresh old c']);
  });

  it('is aborted when nobody waits for it, and begun anew by who asks next', () => {
    let aborted = 0;
    const waiting$ = new Observable<never>(() => () => void (aborted += 1));
    const { renew, asked } = ladder(byToken, { refreshToken: () => waiting$ });
    renew(old, 'due').subscribe().unsubscribe();
    renew(old, 'due').subscribe().unsubscribe();
    expect([asked, aborted]).toEqual([['refresh old c', 'refresh old c'], 2]);
  });

  it('that brings a token of another user than the option says that it wins', () => {
    const { renew, notices, store } = ladder(byToken, { refreshToken: () => of(tokenOf(jwtOf({ user: 'ann' }))) }, old, { id: 'bob' });
    valuesOf(renew(old, 'due'));
    expect([notices(), store.boundUserId]).toEqual([['tokenUserWins'], 'ann']);
  });

  it('that brings a token without a user where there was one says so', () => {
    const ann = tokenOf(jwtOf({ user: 'ann' }));
    const { renew, notices, store } = ladder(byToken, { refreshToken: () => of(tokenOf('userless')) }, ann);
    valuesOf(renew(ann, 'due'));
    expect([notices(), store.token?.value]).toEqual([['tokenWithoutUser'], 'userless']);
  });

  it('that brings a token without a user is nothing to tell where posts are stamped with one', () => {
    const ann = tokenOf(jwtOf({ user: 'ann' }));
    const { renew, notices, store } = ladder(byToken, { refreshToken: () => of(tokenOf('userless')) }, ann, { id: 'ann' });
    valuesOf(renew(ann, 'due'));
    expect([notices(), store.token?.value]).toEqual([[], 'userless']);
  });
});

describe('no renewal', () => {
  it('with a token only, when it does not work any more', () => {
    const { renew } = ladder(byToken);
    expect(errorOf(renew(old, 'refused'))).toMatchObject({ name: 'DirectLineTokenError' });
  });

  it('yet: what can heal comes out as itself, from whichever rung', () => {
    expect(errorOf(ladder(byToken).renew(old, 'due'))).toBe(down);
    const cut = new DirectLineNetworkError('cut', true);
    const { renew } = ladder(bySecret, { refreshToken: () => throwError(() => cut), reconnectToConversation: () => throwError(() => refused) });
    expect(errorOf(renew(old, 'due'))).toBe(cut);
    const { renew: another } = ladder(bySecret, { refreshToken: () => throwError(() => refused), reconnectToConversation: () => throwError(() => cut) });
    expect(errorOf(another(old, 'due'))).toBe(cut);
  });

  it('for a conversation that is gone: that comes out as itself', () => {
    const gone = new DirectLineGoneError('c');
    const { renew } = ladder(bySecret, { reconnectToConversation: () => throwError(() => gone), refreshToken: () => throwError(() => refused) });
    expect(errorOf(renew(old, 'due'))).toBe(gone);
  });

  it('for good: what cannot heal is the cause', () => {
    const { renew } = ladder(byToken, { refreshToken: () => throwError(() => refused) });
    expect(errorOf(renew(old, 'due'))).toMatchObject({ name: 'DirectLineTokenError', cause: refused });
  });

  it('where there is no token at all', () => {
    const { renew, store } = ladder(byToken);
    store.forget({ keepToken: false });
    expect(errorOf(renew(old, 'due'))).toMatchObject({ name: 'DirectLineTokenError' });
  });

  it.each<[string, () => ObservableInput<string | TokenResponse>]>([
    ['nothing', () => EMPTY],
    ['the same token again', () => of('old')],
  ])('when the function `token` gives %s', (_, getToken) => {
    expect(errorOf(ladder(byApp(getToken)).renew(old, 'refused'))).toMatchObject({ name: 'DirectLineTokenError' });
  });

  it.each<[string, () => ObservableInput<string | TokenResponse>]>([
    ['throws', () => { throw new Error('mine'); }],
    ['errors', () => throwError(() => new Error('mine'))],
  ])('when the function `token` %s: a DirectLineCallbackError with its cause', (_, getToken) => {
    expect(errorOf(ladder(byApp(getToken)).renew(old, 'refused')))
      .toMatchObject({ name: 'DirectLineCallbackError', callback: 'token', cause: { message: 'mine' } });
  });

  it('when the function `token` rejects', async () => {
    const cause = new Error('mine');
    const { renew } = ladder(byApp(() => Promise.reject(cause)));
    const error = await new Promise(resolve => renew(old, 'refused').subscribe({ error: resolve }));
    expect(error).toMatchObject({ name: 'DirectLineCallbackError', callback: 'token', cause });
  });

  it.each([
    ['an empty text', '', 'string'],
    ['a number', 7, 'number'],
    ['nothing that is there', null, 'null'],
    ['an object without one', { expires_in: 7 }, 'object'],
  ])('when the function `token` gives %s: the error says what it takes', (_, given, kind) => {
    const getToken: () => ObservableInput<string> = () => Reflect.apply(of, undefined, [given]);
    const error = errorOf(ladder(byApp(getToken)).renew(old, 'refused'));
    expect(error).toMatchObject({ name: 'DirectLineCallbackError', cause: { name: 'DirectLineProtocolError' } });
    expect(String(error.cause)).toMatch(new RegExp(`token: got ${kind}.* wanted a token`));
  });
});
