import {
  asyncScheduler, catchError, defer, EMPTY, exhaustMap, expand, filter, map, merge, NEVER, of, ReplaySubject, share, Subject, switchMap, take, tap,
  throwError, type Observable, type ObservableInput, type OperatorFunction,
} from 'rxjs';
import { exponentialBackoff } from '../connection/policy.js';
import { retryHealing } from '../connection/patience.js';
import { asDirectLineError, classifyError } from '../errors.js';
import { alongside } from '../flow/alongside.js';
import { eventsOf } from '../flow/eventsOf.js';
import { firstAnswer } from '../flow/answerOf.js';
import type { Conversation } from '../protocol/protocol.js';
import type { DirectLineService } from '../protocol/service.js';
import { newTokenFrom, refreshDueMs, type Token } from '../protocol/token.js';
import { RENEWAL_PAUSE_MS } from '../session/authorizedCalls.js';
import { whenDue } from '../session/whenDue.js';
import { callbackErrors } from './callbackErrors.js';
import { checkService, directLineService } from './service.js';

/** Gets a token in the place of another; its first value is taken. */
export type Renew = (old: Token) => ObservableInput<string | Token> | string | Token;

export interface KeepTokenFreshOptions {
  /** Default: the service at the global host. */
  readonly service?: DirectLineService | undefined;
  /** Gets a token in the place of one that has expired: from your server, or by the secret. Default: nothing does. */
  readonly renew?: Renew | undefined;
  /** Emits when the token is known not to work, by the status `needsToken` say: `renew` is called. Default: never. */
  readonly needed$?: Observable<unknown> | undefined;
  /** Emits when the host wakes up, since timers stand still while it sleeps. Default: never. */
  readonly wake$?: Observable<unknown> | undefined;
}

/** A token of the user's, which may be a text. */
export const tokenOf = (token: string | Token): Token => (typeof token === 'string' ? newTokenFrom({ token }, asyncScheduler.now()) : token);

/** Calls `renew`, and emits its first token. */
export const tokenByApp = (renew: Renew, old: Token): Observable<Token> =>
  firstAnswer(() => renew(old)).pipe(map(tokenOf), callbackErrors('renew'));

/**
 * Turns a conversation into its token, and emits another one when a quarter of its life is left. It is shared: one clock for all subscribers,
 * who begin with the newest token; unsubscribing stops the clock. A conversation without a token emits nothing. It errors only as its source
 * does: a failed refresh is retried while the token is valid, then left to `renew`. An error of `renew` is retried too, and after a token from it
 * `renew` is not called for 10 s, and after a token of another conversation not before that has expired. Docs/protocol.md, 3.5.
 * @example
 * const token$ = conversation$.pipe(keepTokenFresh({ renew: () => fetch('/api/token').then((answer) => answer.text()) }));
 */
export const keepTokenFresh = ({
  service = directLineService(), renew = () => EMPTY, needed$ = NEVER, wake$: given$ = NEVER,
}: KeepTokenFreshOptions = {}): OperatorFunction<Conversation, Token> => {
  const wake$ = eventsOf(given$);
  const patient = retryHealing(exponentialBackoff(), wake$);

  return (conversation$) => {
    // Mutable: the newest token outlives its subscriptions, since the conversation's own may have expired when somebody subscribes again.
    let newest: Token | undefined;
    let own: string | undefined;
    let renewedAtMs = -Infinity;

    const newestOf = (token: Token): Token => {
      if (newest && token.value === own && newest.conversationId === token.conversationId) return newest;
      own = token.value;
      return token;
    };
    // The pause keeps a `renew` whose tokens are refused, or have expired, from being called without end.
    const renewed = (old: Token): Observable<Token> =>
      whenDue(renewedAtMs + RENEWAL_PAUSE_MS, wake$).pipe(
        switchMap(() => tokenByApp(renew, old)),
        map((token) => ({ ...(old.conversationId !== undefined && { conversationId: old.conversationId }), ...token })),
        tap(() => (renewedAtMs = asyncScheduler.now())),
      );
    const refreshed = (old: Token): Observable<Token> =>
      defer(() => (asyncScheduler.now() < old.expiresAtMs ? service.protocol.refreshToken(old.value, old.conversationId) : renewed(old))).pipe(
        catchError((error: unknown) => (classifyError(asDirectLineError(error)) === 'heals' ? throwError(() => error) : renewed(old))),
      );
    const next = (token: Token, conversationId: string, need$: Observable<unknown>): Observable<Token> =>
      merge(
        whenDue(refreshDueMs(token), wake$).pipe(switchMap(() => refreshed(token).pipe(patient, catchError(() => NEVER)))),
        // The next token of a server that has lost the conversation would open another one too.
        need$.pipe(
          filter(() => (token.conversationId ?? conversationId) === conversationId),
          exhaustMap(() => renewed(token).pipe(patient, catchError(() => EMPTY))),
        ),
      ).pipe(take(1));

    return defer(() => {
      // One subscription for all tokens: a status that replays `needsToken` would call for each new token again.
      const need$ = new Subject<unknown>();
      const token$ = conversation$.pipe(
        tap((conversation) => checkService(service, conversation)),
        switchMap(({ token, conversationId }) =>
          token === undefined ? EMPTY : of(newestOf({ ...tokenOf(token), conversationId })).pipe(expand((each) => next(each, conversationId, need$))),
        ),
        tap((token) => (newest = token)),
      );
      return token$.pipe(alongside(() => needed$.subscribe({ next: (need) => need$.next(need), error: () => undefined })));
    }).pipe(share({ connector: () => new ReplaySubject(1) }));
  };
};
