import { asyncScheduler, filter, map, merge, NEVER, Observable, Subject, takeUntil, tap } from 'rxjs';
import { statusOf } from './connection/connectionStatus.js';
import { retryHealing, spacedAfterErrors } from './connection/patience.js';
import { askPolicy } from './connection/policy.js';
import type { DirectLine } from './contract.js';
import { alongside } from './flow/alongside.js';
import { checkOptions, checkToken, type DirectLineOptions } from './options.js';
import { hostFrom, type Host } from './host.js';
import { located } from './protocol/located.js';
import { hasStreams } from './protocol/protocol.js';
import { newTokenFrom } from './protocol/token.js';
import type { Activity } from './protocol/types.js';
import { conversationSets } from './receive/conversationSets.js';
import { deliver } from './receive/deliver.js';
import { endOfConversation } from './receive/endOfConversation.js';
import { historyPages } from './receive/pages.js';
import { Echoes } from './send/echo.js';
import { posting } from './send/post.js';
import { authorizing, refusal, workingToken, type Authorized } from './session/authorizedCalls.js';
import { conversation } from './session/conversation.js';
import { anotherToken, conversationAndToken, keepingFresh } from './session/demand.js';
import { forgetWhenGone } from './session/gone.js';
import { noticing } from './session/notices.js';
import { renewing } from './session/renewal.js';
import { resumeFromStorage } from './session/resumeFromStorage.js';
import { askingSessionId } from './session/sessionId.js';
import { noticedSource, noticingSlowness } from './session/slowness.js';
import { speakerOf, userWins } from './session/speaker.js';
import { Store } from './session/store.js';
import { settingsFrom } from './settings.js';
import { traced, watchingSockets, type TraceEvent } from './trace.js';
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
export const assemble = (options: DirectLineOptions, parts: Host): DirectLine => {
  const settings = settingsFrom(options, parts.random);
  const { reconnectPolicy, onGone, transport, user, baseUrl } = settings;
  const { wake$, random, newId, pack } = parts;
  const trace$ = new Subject<TraceEvent>();
  const trace = (event: TraceEvent): void => trace$.next(event);

  const http = traced(withDeadline(withBotAgent(parts.http, settings.version, settings.botAgent)), trace, () => trace$.observed);
  const where = typeof baseUrl === 'string' ? baseUrl : baseUrl.pipe(noticingSlowness('baseUrl', trace));
  const protocol = located(url => settings.protocol(http, url), where);
  const source = noticedSource(settings.source, trace);
  const store = new Store(settings.resume);
  if (user) store.speakers.add(user.id);
  const status$ = statusOf({ reconnectPolicy, onGone, transport: hasStreams(protocol) ? transport : 'polling' });
  const ended$ = status$.pipe(filter(({ state }) => state === 'ended'));
  const reconnect$ = new Subject<void>();
  const echoes = new Echoes();
  const sent$ = new Subject<Activity>();
  const lose = (error: unknown): void => status$.error(error);

  const resumed = resumeFromStorage({
    storage: settings.storage,
    store,
    baseUrl: typeof baseUrl === 'string' ? baseUrl : undefined,
    userId: user?.id,
    ended$: status$.pipe(filter(status => status.state === 'ended')),
    trace,
  });

  // 1. Who: one conversation, and a token that works.
  const wins = userWins(trace);
  const gone = { store, onGone, source, trace, lose };
  const conversation$ = conversation({ protocol, store, source, parameters: settings.parameters, trace }).pipe(
    resumed,
    noticing({ store, source, user, isBrowser: parts.isBrowser, userWins: wins, trace }),
    forgetWhenGone(gone),
  );
  const renew = renewing({ protocol, store, source, user, userWins: wins, trace });
  const working$ = workingToken(store, renew, trace);
  const calling = authorizing(conversation$, working$, store, renew);
  const authorized: Authorized = (call, refused) => calling(call, refused).pipe(forgetWhenGone(gone));
  const now$ = merge(reconnect$, wake$);
  const needsToken$ = status$.pipe(map(({ state }) => state === 'needsToken'));
  const keepFresh$ = keepingFresh({ store, renew, patient: retryHealing(reconnectPolicy, now$), needsToken$, wake$, trace });
  const speaker = () => speakerOf(user, store.boundUserId);
  const demanded = conversationAndToken({
    conversation$, working$, store, keepFresh$, patient: retryHealing(reconnectPolicy, now$), reconnect$, gone, userId: () => speaker()?.id,
  });

  // 2. Where from and when: the status decides, and whether there is room for more.
  const { settled$, room$ } = store.uncommitted;
  const set$ = conversationSets({
    service: { protocol, socket: parts.socket }, status$, conversation$, call: authorized, history: settings.history,
    position: { watermark: () => store.watermark, has: activity => store.delivered.has(activity), hasJoined: () => store.joined },
    silenceMs: settings.silenceMs, connectTimeoutMs: settings.connectTimeoutMs, random, wake$, sent$, room$: resumed(room$), settled$,
    tokenCame$: anotherToken(store), offer: token => store.offer(token), watchSocket: watchingSockets(trace),
  }).pipe(alongside(keepFresh$));

  // 3. What: each activity once, committed as it is delivered, until the conversation ends.
  const online$ = status$.pipe(map(({ state }) => state === 'online'));
  const farewell = endOfConversation({ userIds: () => store.userIds, conversationId: () => store.conversation?.conversationId, online$ });
  const farewell$ = settings.onEndOfConversation === 'continue' ? NEVER : farewell.ended$;
  const whole$ = set$.pipe(alongside(farewell$.pipe(tap(() => status$.next({ type: 'endOfConversation' })))));
  const { activity$, activitySet$ } = deliver({ store, lingerMs: settings.lingerMs, told: [echoes, farewell], overflow: lose })(whole$);

  const page = (watermark?: string) => authorized((token, id) => protocol.getActivities(token, id, watermark));
  const spaced = spacedAfterErrors(reconnect$);

  status$.subscribe({
    next: status => trace({ type: 'status', level: 'info', status }),
    complete: () => trace$.complete(),
  });

  return {
    connectionStatus$: new Observable(subscriber => status$.subscribe(subscriber)),
    conversation$: demanded.conversation$.pipe(spaced, takeUntil(ended$)),
    token$: demanded.token$.pipe(spaced, takeUntil(ended$)),
    activity$: activity$.pipe(takeUntil(ended$)),
    activitySet$: activitySet$.pipe(takeUntil(ended$)),
    postActivity: posting({
      authorized,
      post: protocol.postActivity,
      upload: protocol.upload,
      hasFiles,
      pack,
      echoes,
      refused: refusal,
      ended$,
      speaker: () => ({ user: speaker(), locale: settings.parameters.locale }),
      history: after => historyPages(page, after),
      watermark: () => store.watermark,
      sent: activity => {
        if (activity.from) store.speakers.add(activity.from.id);
        wins(store.token?.userId, activity.from?.id);
        sent$.next(activity);
      },
      newId,
      retryDelayMs: (attempt, error) => askPolicy(reconnectPolicy, attempt, error),
      sendTimeoutMs: settings.sendTimeoutMs,
    }),
    getSessionId: askingSessionId(protocol, authorized, ended$),
    checkpoint: ({ withToken = false } = {}) => store.checkpoint(withToken),
    setToken: token => store.adopt(newTokenFrom({ token: checkToken(token) }, asyncScheduler.now())),
    reconnect: () => {
      status$.next({ type: 'reconnect' });
      reconnect$.next();
    },
    end: () => status$.next({ type: 'end' }),
    trace$: trace$.asObservable(),
  };
};
