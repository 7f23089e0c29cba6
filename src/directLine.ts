import { asyncScheduler, filter, map, merge, NEVER, pipe, Subject, takeUntil, tap } from 'rxjs';
import { connectionMachine } from './connection/machine.js';
import { retryHealing, spacedAfterErrors } from './connection/patience.js';
import { askPolicy } from './connection/policy.js';
import { provingLife } from './connection/silence.js';
import { supervise } from './connection/supervise.js';
import type { Transport } from './connection/status.js';
import type { DirectLine } from './contract.js';
import { alongside } from './flow/alongside.js';
import { handOver } from './flow/handOver.js';
import { checkOptions, checkToken, type DirectLineOptions } from './options.js';
import { partsFrom, type Parts } from './parts.js';
import { newGrantOf } from './protocol/grant.js';
import { located } from './protocol/located.js';
import { hasStreams, type StreamingProtocol } from './protocol/protocol.js';
import type { Activity } from './protocol/types.js';
import { deliver } from './receive/deliver.js';
import { endOfConversation } from './receive/endOfConversation.js';
import { afterHistory } from './receive/history.js';
import { missedNothing } from './receive/missedNothing.js';
import { pages, whenReady } from './receive/pages.js';
import { pollActivitySets } from './receive/polling.js';
import type { ReceivedSet } from './receive/receivedSet.js';
import { streamActivitySets } from './receive/stream.js';
import { deliveries } from './receive/told.js';
import { posting } from './send/post.js';
import { authorizing, workingToken, type Authorized } from './session/authorized.js';
import { conversation } from './session/conversation.js';
import { forgetWhenGone } from './session/gone.js';
import { noticing } from './session/notices.js';
import { renewing } from './session/renewal.js';
import { resumeFromStorage } from './session/resumeFromStorage.js';
import { keepingFresh, sessions } from './session/session.js';
import { askingSessionId } from './session/sessionId.js';
import { noticedSource, noticingSlowness } from './session/slowness.js';
import { speakerOf, userWins } from './session/speaker.js';
import { Store } from './session/store.js';
import { streamTicket } from './session/streamTicket.js';
import { settingsFrom } from './settings.js';
import { traced, watchingSockets, type TraceEvent } from './trace.js';
import { withBotAgent } from './transport/botAgent.js';
import { hasFiles } from './transport/holdsBytes.js';
import { withDeadline } from './transport/http.js';

/**
 * Makes a client for one conversation. Nothing is asked of the service until somebody subscribes.
 * Throws `DirectLineOptionError` for an option that is wrong. Docs/protocol.md is the protocol that it speaks.
 */
export const createDirectLine = (options: DirectLineOptions): DirectLine => {
  checkOptions(options);
  return assemble(options, partsFrom(options));
};

