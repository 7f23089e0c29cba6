import { of, throwError } from 'rxjs';
import { DirectLineGoneError, DirectLineHttpError, DirectLineTokenMismatchError } from '../../src/errors.js';
import { tokenFrom } from '../../src/protocol/token.js';
import type { Source } from '../../src/session/credential.js';
import { forgetWhenGone } from '../../src/session/gone.js';
import { noticing } from '../../src/session/notices.js';
import { userWins } from '../../src/session/speaker.js';
import { Store } from '../../src/session/store.js';
import { jwtOf } from '../support/jwt.js';
import { errorOf, keptTrace, valuesOf } from '../support/outcomes.js';

const bySecret: Source = { kind: 'secret', secret: 's' };
const byToken: Source = { kind: 'token', token: 't' };
const byApp: Source = { kind: 'function', getToken: () => [] };
const known = { conversationId: 'c', started: 'new' as const };

const storeWith = (token: string): Store => {
  const store = new Store();
  store.begin(known, tokenFrom({ token }, 0));
  return store;
};

describe('a developer is told once', () => {
  const told = (source: Source, isBrowser: boolean, token = 'plain', user?: { readonly id: string }): string[] => {
    const { trace, notices } = keptTrace();
    const known$ = of(known).pipe(noticing({ store: storeWith(token), source, user, isBrowser, userWins: userWins(trace), trace }));
    expect([...valuesOf(known$), ...valuesOf(known$)]).toEqual([known, known]);
    return notices();
  };

  it('that a secret does not belong in a browser', () => {
    expect(told(bySecret, true)).toEqual(['secretInBrowser']);
    expect([told(bySecret, false), told(byToken, true)]).toEqual([[], []]);
  });

  it("that the token's user wins over the option's, where they differ", () => {
    const token = jwtOf({ user: 'ann' });
    expect(told(byToken, false, token, { id: 'bob' })).toEqual(['tokenUserWins']);
    expect([told(byToken, false, token, { id: 'ann' }), told(byToken, false, token), told(byToken, false, 'plain', { id: 'bob' })]).toEqual([[], [], []]);
  });
});

describe('a conversation that cannot be continued', () => {
  const gone = new DirectLineGoneError('c');
  const mismatch = new DirectLineTokenMismatchError('c', 'd');
  const after = (error: Error, onGone: 'end' | 'restart', source: Source = byApp) => {
    const store = storeWith('plain');
    const { trace, notices } = keptTrace();
    const lost: unknown[] = [];
    expect(errorOf(throwError(() => error).pipe(forgetWhenGone({ store, onGone, source, trace, status$: { error: (each: unknown) => lost.push(each) } })))).toBe(error);
    // What runs is of the conversation that was forgotten.
    expect(lost).toEqual(store.conversation ? [] : [error]);
    return [store.conversation?.conversationId, store.token?.value, notices()];
  };

  it('is kept where its end is the end of all', () => expect(after(gone, 'end')).toEqual(['c', 'plain', []]));

  it('is forgotten, with its token, where another is to begin', () => expect(after(gone, 'restart')).toEqual([undefined, undefined, ['restarted']]));

  it.each<[string, Error, Source]>([
    ['belongs to another conversation', mismatch, byApp],
    ['is the one of the options, the only one that there is', gone, byToken],
  ])('leaves a token that %s', (_, error, source) => expect(after(error, 'restart', source)).toEqual([undefined, 'plain', ['restarted']]));

  it('is forgotten once: what ends another call of the one before does not forget the one that came after', () => {
    expect(after(new DirectLineGoneError('before'), 'restart')).toEqual(['c', 'plain', []]);
  });

  it('is nothing that another error says', () => {
    expect(after(new DirectLineHttpError('no', 403), 'restart')).toEqual(['c', 'plain', []]);
  });
});
