import { catchError, defer, finalize, map, of, share, switchMap, tap, throwError, throwIfEmpty, type Observable } from 'rxjs';
import { asDirectLineError, type DirectLineError } from '../errors.js';
import { malformed } from '../protocol/call.js';
import type { Conversation, ConversationAnswer, Protocol } from '../protocol/protocol.js';
import type { Token } from '../protocol/token.js';
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

/** The start of a client's conversation: one at a time, which all subscribers share. */
export class ConversationStart {
  /** Mutable: a start whose answer was lost may have made the conversation that the next start finds. */
  #isAnswerLost = false;
  /** Mutable: the request for a token and the start that are under way, for everybody who subscribes meanwhile. Kept until the conversation is known, because a
   * subscriber may try again while an error is delivered. */
  #token$: Observable<Token> | undefined;
  #started$: Observable<Conversation> | undefined;

  readonly #starting: Starting;

  constructor(starting: Starting) {
    this.#starting = starting;
  }

  /**
   * The conversation, with a token in the store that opens it: the store's own, else that of one start. Unsubscribing aborts a start that nobody
   * waits for any more. Errors: those of the start and of the function `token`. Docs/protocol.md, 3.2 and 4.
   */
  get conversation$(): Observable<Conversation> {
    return defer(() => {
      const { conversation, token } = this.#starting.store;
      if (conversation && token) {
        this.#release();
        // A known value is not multicast: a reentrant subscriber would miss it.
        return of(conversation);
      }
      return conversation ? this.#sharedToken().pipe(map(() => conversation)) : this.#sharedStart();
    });
  }

  #sharedToken(): Observable<Token> {
    return (this.#token$ ??= this.#firstToken().pipe(share()));
  }

  #sharedStart(): Observable<Conversation> {
    const { source, store } = this.#starting;
    return (this.#started$ ??= this.#credential().pipe(
      switchMap((credential) => this.#start(credential).pipe(catchError((error: unknown) => this.#retryWithNewToken(error)))),
      tap({ error: (error: unknown) => isRefusal(error) && source.kind === 'function' && store.forget({ keepToken: false }) }),
      share(),
    ));
  }

  #firstToken(): Observable<Token> {
    const { protocol, store, source } = this.#starting;
    return defer(() => firstToken(protocol, store, source)).pipe(tap((token) => store.adopt(token)));
  }

  #credential(): Observable<string> {
    const { source, store } = this.#starting;
    return defer(() => {
      if (source.kind === 'secret') return of(store.token?.value ?? source.secret);
      // The store has a token of another conversation as soon as the mismatch is found, while others still wait for the shared token: they must not join it.
      return (store.token ? this.#firstToken() : this.#sharedToken()).pipe(map(({ value }) => value));
    });
  }

  #start(credential: string): Observable<Conversation> {
    const { protocol, store, source, parameters, trace } = this.#starting;
    return defer(() => {
      let inDoubt = true;
      return protocol.startConversation(credential, spokenFor(parameters, store.boundUserId)).pipe(
        tap({
          next: () => (inDoubt = false),
          error: (error: unknown) => (inDoubt = mayHaveArrived(asDirectLineError(error))),
        }),
        finalize(() => {
          this.#isAnswerLost ||= inDoubt;
          if (inDoubt && source.kind === 'secret')
            trace(notice('startAnswerLost', 'the answer to a start was lost: a conversation that nobody uses may be left'));
        }),
        map((answer) => {
          const conversation = begun(store, answer, this.#isAnswerLost);
          this.#release();
          return conversation;
        }),
      );
    });
  }

  /** Frees the memory of a start that is over. */
  #release(): void {
    this.#token$ = this.#started$ = undefined;
  }

  /** If the service says that the token has expired, calls the app once for another one. */
  #retryWithNewToken(error: unknown): Observable<Conversation> {
    const { source, store } = this.#starting;
    return source.kind === 'function' && store.token && isExpiry(error, store.token)
      ? askForToken(source, 'expired', undefined).pipe(
          throwIfEmpty(noToken),
          tap((token) => store.adopt(token)),
          switchMap(({ value }) => this.#start(value)),
        )
      : throwError(() => error);
  }
}

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
