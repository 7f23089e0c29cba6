import { asyncScheduler, defer, of, Subscriber, throwError, type Observable } from 'rxjs';
import { DirectLineHttpError, DirectLineNetworkError, DirectLineTokenError } from '../../src/errors.js';
import { tokenFrom, type Token } from '../../src/protocol/token.js';
import { authorizing, workingToken, type Renew } from '../../src/session/authorizedCalls.js';
import { Store } from '../../src/session/store.js';
import { errorOf, keptTrace, valuesOf } from '../support/outcomes.js';

const expired = new DirectLineHttpError('expired', 403, { code: 'TokenExpired' });
const forbidden = new DirectLineHttpError('forbidden', 403, { code: 'RegionNotAllowed' });
const down = new DirectLineNetworkError('down', true);

const NOW = 1_000_000;
const tokenOf = (token: string, expires_in = 1_800, conversationId?: string): Token => tokenFrom({ token, expires_in, conversationId }, NOW);

beforeEach(() => jest.spyOn(asyncScheduler, 'now').mockReturnValue(NOW));
afterEach(() => jest.restoreAllMocks());

/** A client of conversation `c` with this token; `renewal` is what a renewal gives. */
const client = (has: Token | undefined, renewal: Observable<Token> = throwError(() => down)) => {
  const store = new Store({ conversationId: 'c' });
  if (has) store.adopt(has);
  const renewals: string[] = [];
  const renew: Renew = (old, why) =>
    defer(() => {
      renewals.push(`${old.value} ${why}`);
      return renewal;
    });
  const { trace, notices } = keptTrace();
  const known$ = of({ conversationId: 'c', started: 'existing' as const });
  return { authorized: authorizing(known$, workingToken(store, renew, trace), store, renew), renewals, notices };
};

/** A call that answers each token as told; the tokens that it was made with. */
const calling = (answers: Readonly<Record<string, unknown>>) => {
  const made: string[] = [];
  const call = (token: string, conversationId: string): Observable<unknown> =>
    defer(() => {
      made.push(`${token} ${conversationId}`);
      const answer = answers[token];
      return answer instanceof Error ? throwError(() => answer) : of(answer);
    });
  return { call, made };
};

describe('a call after another', () => {
  /** Counts how often the conversation was requested. */
  const counting = () => {
    const store = new Store({ conversationId: 'c' });
    store.adopt(tokenOf('a'));
    let requested = 0;
    const conversation$ = defer(() => {
      requested += 1;
      return store.conversation ? of(store.conversation) : throwError(() => down);
    });
    const renew: Renew = () => throwError(() => down);
    const authorized = authorizing(conversation$, workingToken(store, renew, () => undefined), store, renew);
    return { store, requested: () => requested, call: () => valuesOf(authorized((token, conversationId) => of(`${token} ${conversationId}`))), authorized };
  };

  it('does not request the conversation again while conversation and token are the same', () => {
    const { call, requested } = counting();
    expect([call(), call(), call(), requested()]).toEqual([['a c'], ['a c'], ['a c'], 1]);
  });

  it('requests the conversation once for another token', () => {
    const { store, call, requested } = counting();
    call();
    store.adopt(tokenOf('b'));
    expect([call(), call(), requested()]).toEqual([['b c'], ['b c'], 2]);
  });

  it('requests the conversation again if the store has begun another one with the same token', () => {
    const { store, call, requested } = counting();
    call();
    store.begin({ conversationId: 'd', started: 'new' });
    expect([call(), requested()]).toEqual([['a d'], 2]);
  });

  it('requests the conversation again if the token is due', () => {
    const { call, requested } = counting();
    call();
    jest.spyOn(asyncScheduler, 'now').mockReturnValue(NOW + 1_400_000);
    expect([call(), requested()]).toEqual([['a c'], 2]);
  });

  it('is not made for a subscriber that has unsubscribed already', () => {
    const { authorized, call } = counting();
    call();
    let made = 0;
    const subscriber = new Subscriber();
    subscriber.unsubscribe();
    authorized(() => of((made += 1))).subscribe(subscriber);
    expect(made).toBe(0);
  });
});

