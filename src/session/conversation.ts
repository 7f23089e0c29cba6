import { catchError, defer, finalize, map, of, share, switchMap, tap, throwError, throwIfEmpty, type Observable } from 'rxjs';
import { asDirectLineError, type DirectLineError } from '../errors.js';
import { malformed } from '../protocol/call.js';
import type { Conversation, Protocol } from '../protocol/protocol.js';
import type { TokenParameters } from '../protocol/types.js';
import { notice, type Trace } from '../trace.js';
import { isExpiry } from './authorized.js';
import { askForToken, type Source } from './credential.js';
import { firstGrant, noToken } from './firstGrant.js';
import { spokenFor } from './speaker.js';
import type { Known, Store } from './store.js';

export interface Starting {
  readonly protocol: Protocol;
  readonly store: Store;
  readonly source: Source;
  readonly parameters: TokenParameters;
  readonly trace: Trace;
}

/**
 * The conversation, with a token in the store that opens it: the one that is known, else one start, shared by all who
 * ask meanwhile. Unsubscribing aborts a start that nobody waits for any more. Errors: those of the start and of `getToken`.
 * Docs/protocol.md, 3.2 and 4.
 */
export const conversation = ({ protocol, store, source, parameters, trace }: Starting): Observable<Known> => {
  // Mutable: a start whose answer did not come may have made the conversation that the next one finds.
  let answerLost = false;

  const start = (credential: string): Observable<Known> =>
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
        map(answer => begun(store, answer, answerLost)),
      );
    });

  const first$ = defer(() => firstGrant(protocol, store, source)).pipe(tap(grant => store.adopt(grant)));
  const token$ = first$.pipe(share());
  const credential$ =
    source.kind === 'secret'
      ? defer(() => of(store.grant?.token ?? source.secret))
      : // A token of another conversation is there as soon as that is found out, while it is told to others: they are not joined.
        defer(() => (store.grant ? first$ : token$)).pipe(map(({ token }) => token));
  /** Where the service calls the token expired, the app may have a better one: it is asked once. */
  const startAnew = (error: unknown): Observable<Known> =>
    source.kind === 'getToken' && store.grant && isExpiry(error, store.grant)
      ? askForToken(source, 'expired', undefined).pipe(
          throwIfEmpty(noToken),
          tap(grant => store.adopt(grant)),
          switchMap(({ token }) => start(token)),
        )
      : throwError(() => error);
  const started$ = credential$.pipe(
    switchMap(credential => start(credential).pipe(catchError(startAnew))),
    tap({ error: (error: unknown) => isRefusal(error) && source.kind === 'getToken' && store.forget({ keepGrant: false }) }),
    share(),
  );

  return defer(() => {
    const { known, grant } = store;
    // What is there already is not shared: who asks again while it is told would come too late for it.
    if (known && grant) return of(known);
    return known ? token$.pipe(map(() => known)) : started$;
  });
};

const begun = (store: Store, answer: Conversation, answerLost: boolean): Known => {
  const { conversationId, started, grant, ticket, referenceGrammarId } = answer;
  if (!grant && !store.grant) throw malformed('start conversation, token', grant, 'a text');
  const known: Known = {
    conversationId,
    started: started === 'existing' && answerLost ? 'unknown' : started,
    ...(referenceGrammarId !== undefined && { referenceGrammarId }),
  };
  store.begin(known, grant);
  // The ticket of a 200 would replay all that there ever was (docs/protocol.md, 4.1): a new one is asked for.
  if (ticket && started === 'new') store.keepTicket(ticket);
  return known;
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
