import { asyncScheduler, catchError, defer, EMPTY, filter, of, share, tap, throwError, throwIfEmpty, type Observable } from 'rxjs';
import { asDirectLineError, classifyError, DirectLineTokenError, type DirectLineError } from '../errors.js';
import type { Token } from '../protocol/token.js';
import type { Protocol } from '../protocol/protocol.js';
import { notice, type Trace } from '../trace.js';
import { ofConversation, type Renew } from './authorizedCalls.js';
import { askForToken, type Source } from './credential.js';
import { tokenBySecret } from './firstToken.js';
import type { UserWins } from './speaker.js';
import type { Store } from './store.js';

export interface Renewing {
  readonly protocol: Protocol;
  readonly store: Store;
  readonly source: Source;
  /** Whose name is put on posts that have no `from`. */
  readonly user?: { readonly id: string } | undefined;
  readonly userWins: UserWins;
  readonly trace: Trace;
}

/**
 * The ladder of renewal: refresh while the old token is valid, then by the secret, then by the app, else there is none.
 * Where a rung failed in a way that heals (the network, a 503), or the conversation is gone, so does the whole.
 * Docs/protocol.md, 3.5.
 */
export const renewing = ({ protocol, store, source, user, userWins, trace }: Renewing): Renew => {
  // Mutable: the token that the service refused, or would not refresh: it is not asked to again.
  let refused: string | undefined;

  const refresh = (old: Token): Observable<Token> =>
    stillGood(old)
      ? protocol.refreshToken(old.value, store.conversation?.conversationId).pipe(
          tap({
            error: (error: unknown) => {
              if (classifyError(asDirectLineError(error)) !== 'heals') refused = old.value;
            },
          }),
        )
      : EMPTY;

  /** A token that works is not given up for one that may not, nor for what fails for a while. */
  const stillGood = (old: Token): boolean => old.value !== refused && asyncScheduler.now() < old.expiresAtMs;

  const bySource = (): Observable<Token> => {
    const conversationId = store.conversation?.conversationId;
    if (source.kind === 'function') return askForToken(source, 'expired', conversationId);
    if (source.kind === 'token' || conversationId === undefined) return EMPTY;
    return tokenBySecret(protocol, source.secret, conversationId, store.watermark);
  };

  const ladder$ = defer(() => {
    const old = store.token;
    return old ? climb(old, [refresh, bySource], stillGood) : throwError(() => noToken());
  }).pipe(
    tap(token => {
      if (store.token && stillGood(store.token)) ofConversation(token, store);
      if (store.token?.userId !== undefined && token.userId === undefined && !user)
        trace(notice('tokenWithoutUser', `the new token names no user: that posts are from ${store.token.userId}, as before, is only what this client says`));
      store.adopt(token);
      userWins(token.userId, user?.id);
    }),
    share(),
  );

  return (old, why) =>
    defer(() => {
      const { token } = store;
      if (token && token.value !== old.value) return of(token);
      if (why === 'refused') refused = old.value;
      return ladder$;
    });
};

type Rung = (old: Token) => Observable<Token>;

/** Tries one rung after the other until one gives another token than the old one, or that one a longer life. */
const climb = (
  old: Token,
  [rung, ...rest]: readonly Rung[],
  stillGood: (old: Token) => boolean,
  failure?: DirectLineError,
): Observable<Token> =>
  rung === undefined
    ? throwError(() => (failure && ['heals', 'gone'].includes(classifyError(failure)) ? failure : noToken(old, failure)))
    : rung(old).pipe(
        filter(({ value, expiresAtMs }) => value !== old.value || (stillGood(old) && expiresAtMs > old.expiresAtMs)),
        throwIfEmpty(() => undefined),
        catchError((error: unknown) => {
          const worst = worse(failure, error);
          return worst && classifyError(worst) === 'heals' && stillGood(old) ? throwError(() => worst) : climb(old, rest, stillGood, worst);
        }),
      );

const worse = (before: DirectLineError | undefined, error: unknown): DirectLineError | undefined =>
  error === undefined || (before && classifyError(before) === 'heals') ? before : asDirectLineError(error);

const noToken = (old?: Token, cause?: DirectLineError): DirectLineTokenError => {
  if (!old) return new DirectLineTokenError('none', 'there is no token; setToken(token) takes one', { cause });
  // Only a restored token is renewed after a refusal that does not say that it has expired.
  const reason = old.restored && asyncScheduler.now() < old.expiresAtMs ? 'refused' : 'expired';
  return new DirectLineTokenError(reason, `the token ${reason === 'refused' ? 'was refused' : 'has expired'} and there is no other; setToken(token) takes one`, { cause });
};
