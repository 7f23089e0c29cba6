import { catchError, defer, distinctUntilChanged, EMPTY, ignoreElements, merge, mergeMap, NEVER, of, retry, share, switchMap, tap, throwError, type MonoTypeOperatorFunction, type Observable } from 'rxjs';
import { asDirectLineError, classify } from '../errors.js';
import type { Grant } from '../protocol/grant.js';
import { notice, type Trace } from '../trace.js';
import { forgetWhenGone, type Gone } from './gone.js';
import type { Renew } from './renewal.js';
import type { Known, Store } from './store.js';
import { freshTokens } from './token.js';

/** A conversation and a fresh token for it. */
export interface Session {
  readonly conversationId: string;
  /** Whether this client's start made the conversation; `unknown` after a start whose answer was lost. */
  readonly started: 'new' | 'existing' | 'unknown';
  /** The user to whom the token is bound, if it is. */
  readonly userId?: string;
  /** On the clock, in milliseconds. */
  readonly expiresAtMs: number;
  /** The bot's speech grammar, for Cognitive Services, where the start told of one. */
  readonly referenceGrammarId?: string;
}

const sessionOf = ({ conversationId, started, referenceGrammarId }: Known, { userId, expiresAtMs }: Grant): Session => ({
  conversationId,
  started,
  expiresAtMs,
  ...(userId !== undefined && { userId }),
  ...(referenceGrammarId !== undefined && { referenceGrammarId }),
});

export interface KeepingFresh {
  readonly store: Store;
  readonly renew: Renew;
  readonly patient: MonoTypeOperatorFunction<Grant>;
  /** Whether there is no token to be had until the app brings one. */
  readonly expired$: Observable<boolean>;
  readonly wake$: Observable<unknown>;
  readonly trace: Trace;
}

/**
 * Keeps the store's token fresh while it is subscribed; emits nothing. What cannot be renewed is a notice: the stream
 * goes on without it, and posts say what is wrong.
 */
export const keepingFresh = ({ store, renew, patient, expired$, wake$, trace }: KeepingFresh): Observable<never> => {
  const renewed = (old: Grant): Observable<Grant> =>
    renew(old, 'due').pipe(
      tap({
        error: (error: unknown) =>
          trace(notice('renewalFailed', 'the token could not be renewed', asDirectLineError(error))),
      }),
      patient,
      catchError(() => NEVER),
    );
  const fresh$ = store.grant$.pipe(switchMap(grant => freshTokens(grant, renewed, wake$)));
  return expired$.pipe(
    distinctUntilChanged(),
    switchMap(expired => (expired ? NEVER : fresh$)),
    ignoreElements(),
    share(),
  );
};

export interface Sessions {
  readonly conversation$: Observable<Known>;
  readonly working$: Observable<Grant>;
  readonly store: Store;
  readonly keepFresh$: Observable<never>;
  readonly patient: MonoTypeOperatorFunction<Session>;
  /** The app said `reconnect()`. */
  readonly reconnect$: Observable<unknown>;
  readonly gone: Gone;
}

/**
 * The conversation with a fresh token, again at each new token: subscribing starts the conversation if need be and keeps
 * the token fresh. Without a token to be had, for this conversation, it waits for `reconnect(token?)`.
 */
export const sessions = ({ conversation$, working$, store, keepFresh$, patient, reconnect$, gone }: Sessions): Observable<Session> =>
  defer(() => conversation$).pipe(
    switchMap(() => working$),
    // The conversation is the store's of then: where onGone restarts, another one comes with the new token.
    switchMap(() => merge(store.grant$.pipe(mergeMap(grant => (store.known ? of(sessionOf(store.known, grant)) : EMPTY))), keepFresh$)),
    patient,
    forgetWhenGone(gone),
    retry({
      delay: (error: unknown) => {
        const failure = asDirectLineError(error);
        const kind = classify(failure);
        if (kind === 'gone' && gone.onGone === 'restart') return of(undefined);
        if (!['noToken', 'expired'].includes(kind) && failure.name !== 'DirectLineTokenMismatchError') return throwError(() => failure);
        gone.trace(notice('noToken', 'there is no token: session$ waits for reconnect(token?)', failure));
        return reconnect$;
      },
    }),
  );
