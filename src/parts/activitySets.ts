import { catchError, defer, filter, map, NEVER, Observable, of, ReplaySubject, share, Subject, take, takeUntil, tap } from 'rxjs';
import type { StatusSubject } from '../connection/status.js';
import { asDirectLineError, classifyError, DirectLineTokenError } from '../errors.js';
import { eventsOf } from '../flow/eventsOf.js';
import type { Conversation } from '../protocol/protocol.js';
import type { DirectLineService } from '../protocol/service.js';
import type { Token } from '../protocol/token.js';
import type { ActivitySet } from '../protocol/types.js';
import { conversationSets } from '../receive/conversationSets.js';
import type { CurrentPosition, Position } from '../receive/position.js';
import { ReadPosition } from '../receive/readPosition.js';
import { CONNECT_TIMEOUT_MS } from '../receive/stream.js';
import type { Authorized } from '../session/authorizedCalls.js';
import { wake$ as hostWake$ } from '../transport/host.js';
import { callsWith } from './authorizedCalls.js';
import { callbackErrors } from './callbackErrors.js';
import { tokenOf, type Renew } from './keepTokenFresh.js';
import { checkService, directLineService } from './service.js';

/** A set of activities with its conversation. With its watermark it is a checkpoint. */
export interface ConversationSet extends ActivitySet {
  readonly conversationId: string;
  /** The history that `history: 'new'` leaves out: the consumer remembers its ids and drops its activities. */
  readonly hidden?: true;
}

export interface ActivitySetsOptions {
  /** Default: the service at the global host. */
  readonly service?: DirectLineService | undefined;
  /** The conversation; when it emits another one, the stream goes on with that. */
  readonly conversation$: Observable<Conversation>;
  /** The conversation's token, then each that takes its place. `null` means "signed out": it closes the stream. */
  readonly token$: Observable<string | Token | null>;
  /** The status of this stream, and of no other. */
  readonly status$: StatusSubject;
  /** Begin after this watermark. Default: with what the service has recorded. */
  readonly watermark?: string | undefined;
  /** Where the stream goes on. Default: behind the sets that this subscription has handed on. */
  readonly position?: Position | undefined;
  /** `all` (default) begins with what the service has recorded, `new` with what comes. */
  readonly history?: 'all' | 'new' | undefined;
  /** Gets another token after the service has refused one. Default: the status is `needsToken` until `token$` emits another one. */
  readonly renew?: Renew | undefined;
  /** Emits when the app has posted an activity: while polling, the next request then comes sooner. Default: never. */
  readonly sent$?: Observable<unknown> | undefined;
  /** Emits when the host wakes up or is back online; a value that it replays does not count. Default: the page's events; never on Node. */
  readonly wake$?: Observable<unknown> | undefined;
  /** How long the stream may be silent before its liveness is tested, ± 10 %. Default: 30,000. */
  readonly silenceMs?: number | undefined;
  /** How long a socket may take to open. Default: 10,000. */
  readonly connectTimeoutMs?: number | undefined;
  /** From 0 to 1: spreads the liveness checks of many streams. Default: `Math.random`. */
  readonly random?: (() => number) | undefined;
}

/** The position that the app keeps, in the conversation of now. */
const currentPosition = (position: Position, conversationId: () => string): CurrentPosition => ({
  get watermark() {
    return position.watermark(conversationId());
  },
  has: (activity) => position.has(activity),
  get hasJoined() {
    return position.hasJoined?.() ?? false;
  },
});

/**
 * The activity sets of a conversation as they arrive, repeats included (see `deliverOnce`): from a socket or by polling, reconnecting as the
 * status says. A stream URL that lapses before its use is replaced. Each subscription opens a stream of its own, so share it;
 * unsubscribing closes it. It subscribes to `conversation$` once (again after an error, or after the service has forgotten the conversation) and to `token$`.
 * Errors with the error of the status `failed`; completes at `ended`. Docs/protocol.md, 4.1, 5 and 7.
 * @example
 * const set$ = activitySets({ conversation$, token$, status$ });
 * set$.pipe(deliverOnce()).subscribe(({ text }) => console.log(text));
 */