describe('a call of the conversation', () => {
  it('is made with its token and its id, once', () => {
    const { authorized, renewals } = client(tokenOf('a'));
    const { call, made } = calling({ a: 'ok' });
    expect(valuesOf(authorized(call))).toEqual(['ok']);
    expect([made, renewals]).toEqual([['a c'], []]);
  });

  it('is made once more with a renewed token when its own has expired', () => {
    const { authorized, renewals } = client(tokenOf('a'), of(tokenOf('b')));
    const { call, made } = calling({ a: expired, b: 'ok' });
    expect(valuesOf(authorized(call))).toEqual(['ok']);
    expect([made, renewals]).toEqual([['a c', 'b c'], ['a refused']]);
  });

  it('takes a 403 for expiry where the token has none left, whatever its code', () => {
    const has = { ...tokenOf('a'), expiresAtMs: NOW };
    const { authorized, renewals } = client(has, of(tokenOf('b')));
    // The token is due before the call; that renewal gives one whose time is over as well.
    const { authorized: again, renewals: second } = client(tokenOf('a'), of({ ...tokenOf('b'), expiresAtMs: NOW }));
    expect(valuesOf(authorized(calling({ b: 'ok' }).call))).toEqual(['ok']);
    expect(errorOf(again(calling({ a: expired, b: forbidden }).call))).toMatchObject({ name: 'DirectLineTokenError', cause: forbidden });
    expect([renewals, second]).toEqual([['a due'], ['a refused']]);
  });

  it('hands on any other 403 as it is', () => {
    const { authorized, renewals } = client(tokenOf('a'));
    expect(errorOf(authorized(calling({ a: forbidden }).call))).toBe(forbidden);
    expect(renewals).toEqual([]);
  });

  it.each([400, 401, 429, 500])('hands on a %i as it is', status => {
    const error = new DirectLineHttpError('no', status);
    expect(errorOf(client(tokenOf('a')).authorized(calling({ a: error }).call))).toBe(error);
  });

  it('is not made a third time: a second refusal is DirectLineTokenError', () => {
    const { authorized, renewals } = client(tokenOf('a'), of(tokenOf('b')));
    const { call, made } = calling({ a: expired, b: expired });
    expect(errorOf(authorized(call))).toMatchObject({ name: 'DirectLineTokenError', cause: expired });
    expect([made, renewals]).toEqual([['a c', 'b c'], ['a refused']]);
  });

  it('errors with what the second answer was, where it is no refusal', () => {
    expect(errorOf(client(tokenOf('a'), of(tokenOf('b'))).authorized(calling({ a: expired, b: down }).call))).toBe(down);
  });

  it('errors with what the renewal errors with', () => {
    expect(errorOf(client(tokenOf('a')).authorized(calling({ a: expired }).call))).toBe(down);
  });

  it.each([['first', 'a'], ['second', 'b']])('takes a 404 of the %s answer for a conversation that is gone', (_, gone) => {
    const cause = new DirectLineHttpError('not found', 404);
    const { call } = calling({ a: expired, b: cause, [gone]: cause });
    expect(errorOf(client(tokenOf('a'), of(tokenOf('b'))).authorized(call))).toMatchObject({ name: 'DirectLineGoneError', conversationId: 'c', cause });
  });
});

describe('the token of a call', () => {
  const nearEnd = { ...tokenOf('a'), issuedAtMs: NOW - 1_350_000, expiresAtMs: NOW + 450_000 };

  it('is renewed first when a quarter of its life is left', () => {
    const { authorized, renewals } = client(nearEnd, of(tokenOf('b')));
    const { call, made } = calling({ b: 'ok' });
    expect(valuesOf(authorized(call))).toEqual(['ok']);
    expect([made, renewals]).toEqual([['b c'], ['a due']]);
  });

  it('is used while it lasts where that fails, with a notice', () => {
    const { authorized, notices } = client(nearEnd);
    expect(valuesOf(authorized(calling({ a: 'ok' }).call))).toEqual(['ok']);
    expect(notices()).toEqual(['renewalFailed']);
  });

  it('is not used when its time is over and it cannot be renewed', () => {
    const { authorized, notices } = client({ ...nearEnd, expiresAtMs: NOW });
    const { call, made } = calling({ a: 'ok' });
    expect(errorOf(authorized(call))).toBe(down);
    expect([made, notices()]).toEqual([[], []]);
  });

  it('must be one: without it the error says how to give one', () => {
    const error = errorOf(client(undefined).authorized(calling({}).call));
    expect(error).toBeInstanceOf(DirectLineTokenError);
    expect(error.message).toContain('setToken(token)');
  });

  it('must be of this conversation, the renewed one as well', () => {
    const mismatch = { name: 'DirectLineTokenMismatchError', conversationId: 'c', tokenConversationId: 'd' };
    const { call, made } = calling({ a: 'ok', b: 'ok' });
    expect(errorOf(client(tokenOf('a', 1_800, 'd')).authorized(call))).toMatchObject(mismatch);
    expect(errorOf(client(nearEnd, of(tokenOf('b', 1_800, 'd'))).authorized(call))).toMatchObject(mismatch);
    expect(made).toEqual([]);
    expect(errorOf(client(tokenOf('a'), of(tokenOf('b', 1_800, 'd'))).authorized(calling({ a: expired, b: 'ok' }).call))).toMatchObject(mismatch);
  });

  it('may leave open which conversation it is of', () => {
    expect(valuesOf(client(tokenOf('a')).authorized(calling({ a: 'ok' }).call))).toEqual(['ok']);
  });
});
