import { catchError, defer, finalize, map, of, share, switchMap, tap, throwError, throwIfEmpty, type Observable } from 'rxjs';
import { asDirectLineError, type DirectLineError } from '../errors.js';
import { malformed } from '../protocol/call.js';
import type { Conversation, ConversationAnswer, Protocol } from '../protocol/protocol.js';
import type { TokenParameters } from '../protocol/types.js';
import { notice, type Trace } from '../trace.js';
import { isExpiry } from './authorizedCalls.js';
import { askForToken, type Source } from './credential.js';
import { firstToken, noToken } from './firstToken.js';
import { spokenFor } from './speaker.js';
import type { Store } from './store.js';

export interface Starting {
  readonly protocol: Protocol;
  readonly store: Store;
  readonly source: Source;
  readonly parameters: TokenParameters;
  readonly trace: Trace;
}

/**
 * The conversation, with a token in the store that opens it: the store's own, else that of one start, which all subscribers share.
 * Unsubscribing aborts a start that nobody waits for any more. Errors: those of the start and of the function `token`.
 * Docs/protocol.md, 3.2 and 4.
 */
export const conversation = ({ protocol, store, source, parameters, trace }: Starting): Observable<Conversation> => {
  // Mutable: a start whose answer was lost may have made the conversation that the next start finds.
  let answerLost = false;

  const start = (credential: string): Observable<Conversation> =>
    defer(() => {
      let inDoubt = true;
      return protocol.startConversation(credential, spokenFor(parameters, store.boundUserId)).pipe(
        tap({
          next: () => (inDoubt = false),
          error: (error: unknown) => (inDoubt = mayHaveArrived(asDirectLineError(error))),
        }),
        finalize(() => {
          answerLost ||= inDoubt;
          if (inDoubt && source.kind === 'secret')
            trace(notice('startAnswerLost', 'the answer to a start was lost: a conversation that nobody uses may be left'));
        }),
        map((answer) => begun(store, answer, answerLost)),
      );
    });

  const first$ = defer(() => firstToken(protocol, store, source)).pipe(tap((token) => store.adopt(token)));
  const token$ = first$.pipe(share());
  const credential$ =
    source.kind === 'secret'
      ? defer(() => of(store.token?.value ?? source.secret))
      : // The store has a token of another conversation as soon as the mismatch is found, while others still wait for `token$`: they must not join it.
        defer(() => (store.token ? first$ : token$)).pipe(map(({ value }) => value));
  /** If the service says that the token has expired, calls the app once for another one. */
  const startAnew = (error: unknown): Observable<Conversation> =>
    source.kind === 'function' && store.token && isExpiry(error, store.token)
      ? askForToken(source, 'expired', undefined).pipe(
          throwIfEmpty(noToken),
          tap((token) => store.adopt(token)),
          switchMap(({ value }) => start(value)),
        )
      : throwError(() => error);
  const started$ = credential$.pipe(
    switchMap((credential) => start(credential).pipe(catchError(startAnew))),
    tap({ error: (error: unknown) => isRefusal(error) && source.kind === 'function' && store.forget({ keepToken: false }) }),
    share(),
  );

  return defer(() => {
    const { conversation: current, token } = store;
    // A known value is not multicast: a reentrant subscriber would miss it.
    if (current && token) return of(current);
    return current ? token$.pipe(map(() => current)) : started$;
  });
};

const begun = (store: Store, { token, ...answer }: ConversationAnswer, answerLost: boolean): Conversation => {
  if (!token && !store.token) throw malformed('start conversation, token', token, 'a text');
  const current: Conversation = { ...answer, started: answer.started === 'existing' && answerLost ? 'unknown' : answer.started };
  store.begin(current, token);
  return current;
};

/** Whether the service does not want this token: the app is asked for another one next time. */
const isRefusal = (error: unknown): boolean => {
  const known = asDirectLineError(error);
  return known.name === 'DirectLineHttpError' && (known.status === 401 || known.status === 403);
};

/** Whether the service may have acted on a request that failed so. */
const mayHaveArrived = (error: DirectLineError): boolean =>
  error.name === 'DirectLineTimeoutError' ||
  (error.name === 'DirectLineNetworkError' && !error.neverSent) ||
  (error.name === 'DirectLineHttpError' && error.status >= 500);
