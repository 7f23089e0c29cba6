import { asyncScheduler, catchError, defer, identity, map, Observable, of, switchMap, throwError } from 'rxjs';
import {
  asDirectLineError, classifyError, DirectLineGoneError, DirectLineTokenError, DirectLineTokenMismatchError, type DirectLineError,
} from '../errors.js';
import type { Conversation } from '../protocol/protocol.js';
import { refreshDueMs, type Token } from '../protocol/token.js';
import { notice, type Trace } from '../trace.js';
import type { Store } from './store.js';

/** Gets a token in the place of one that was refused or is near its end. Two requests for the same token share one renewal. */
export type Renew = (old: Token, why: 'due' | 'refused') => Observable<Token>;

/** Makes a call of the conversation with a token that works: a token that is refused as expired is renewed, once. */
export type Authorized = <T>(
  call: (token: string, conversationId: string) => Observable<T>,
  /** What a refusal means; by default that of a call whose path names the conversation. */
  refused?: (error: unknown, conversationId: string) => Observable<never>,
) => Observable<T>;

/**
 * The calls of a client's conversation, each with a working token. A call goes out at once while the conversation and the token are those of the
 * call before, and the token is not due. Docs/protocol.md, 3.5 and 11.
 */
export const authorizing = (
  conversation$: Observable<Conversation>,
  working$: Observable<Token>,
  store: Store,
  renew: Renew,
  /** Wraps the error of a failed call. */
  onFailure: <T>(failure$: Observable<T>) => Observable<T> = identity,
): Authorized => {
  // Mutable: the conversation and the token that the two observables gave last. While both are unchanged, a call skips the two observables.
  let known: { readonly conversation?: Conversation; readonly token?: Token } = {};

  return (call, refused = refusal) => {
    const callWith = (token: Token, { conversationId }: Conversation) =>
      withRenewal(
        ({ value }) => call(value, conversationId),
        (error) => refused(error, conversationId),
        token,
        (old) => renew(old, 'refused').pipe(map((renewed) => ofConversation(renewed, store))),
        onFailure,
      );
    const afterConversation = () =>
      conversation$.pipe(
        switchMap((conversation) =>
          working$.pipe(
            switchMap((token) => {
              known = { conversation, token };
              return callWith(token, conversation);
            }),
          ),
        ),
        onFailure,
      );
    return new Observable((subscriber) => {
      // RxJS subscribes for a subscriber that has unsubscribed already, too.
      if (subscriber.closed) return undefined;
      const { conversation, token } = known;
      const isKnown = conversation && conversation === store.conversation && token && token === store.token && asyncScheduler.now() < refreshDueMs(token);
      return (isKnown ? callWith(token, conversation) : afterConversation()).subscribe(subscriber);
    });
  };
};

/**
 * Makes a call and, where the service refuses its token as expired, makes it once more with the renewed token. `refused` says what an error of
 * the call means. One operator for both, because each takes its time in each call, and calls seldom fail.
 */
export const withRenewal = <T>(
  call: (token: Token) => Observable<T>,
  refused: (error: unknown) => Observable<never>,
  token: Token,
  renew: (refused: Token) => Observable<Token>,
  onFailure: (failure$: Observable<T>) => Observable<T> = identity,
): Observable<T> => {
  const attempt = (each: Token, recover: (error: unknown) => Observable<T>): Observable<T> =>
    call(each).pipe(catchError((error: unknown) => onFailure(refused(error).pipe(catchError(recover)))));
  const attemptAgain = (renewed: Token): Observable<T> => attempt(renewed, (error) => throwError(() => secondRefusal(error, renewed)));
  return attempt(token, (error) => (isExpiry(error, token) ? renew(token).pipe(switchMap(attemptAgain)) : throwError(() => error)));
};

/** How long a token that is still valid is used after its renewal failed: where the client polls, calls come every second. */
export const RENEWAL_PAUSE_MS = 10_000;

/** The token in use, renewed first when little of its life is left, and of this conversation. */
export const workingToken = (store: Store, renew: Renew, trace: Trace): Observable<Token> => {
  // Mutable: when the last renewal failed.
  let failedAtMs = -Infinity;
  return defer(() => {
    const { token } = store;
    if (!token) return throwError(() => new DirectLineTokenError('none', 'there is no token; setToken(token) takes one'));
    const now = asyncScheduler.now();
    const lasts = now < token.expiresAtMs;
    if (now < refreshDueMs(token) || (lasts && now < failedAtMs + RENEWAL_PAUSE_MS)) return of(token);
    return renew(token, 'due').pipe(
      catchError((error: unknown) => {
        if (!lasts) return throwError(() => error);
        failedAtMs = asyncScheduler.now();
        trace(notice('renewalFailed', 'the token could not be renewed yet; it is used while it lasts', asDirectLineError(error)));
        return of(token);
      }),
    );
  }).pipe(map((token) => ofConversation(token, store)));
};

/** Returns a token that opens the store's conversation; throws `DirectLineTokenMismatchError` for one that opens another. */
export const ofConversation = (token: Token, { conversation }: Store): Token => {
  if (!conversation || token.conversationId === undefined || token.conversationId === conversation.conversationId) return token;
  throw new DirectLineTokenMismatchError(conversation.conversationId, token.conversationId);
};

/** A 404 to a call of a conversation that was known means that the conversation is gone. */
export const refusal = (error: unknown, conversationId: string): Observable<never> =>
  throwError(() => {
    const known = asDirectLineError(error);
    return known.name === 'DirectLineHttpError' && known.status === 404
      ? new DirectLineGoneError(conversationId, { cause: known })
      : known;
  });

/**
 * Whether an error says that the token has expired: the code `TokenExpired`, a 403 after the end of its life, or any refusal of a restored
 * token. Any other 403 has another reason (docs/protocol.md, 11.2).
 */
export const isExpiry = (error: unknown, token: Token): boolean => {
  const known = asDirectLineError(error);
  if (classifyError(known) === 'expired') return true;
  if (known.name !== 'DirectLineHttpError') return false;
  if (known.status === 403) return token.restored === true || asyncScheduler.now() >= token.expiresAtMs;
  return known.status === 401 && token.restored === true;
};

const secondRefusal = (error: unknown, renewed: Token): DirectLineError =>
  isExpiry(error, renewed)
    ? new DirectLineTokenError('refused', 'the renewed token was refused as well; setToken(token) takes another', { cause: error })
    : asDirectLineError(error);
