import { asyncScheduler, catchError, defer, map, of, switchMap, throwError, type Observable } from 'rxjs';
import {
  asDirectLineError, classify, DirectLineGoneError, DirectLineTokenExpiredError, DirectLineTokenMismatchError, type DirectLineError,
} from '../errors.js';
import { renewalDueMs, type Grant } from '../protocol/grant.js';
import { notice, type Trace } from '../trace.js';
import type { Renew } from './renewal.js';
import type { Known, Store } from './store.js';

/** Makes a call of the conversation with a token that works: one that is refused as expired is renewed, once. */
export type Authorized = <T>(
  call: (token: string, conversationId: string) => Observable<T>,
  /** What a refusal means; by default that of a call which names the conversation. */
  refused?: (error: unknown, conversationId: string) => Observable<never>,
) => Observable<T>;

/** The conversation's calls, each with a working token. Docs/protocol.md, 3.5 and 11. */
export const authorizing = (conversation$: Observable<Known>, working$: Observable<Grant>, store: Store, renew: Renew): Authorized => (call, refused = refusal) =>
  conversation$.pipe(
    switchMap(known => working$.pipe(map(grant => ({ known, grant })))),
    switchMap(({ known: { conversationId }, grant }) => {
      const attempt = ({ token }: Grant) => call(token, conversationId).pipe(catchError(error => refused(error, conversationId)));
      return attempt(grant).pipe(
        catchError((error: unknown) =>
          isExpiry(error, grant)
            ? renew(grant, 'refused').pipe(
                map(renewed => ofConversation(renewed, store)),
                switchMap(renewed => attempt(renewed).pipe(catchError(again => throwError(() => secondRefusal(again, renewed))))),
              )
            : throwError(() => error),
        ),
      );
    }),
  );

/** For how long a token that lasts is used after it could not be renewed: calls come by the second where it is polled. */
export const RENEWAL_PAUSE_MS = 10_000;

/** The token in use, renewed first when little of its life is left, and of this conversation. */
export const workingToken = (store: Store, renew: Renew, trace: Trace): Observable<Grant> => {
  // Mutable: when the last renewal failed.
  let failedAtMs = -Infinity;
  return defer(() => {
    const { grant } = store;
    if (!grant) return throwError(() => new DirectLineTokenExpiredError('there is no token; reconnect(token) takes one'));
    const now = asyncScheduler.now();
    const lasts = now < grant.expiresAtMs;
    if (now < renewalDueMs(grant) || (lasts && now < failedAtMs + RENEWAL_PAUSE_MS)) return of(grant);
    return renew(grant, 'due').pipe(
      catchError((error: unknown) => {
        if (!lasts) return throwError(() => error);
        failedAtMs = asyncScheduler.now();
        trace(notice('renewalFailed', 'the token could not be renewed yet; it is used while it lasts', asDirectLineError(error)));
        return of(grant);
      }),
    );
  }).pipe(map(grant => ofConversation(grant, store)));
};

/** Gives a token back if it opens the conversation that goes on; throws `DirectLineTokenMismatchError` if not. */
export const ofConversation = (grant: Grant, { known }: Store): Grant => {
  if (!known || grant.conversationId === undefined || grant.conversationId === known.conversationId) return grant;
  throw new DirectLineTokenMismatchError(known.conversationId, grant.conversationId);
};

/** A 404 on a conversation that was known says that it is gone. */
export const refusal = (error: unknown, conversationId: string): Observable<never> =>
  throwError(() => {
    const known = asDirectLineError(error);
    return known.name === 'DirectLineHttpError' && known.status === 404
      ? new DirectLineGoneError(conversationId, { cause: known })
      : known;
  });

/**
 * The code `TokenExpired`, a 403 for a token whose time is over, or any refusal of one that was kept; any other 403 is
 * something else (docs/protocol.md, 11.2).
 */
export const isExpiry = (error: unknown, grant: Grant): boolean => {
  const known = asDirectLineError(error);
  if (classify(known) === 'expired') return true;
  if (known.name !== 'DirectLineHttpError') return false;
  if (known.status === 403) return grant.kept === true || asyncScheduler.now() >= grant.expiresAtMs;
  return known.status === 401 && grant.kept === true;
};

const secondRefusal = (error: unknown, renewed: Grant): DirectLineError =>
  isExpiry(error, renewed)
    ? new DirectLineTokenExpiredError('the renewed token was refused as well; reconnect(token) takes another', { cause: error })
    : asDirectLineError(error);
