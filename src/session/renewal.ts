import { asyncScheduler, catchError, defer, EMPTY, filter, of, share, tap, throwError, throwIfEmpty, type Observable } from 'rxjs';
import { asDirectLineError, classify, DirectLineTokenExpiredError, type DirectLineError } from '../errors.js';
import type { Grant } from '../protocol/grant.js';
import type { Protocol } from '../protocol/protocol.js';
import { notice, type Trace } from '../trace.js';
import { ofConversation } from './authorized.js';
import { askForToken, type Source } from './credential.js';
import { grantBySecret } from './firstGrant.js';
import type { UserWins } from './speaker.js';
import type { Store } from './store.js';

/** Gets a token in the place of one that was refused or is near its end; asked twice for one, it is got once. */
export type Renew = (old: Grant, why: 'due' | 'refused') => Observable<Grant>;

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

  const refresh = (old: Grant): Observable<Grant> =>
    stillGood(old)
      ? protocol.refreshToken(old.token, store.known?.conversationId).pipe(
          tap({
            error: (error: unknown) => {
              if (classify(asDirectLineError(error)) !== 'heals') refused = old.token;
            },
          }),
        )
      : EMPTY;

  /** A token that works is not given up for one that may not, nor for what fails for a while. */
  const stillGood = (old: Grant): boolean => old.token !== refused && asyncScheduler.now() < old.expiresAtMs;

  const bySource = (): Observable<Grant> => {
    const conversationId = store.known?.conversationId;
    if (source.kind === 'getToken') return askForToken(source, 'expired', conversationId);
    if (source.kind === 'token' || conversationId === undefined) return EMPTY;
    return grantBySecret(protocol, source.secret, conversationId, store.watermark);
  };

  const ladder$ = defer(() => {
    const old = store.grant;
    return old ? climb(old, [refresh, bySource], stillGood) : throwError(noToken);
  }).pipe(
    tap(grant => {
      if (store.grant && stillGood(store.grant)) ofConversation(grant, store);
      if (store.grant?.userId !== undefined && grant.userId === undefined && !user)
        trace(notice('tokenWithoutUser', `the new token names no user: that posts are from ${store.grant.userId}, as before, is only what this client says`));
      store.adopt(grant);
      userWins(grant.userId, user?.id);
    }),
    share(),
  );

  return (old, why) =>
    defer(() => {
      const { grant } = store;
      if (grant && grant.token !== old.token) return of(grant);
      if (why === 'refused') refused = old.token;
      return ladder$;
    });
};

type Rung = (old: Grant) => Observable<Grant>;

/** Tries one rung after the other until one gives another token than the old one, or that one a longer life. */
const climb = (
  old: Grant,
  [rung, ...rest]: readonly Rung[],
  stillGood: (old: Grant) => boolean,
  failure?: DirectLineError,
): Observable<Grant> =>
  rung === undefined
    ? throwError(() => (failure && ['heals', 'gone'].includes(classify(failure)) ? failure : noToken(failure)))
    : rung(old).pipe(
        filter(({ token, expiresAtMs }) => token !== old.token || (stillGood(old) && expiresAtMs > old.expiresAtMs)),
        throwIfEmpty(() => undefined),
        catchError((error: unknown) => {
          const worst = worse(failure, error);
          return worst && classify(worst) === 'heals' && stillGood(old) ? throwError(() => worst) : climb(old, rest, stillGood, worst);
        }),
      );

const worse = (before: DirectLineError | undefined, error: unknown): DirectLineError | undefined =>
  error === undefined || (before && classify(before) === 'heals') ? before : asDirectLineError(error);

const noToken = (cause?: DirectLineError): DirectLineTokenExpiredError =>
  new DirectLineTokenExpiredError('the token does not work any more and there is no other; reconnect(token) takes one', { cause });
