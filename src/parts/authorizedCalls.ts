import { catchError, map, of, switchMap, take, tap, throwError, throwIfEmpty, timer, type Observable } from 'rxjs';
import { DirectLineTokenError, DirectLineTokenMismatchError } from '../errors.js';
import type { Conversation } from '../protocol/protocol.js';
import type { Token } from '../protocol/token.js';
import { refusal, withRenewal, type Authorized } from '../session/authorizedCalls.js';
import { tokenByApp, tokenOf, type Renew } from './keepTokenFresh.js';

export interface AuthorizedCallsOptions {
  readonly conversation$: Observable<Conversation>;
  /** `null` means that there is no token for now: signed out. */
  readonly token$: Observable<string | Token | null>;
  /** Gets a token in the place of one that a call was refused with; the call is made once more. Default: the call errors. */
  readonly renew?: Renew | undefined;
}

/** How long a call waits for a token of the conversation while `token$` still has one of another conversation. */
const TOKEN_LAG_MS = 2_000;

/**
 * Makes calls with the conversation's id and a token that works: `calls((token, conversationId) => …)`. One call a subscription; unsubscribing
 * aborts it. Errors: those of the call, `DirectLineTokenError` where there is no token, `DirectLineGoneError` for a 404.
 * @example
 * const calls = authorizedCalls({ conversation$, token$ });
 * calls((token, conversationId) => postActivity({ token, conversationId, activity: { type: 'message', text: 'hello' } })).subscribe();
 */
export const authorizedCalls = (options: AuthorizedCallsOptions): (<T>(call: (token: string, conversationId: string) => Observable<T>) => Observable<T>) =>
  callsWith({ ...options, refused: () => undefined });

/** The same for the stream, which has to know the token that was refused. */
export const callsWith = ({
  conversation$, token$, renew, refused,
}: AuthorizedCallsOptions & { readonly refused: (token: Token) => void }): Authorized => {
  // Mutable: the token that `renew` returned, used until `token$` emits another one than the token that it replaces.
  let replacement: { readonly of: string; readonly by: Token } | undefined;

  const currentToken = (conversationId: string): Observable<Token> =>
    token$.pipe(
      map((token) => (token === null ? null : tokenOf(token))),
      // `conversation$` may emit another conversation before `token$` emits its token.
      firstWhere((token) => token === null || token.conversationId === undefined || token.conversationId === conversationId, (token) => {
        if (token) refused(token);
        return new DirectLineTokenMismatchError(conversationId, token?.conversationId ?? '');
      }),
      throwIfEmpty(() => new DirectLineTokenError('none', 'token$ completed without a token')),
      map((token) => {
        if (token === null) throw new DirectLineTokenError('none', 'token$ emitted null: nobody is signed in');
        return replacement?.of === token.value ? replacement.by : token;
      }),
    );

  /** A refresh may end the token of a call that is on its way: `token$` has the next one then. */
  const renewed = (old: Token, conversationId: string): Observable<Token> =>
    currentToken(conversationId).pipe(switchMap((current) => (current.value === old.value ? replaced(old, conversationId) : of(current))));

  const replaced = (old: Token, conversationId: string): Observable<Token> => {
    refused(old);
    if (!renew) return throwError(() => new DirectLineTokenError('expired', 'the service refused the token as expired'));
    return tokenByApp(renew, old).pipe(
      // `renew` may ask the service for a token of the conversation, which it does not know any more.
      catchError((error: unknown) => refusal(error, conversationId)),
      tap((by) => {
        if ((by.conversationId ?? conversationId) !== conversationId) throw new DirectLineTokenMismatchError(conversationId, by.conversationId ?? '');
      }),
      throwIfEmpty(() => new DirectLineTokenError('expired', 'the service refused the token as expired, and renew() gave no other')),
      tap((by) => (replacement = { of: replacement?.by === old ? replacement.of : old.value, by })),
    );
  };

  return (call, refusedWith = refusal) =>
    conversation$.pipe(
      take(1),
      switchMap(({ conversationId }) =>
        currentToken(conversationId).pipe(
          switchMap((token) =>
            withRenewal(
              ({ value }) => call(value, conversationId),
              (error) => refusedWith(error, conversationId),
              token,
              (old) => renewed(old, conversationId),
            ),
          ),
        ),
      ),
    );
};

/** The first value that holds; errors if one that does not hold is not followed by it in time. */
const firstWhere =
  <T>(holds: (value: T) => boolean, late: (value: T) => Error) =>
  (source$: Observable<T>): Observable<T> =>
    source$.pipe(
      switchMap((value) => (holds(value) ? of(value) : timer(TOKEN_LAG_MS).pipe(switchMap(() => throwError(() => late(value)))))),
      take(1),
    );
