import { asyncScheduler, defer, filter, identity, merge, Observable, Subject, takeUntil } from 'rxjs';
import { statusOf } from './connection/connectionStatus.js';
import { retryHealing, spacedAfterErrors } from './connection/patience.js';
import { askPolicy } from './connection/policy.js';
import type { ConnectionStatus } from './connection/status.js';
import type { DirectLine } from './contract.js';
import { alongside } from './flow/alongside.js';
import { checkOptions, checkToken, type DirectLineOptions } from './options.js';
import { hostFrom, type Host } from './host.js';
import { located } from './protocol/located.js';
import { hasStreams, type Protocol } from './protocol/protocol.js';
import { newTokenFrom } from './protocol/token.js';
import type { Activity } from './protocol/types.js';
import { conversationSets } from './receive/conversationSets.js';
import { deliver, type Deliveries } from './receive/deliver.js';
import { EndOfConversation } from './receive/endOfConversation.js';
import { historyPages } from './receive/pages.js';
import type { ReceivedSet } from './receive/receivedSet.js';
import { Echoes } from './send/echo.js';
import { posting } from './send/post.js';
import { refusal } from './session/authorizedCalls.js';
import { anotherToken } from './session/demand.js';
import { Session } from './session/session.js';
import { askingSessionId } from './session/sessionId.js';
import { noticedSource, noticingSlowness } from './session/slowness.js';
import { Store } from './session/store.js';
import { settingsFrom, type Settings } from './settings.js';
import { traced, Tracer, watchingSockets } from './trace.js';
import { withBotAgent } from './transport/botAgent.js';
import { hasFiles } from './transport/holdsBytes.js';
import { withDeadline } from './transport/http.js';

/**
 * Makes a client for one conversation. It sends no request until somebody subscribes or posts.
 * Throws `DirectLineOptionError` for a wrong option. Docs/protocol.md describes the protocol that it speaks.
 * @example
 * const directLine = createDirectLine({ token: () => fetch('/api/token').then((answer) => answer.text()), user: 'ann' });
 * directLine.activity$.subscribe(({ from, text }) => console.log(from?.id, text));
 * directLine.postActivity({ type: 'message', text: 'hello' }).subscribe();
 */
export const createDirectLine = (options: DirectLineOptions): DirectLine => {
  checkOptions(options);
  return assemble(options, hostFrom(options));
};

/** The pipeline. A spec or a simulation may bring its own host; the options are already checked. */
export const assemble = (options: DirectLineOptions, host: Host): DirectLine => {
  const client = new Client(options, host);
  return {
    connectionStatus$: new Observable((subscriber) => client.status$.subscribe(subscriber)),
    conversation$: defer(() => client.demand.conversation$),
    token$: defer(() => client.demand.token$),
    activity$: defer(() => client.deliveries.activity$),
    activitySet$: defer(() => client.deliveries.activitySet$),
    postActivity: (activity) => client.postActivity(activity),
    getSessionId: () => client.sessionId$,
    checkpoint: ({ withToken = false } = {}) => client.store.checkpoint(withToken),
    setToken: (token) => client.store.adopt(newTokenFrom({ token: checkToken(token) }, asyncScheduler.now())),
    reconnect: () => client.reconnect(),
    end: () => client.status$.next({ type: 'end' }),
    trace$: client.tracer.event$,
  };
};

/** Composes one client. A stage is made when it is first used: a server holds thousands of conversations, and most of them use few stages. */
class Client {
  readonly #settings: Settings;
  readonly #host: Host;
  readonly tracer = new Tracer();
  readonly #protocol: Protocol;
  readonly #reconnect$ = new Subject<void>();
  readonly #sent$ = new Subject<Activity>();
  readonly #resumed: <T>(source$: Observable<T>) => Observable<T>;
  readonly #session: Session;
  readonly #echoes = new Echoes();
  readonly store: Store;
  readonly status$: ReturnType<typeof statusOf>;
  /** Mutable: the stages that were used so far. */
  #deliveries: Deliveries | undefined;
  #demand: Pick<DirectLine, 'conversation$' | 'token$'> | undefined;
  #post: DirectLine['postActivity'] | undefined;