/** The pipeline, of parts that a spec or a simulation may bring; the options are taken as checked. */
export const assemble = (options: DirectLineOptions, parts: Parts): DirectLine => {
  const settings = settingsFrom(options, parts.random);
  const { reconnectPolicy, onGone, transport, user, baseUrl } = settings;
  const { wake$, random, newId, pack } = parts;
  const trace$ = new Subject<TraceEvent>();
  const trace = (event: TraceEvent): void => trace$.next(event);

  const http = traced(withDeadline(withBotAgent(parts.http, settings.version, settings.botAgent)), trace);
  const where = typeof baseUrl === 'string' ? baseUrl : baseUrl.pipe(noticingSlowness('baseUrl', trace));
  const protocol = located(url => settings.protocol(http, url), where);
  const source = noticedSource(settings.source, trace);
  const store = new Store(settings.resume);
  if (user) store.speakers.add(user.id);
  const machine = connectionMachine({ reconnectPolicy, onGone, transport: hasStreams(protocol) ? transport : 'polling' });
  const ended$ = machine.status$.pipe(filter(({ state }) => state === 'ended'));
  const reconnect$ = new Subject<void>();
  const delivered = deliveries();
  const sent$ = new Subject<Activity>();

  const resumed = resumeFromStorage({
    storage: settings.storage,
    store,
    baseUrl: typeof baseUrl === 'string' ? baseUrl : undefined,
    userId: user?.id,
    ended$: machine.status$.pipe(filter(status => status.state === 'ended')),
    trace,
  });

  // 1. Who: one conversation, and a token that works.
  const wins = userWins(trace);
  const gone = { store, onGone, source, trace, lose: machine.lose };
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
  const expired$ = machine.status$.pipe(map(({ state }) => state === 'expired'));
  const keepFresh$ = keepingFresh({ store, renew, patient: retryHealing(reconnectPolicy, now$), expired$, wake$, trace });
  const session$ = sessions({ conversation$, working$, store, keepFresh$, patient: retryHealing(reconnectPolicy, now$), reconnect$, gone });

  // 2. Where from: a stream that is never silent for long, after the history that it does not bring; or questions.
  const page = (watermark?: string) => authorized((token, id) => protocol.getActivities(token, id, watermark));
  const hidden = () => settings.history === 'new' && !store.joined;
  const alive = provingLife<ReceivedSet>({ silenceMs: settings.silenceMs, random, wake$, prove: () => missedNothing(store, page) });
  const { settled$, room$ } = store.uncommitted;
  const polling = alive(pollActivitySets({ page, watermark: () => store.watermark, hidden, sent$, ready$: settled$ }));
  const streaming = (streams: StreamingProtocol) =>
    pipe(alive, afterHistory({ needed: () => store.needsHistory, hidden, page: whenReady(page, settled$) }))(
      streamActivitySets(
        streamTicket(conversation$, store, streams, authorized),
        parts.socket,
        settings.connectTimeoutMs,
        watchingSockets(trace),
      ),
    );
  const open = { polling, websocket: hasStreams(protocol) ? streaming(protocol) : polling };

  // 3. When: the status decides, and whether what there was is dealt with.
  const run = (transport: Transport) => room$.pipe(handOver(() => open[transport]()), resumed);
  const set$ = supervise(machine, run, wake$).pipe(alongside(keepFresh$));

  // 4. What: each activity once, committed as it is delivered, until the conversation ends.
  const online$ = machine.status$.pipe(map(({ state }) => state === 'online'));
  const farewell = endOfConversation({ userIds: () => store.userIds, conversationId: () => store.known?.conversationId, online$ });
  const farewell$ = settings.onEndOfConversation === 'continue' ? NEVER : farewell.ended$;
  const whole$ = set$.pipe(alongside(farewell$.pipe(tap(() => machine.send({ type: 'endOfConversation' })))));
  const { activity$, activitySet$ } = deliver({ store, lingerMs: settings.lingerMs, told: [delivered, farewell], overflow: machine.lose })(whole$);

  machine.status$.subscribe({
    next: status => trace({ type: 'status', level: 'info', status }),
    complete: () => trace$.complete(),
  });

  return {
    connectionStatus$: machine.status$,
    session$: session$.pipe(spacedAfterErrors(reconnect$), takeUntil(ended$)),
    activity$: activity$.pipe(takeUntil(ended$)),
    activitySet$: activitySet$.pipe(takeUntil(ended$)),
    postActivity: posting({
      authorized,
      post: protocol.postActivity,
      upload: protocol.upload,
      hasFiles,
      pack,
      activity$: delivered.activity$,
      ended$,
      speaker: () => ({ user: speakerOf(user, store.boundUserId), locale: settings.parameters.locale }),
      history: after => pages(page, after),
      watermark: () => store.watermark,
      sent: activity => {
        if (activity.from) store.speakers.add(activity.from.id);
        wins(store.grant?.userId, activity.from?.id);
        sent$.next(activity);
      },
      newId,
      retryDelayMs: (attempt, error) => askPolicy(reconnectPolicy, attempt, error),
      sendTimeoutMs: settings.sendTimeoutMs,
    }),
    getSessionId: askingSessionId(protocol, authorized, ended$),
    checkpoint: ({ withToken = false } = {}) => store.checkpoint(withToken),
    reconnect: token => {
      if (token !== undefined) store.adopt(newGrantOf({ token: checkToken(token) }, asyncScheduler.now()));
      machine.send({ type: 'reconnect', nowMs: asyncScheduler.now() });
      reconnect$.next();
    },
    end: () => machine.send({ type: 'end' }),
    trace$: trace$.asObservable(),
  };
};
