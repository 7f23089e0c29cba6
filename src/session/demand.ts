import { defer, distinctUntilChanged, EMPTY, filter, merge, mergeMap, of, retry, switchMap, throwError, type Observable } from 'rxjs';
import { asDirectLineError, classifyError } from '../errors.js';
import { alongside } from '../flow/alongside.js';
import type { Conversation } from '../protocol/protocol.js';
import type { Token } from '../protocol/token.js';
import { notice } from '../trace.js';
import { forgetWhenGone, type Gone } from './gone.js';
import type { Store } from './store.js';

/** Emits when the store has another token than at the time of the subscription. */
export const anotherToken = (store: Store): Observable<Token> =>
  defer(() => {
    const before = store.token?.value;
    return store.token$.pipe(filter(({ value }) => value !== before));
  });

export interface Demand {
  readonly conversation$: Observable<Conversation>;
  readonly working$: Observable<Token>;
  readonly store: Store;
  /** Keeps the token fresh until the returned function is called. */
  readonly keepFresh: () => () => void;
  readonly patient: <T>(source$: Observable<T>) => Observable<T>;
  /** The app called `reconnect()`. */
  readonly reconnect$: Observable<unknown>;
  readonly gone: Gone;
  /** The user of posts that have no `from`. */
  readonly userId: () => string | undefined;
}

/** The streams `conversation$` and `token$` of a client: subscribing starts the conversation if none is known, and opens no socket. */
export const conversationAndToken = ({ conversation$, working$, store, keepFresh, patient, reconnect$, gone, userId }: Demand) => {
  /** Without a token to be had, for this conversation, the subscriber waits for `setToken` or `reconnect`. */
  const untilToken = <T>(source$: Observable<T>): Observable<T> =>
    source$.pipe(
      patient,
      forgetWhenGone(gone),
      retry({
        delay: (error: unknown) => {
          const failure = asDirectLineError(error);
          const kind = classifyError(failure);
          if (kind === 'gone' && gone.onGone === 'restart') return of(undefined);
          if (!['noToken', 'expired'].includes(kind) && failure.name !== 'DirectLineTokenMismatchError') return throwError(() => failure);
          gone.trace(notice('noToken', 'there is no token: conversation$ and token$ wait for setToken() or reconnect()', failure));
          return merge(reconnect$, anotherToken(store));
        },
      }),
    );
  // With `onGone: 'restart'` another conversation begins with another token, which the store emits.
  const current = (): Observable<Conversation> => {
    const { conversation } = store;
    return conversation ? of(publicOf(conversation, userId())) : EMPTY;
  };
  /** An opaque token of the app does not say which conversation it opens. */
  const ofCurrent = (token: Token): Observable<Token> => {
    const { conversation } = store;
    return conversation ? of({ ...token, conversationId: conversation.conversationId }) : EMPTY;
  };
  return {
    conversation$: conversation$.pipe(switchMap(() => store.token$), mergeMap(current), distinctUntilChanged(isSame), untilToken),
    token$: conversation$.pipe(switchMap(() => working$), switchMap(() => store.token$.pipe(mergeMap(ofCurrent), alongside(keepFresh))), untilToken),
  };
};

/** A client's conversation without its credentials, which are in `token$` and in the stream. */
const publicOf = ({ conversationId, started = 'existing', referenceGrammarId }: Conversation, userId: string | undefined): Conversation => ({
  conversationId,
  started,
  ...(userId !== undefined && { userId }),
  ...(referenceGrammarId !== undefined && { referenceGrammarId }),
});

const isSame = (before: Conversation, after: Conversation): boolean =>
  before.conversationId === after.conversationId && before.userId === after.userId && before.started === after.started;