  constructor(options: DirectLineOptions, host: Host) {
    const settings = (this.#settings = settingsFrom(options, host.random));
    this.#host = host;
    const { reconnectPolicy, onGone, transport, user, parameters, storage, baseUrl } = settings;
    const { isBrowser, wake$ } = host;
    const { trace } = this.tracer;
    const reconnect$ = this.#reconnect$;
    const protocol = (this.#protocol = tracedProtocol(settings, host, this.tracer));
    const store = (this.store = new Store(settings.resume));
    if (user) store.speakers.add(user.id);
    const status$ = (this.status$ = statusOf({ reconnectPolicy, onGone, transport: hasStreams(protocol) ? transport : 'polling' }, this.tracer));
    const resumed = (this.#resumed = storage?.resumeClient({ store, baseUrl: typeof baseUrl === 'string' ? baseUrl : undefined, userId: user?.id, ended$: this.#ended$, trace }) ?? identity);
    this.#session = new Session({
      protocol, store, source: noticedSource(settings.source, trace), parameters, user, onGone, isBrowser, status$, reconnect$, wake$, resumed, trace,
      patient: (source$) => source$.pipe(retryHealing(reconnectPolicy, merge(reconnect$, wake$))),
    });
  }

  // 1. Who: one conversation, and a token that works.
  get demand(): Pick<DirectLine, 'conversation$' | 'token$'> {
    if (this.#demand) return this.#demand;
    const { conversation$, token$ } = this.#session.demand();
    const spaced = spacedAfterErrors(this.#reconnect$);
    return (this.#demand = { conversation$: conversation$.pipe(spaced, takeUntil(this.#ended$)), token$: token$.pipe(spaced, takeUntil(this.#ended$)) });
  }

  // 2. Where from and when: the status decides, and whether there is room for more.
  get #set$(): Observable<ReceivedSet> {
    const { store, status$ } = this;
    const { history, silenceMs, connectTimeoutMs } = this.#settings;
    const { socket, random, gridMs, wake$ } = this.#host;
    const session = this.#session;
    const { settled$, room$ } = store.uncommitted;
    return conversationSets({
      service: { protocol: this.#protocol, socket }, status$, conversation$: defer(() => session.conversation$), call: session.call, history,
      position: store,
      silenceMs, connectTimeoutMs, random, gridMs, wake$, sent$: this.#sent$, room$: this.#resumed(room$), settled$,
      tokenCame$: anotherToken(store), offer: (token) => store.offer(token), watchSocket: watchingSockets(this.tracer.trace),
    }).pipe(alongside(() => session.keepFresh()));
  }

  // 3. What: each activity once, committed as it is delivered, until the conversation ends.
  get deliveries(): Deliveries {
    if (this.#deliveries) return this.#deliveries;
    const { store, status$ } = this;
    const { onEndOfConversation, lingerMs } = this.#settings;
    const farewell = new EndOfConversation(store, status$);
    const untilEnd = alongside<ReceivedSet>(() => farewell.listen(() => status$.next({ type: 'endOfConversation' })));
    const set$ = onEndOfConversation === 'continue' ? this.#set$ : this.#set$.pipe(untilEnd);
    return (this.#deliveries = deliver({ store, lingerMs, told: [this.#echoes, farewell], status$ })(set$));
  }

  // 4. Posts: each is sent until the service has it, or until it is certain that the service has not.
  get postActivity(): DirectLine['postActivity'] {
    const { store } = this;
    const { parameters, reconnectPolicy, sendTimeoutMs } = this.#settings;
    const session = this.#session;
    const protocol = this.#protocol;
    return (this.#post ??= posting({
      authorized: session.call,
      post: protocol.postActivity,
      upload: protocol.upload,
      hasFiles,
      pack: this.#host.pack,
      echoes: this.#echoes,
      refused: refusal,
      hasEnded: () => this.status$.hasEnded,
      ended$: this.#ended$,
      speaker: () => ({ user: session.speaker, locale: parameters.locale }),
      history: (after) => historyPages((watermark) => session.call((token, id) => protocol.getActivities(token, id, watermark)), after),
      watermark: () => store.watermark,
      sent: (activity) => {
        if (activity.from) session.speak(activity.from.id);
        this.#sent$.next(activity);
      },
      newId: this.#host.newId,
      retryDelayMs: (attempt, error) => askPolicy(reconnectPolicy, attempt, error),
      sendTimeoutMs,
    }));
  }

  get sessionId$(): Observable<string> {
    return askingSessionId(this.#protocol, this.#session.call, this.#ended$)();
  }

  reconnect(): void {
    this.status$.next({ type: 'reconnect' });
    this.#reconnect$.next();
  }

  get #ended$(): Observable<Extract<ConnectionStatus, { readonly state: 'ended' }>> {
    return this.status$.pipe(filter((status) => status.state === 'ended'));
  }
}

/** The calls at the service, traced. */
const tracedProtocol = ({ protocol, baseUrl, version, botAgent }: Settings, host: Host, tracer: Tracer): Protocol => {
  const http = traced(withDeadline(withBotAgent(host.http, version, botAgent)), tracer.trace, () => tracer.isObserved);
  return located(protocol, http, typeof baseUrl === 'string' ? baseUrl : baseUrl.pipe(noticingSlowness('baseUrl', tracer.trace)));
};