export const activitySets = (options: ActivitySetsOptions): Observable<ConversationSet> =>
  new Observable((subscriber) => {
    // RxJS subscribes for a subscriber that has unsubscribed already, too.
    if (subscriber.closed) return;
    const { status$, renew, watermark: first, history = 'all', silenceMs = 30_000, connectTimeoutMs = CONNECT_TIMEOUT_MS } = options;
    const { service = directLineService(), sent$ = NEVER, random = Math.random } = options;
    const wake$ = eventsOf(options.wake$ ?? hostWake$);
    const left$ = new Subject<void>();
    subscriber.add(() => left$.next());
    const replaced$ = new Subject<void>();
    /** Subscribes once for the life of this subscription, again only after an error, and replays the last value. */
    const kept = <T>(name: string, source$: Observable<T>): Observable<T> =>
      source$.pipe(
        takeUntil(left$),
        callbackErrors(name),
        share({ connector: () => new ReplaySubject(1), resetOnComplete: false, resetOnRefCountZero: false }),
      );

    // Mutable: what this subscription knows.
    const own = new ReadPosition(first);
    const keepConversation = (): Observable<Conversation> => kept('conversation$', options.conversation$.pipe(takeUntil(replaced$)));
    let keptConversation$ = keepConversation();
    let followedConversation$: Observable<Conversation> | undefined;
    let followsTokens = false;
    let newest: string | undefined;
    let atRunStart: string | undefined;
    let refused: string | undefined;
    let run = 0;

    const current$ = new Observable<Conversation>((each) => keptConversation$.subscribe(each)).pipe(
      tap((conversation) => {
        checkService(service, conversation);
        own.meet(conversation);
      }),
    );
    const token$ = kept(
      'token$',
      options.token$.pipe(
        map((token) => (token === null ? null : tokenOf(token))),
        tap((token) => (newest = token?.value)),
      ),
    );
    const position = options.position ? currentPosition(options.position, () => own.conversationId) : own;

    const authorized = callsWith({ conversation$: current$, token$, ...(renew && { renew }), refused: ({ value }) => (refused = value) });
    /** When the conversation is gone, `conversation$` may have another one by now. */
    const call: Authorized = (request, refusedWith) =>
      authorized(request, refusedWith).pipe(
        tap({
          error: (error: unknown) => {
            if (classifyError(asDirectLineError(error)) !== 'gone') return;
            replaced$.next();
            keptConversation$ = keepConversation();
          },
        }),
      );

    /** Follows both sources from the first run on: tokens are kept fresh also while an open socket needs none. */
    const followConversation = (): void => {
      if (followedConversation$ === keptConversation$) return;
      followedConversation$ = keptConversation$;
      subscriber.add(
        keptConversation$.subscribe({
          next: (conversation) => {
            if (conversation.conversationId === own.conversationId) return;
            own.meet(conversation);
            status$.next({ type: 'reconnect', run });
          },
          // The next run subscribes again.
          error: () => (followedConversation$ = undefined),
        }),
      );
    };
    const followTokens = (): void => {
      if (followsTokens) return;
      followsTokens = true;
      subscriber.add(
        token$.subscribe({
          next: (token) => {
            if (token !== null) return;
            atRunStart = undefined;
            status$.next({ type: 'lost', run, error: new DirectLineTokenError('none', 'token$ emitted null: nobody is signed in') });
          },
          error: () => (followsTokens = false),
        }),
      );
    };
    const beginRun = (): void => {
      followConversation();
      followTokens();
    };

    subscriber.add(status$.subscribe({ next: (status) => 'run' in status && (run = status.run), error: () => undefined }));
    conversationSets({
      service, status$, conversation$: current$, call, history, silenceMs, connectTimeoutMs, random, wake$, sent$,
      position,
      room$: defer(() => {
        atRunStart = newest;
        return current$;
      }).pipe(take(1), tap(beginRun)),
      settled$: of(undefined),
      // A refused token, or the one that the failed run began with, would fail again.
      tokenCame$: token$.pipe(
        filter((token) => token !== null && token.value !== refused && token.value !== atRunStart),
        take(1),
        catchError(() => NEVER),
      ),
    })
      .pipe(takeUntil(left$))
      .subscribe({
        next: (set) => {
          const { conversationId } = own;
          subscriber.next({ ...set, conversationId });
          // Does not move after an unsubscription in the middle of a set, or if another conversation has come meanwhile.
          if (!subscriber.closed && conversationId === own.conversationId) own.moveBehind(set);
        },
        error: (error: unknown) => subscriber.error(error),
        complete: () => subscriber.complete(),
      });
  });
