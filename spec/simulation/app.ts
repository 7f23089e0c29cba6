import {
  asyncScheduler, BehaviorSubject, concat, concatMap, defer, EMPTY, filter, from, map, mergeMap, NEVER, of, share, shareReplay, Subject, switchMap,
  tap, type Observable,
} from 'rxjs';
import { exponentialBackoff } from '../../src/connection/policy.js';
import type { ConnectionStatus } from '../../src/connection/status.js';
import { assemble } from '../../src/directLine.js';
import { firstAnswer } from '../../src/flow/answerOf.js';
import { checkOptions, type GetToken } from '../../src/options.js';
import { activitySets, type ActivitySetsOptions, type ConversationSet } from '../../src/parts/activitySets.js';
import {
  authorizedCalls, connectionStatus, deliverOnce, deliverSetsOnce, directLineService, keepTokenFresh, postActivity, reconnectToConversation,
  startConversation, type Conversation, type Token,
} from '../../src/parts/index.js';
import { lastingToken, tokenFrom } from '../../src/protocol/token.js';
import type { Activity, TokenResponse } from '../../src/protocol/types.js';
import { directLine1 } from '../../src/protocol/v1.js';
import type { TraceEvent } from '../../src/trace.js';
import type { Network } from './network.js';
import type { Setting } from './schedule.js';
import { BASE_URL, SECRET } from './wire.js';

/** What a host's listeners and posts use: the client, or the five lines of docs/api.md. */
export interface App {
  readonly connectionStatus$: Observable<ConnectionStatus>;
  /** Each value with the life of the memory that delivers each activity once. */
  readonly activity$: Observable<{ readonly activity: Activity; readonly life: number }>;
  readonly token$: Observable<unknown>;
  readonly trace$: Observable<TraceEvent>;
  readonly conversationId: () => string | undefined;
  readonly post: (activity: Activity) => Observable<{ readonly id?: string }>;
  readonly setToken: (token: string) => void;
  readonly reconnect: () => void;
  readonly end: () => void;
}

export interface AppOptions {
  readonly setting: Setting;
  readonly network: Network;
  readonly user: string;
  readonly wake$: Observable<unknown>;
  readonly mintToken: () => string;
  readonly getToken: GetToken;
}

export const createApp = (options: AppOptions): App => (options.setting.client === 'five lines' ? fiveLines(options) : client(options));

const client = ({ setting, network, user, wake$, mintToken, getToken }: AppOptions): App => {
  const { credential, version, transport, onGone, lingerMs } = setting;
  let ids = 0;
  let seed = setting.seed + 1;
  const credentials = { secret: () => ({ secret: SECRET }), token: () => ({ token: mintToken() }), 'token function': () => ({ token: getToken }) };
  const made = assemble(
    checkOptions({
      baseUrl: BASE_URL,
      user,
      transport: version === '1.1' && transport === 'websocket' ? 'auto' : transport,
      onGone,
      lingerMs,
      ...(version === '1.1' && { protocol: directLine1 }),
      ...credentials[credential](),
    }),
    {
      http: network.http,
      socket: network.socket,
      wake$,
      random: () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647,
      newId: () => `${user}-${++ids}`,
      isBrowser: !setting.pings,
      pack: () => NEVER,
    },
  );
  return {
    connectionStatus$: made.connectionStatus$,
    activity$: made.activity$.pipe(map((activity) => ({ activity, life: 0 }))),
    token$: made.token$,
    trace$: made.trace$,
    conversationId: () => made.checkpoint()?.conversationId,
    post: (activity) => made.postActivity(activity),
    setToken: (token) => made.setToken(token),
    reconnect: () => made.reconnect(),
    end: () => made.end(),
  };
};

/** The five lines, by the seed with a memory of each subscription or of the app, and with the renewal in the token part or in the stream. */
const fiveLines = ({ setting, network, user, wake$, mintToken, getToken }: AppOptions): App => {
  const { credential, version, transport, seed } = setting;
  const [appRemembers, streamRenews] = [(seed & 1) === 1, (seed & 2) === 2];
  const service = directLineService({ baseUrl: BASE_URL, http: network.http, socket: network.socket, ...(version === '1.1' && { protocol: directLine1 }) });
  const given$ = new BehaviorSubject(credential === 'token' ? mintToken() : '');
  const sent$ = new Subject<void>();
  // Mutable: what the app knows.
  let conversation: Conversation | undefined;
  let lives = 0;

  const tokens = (reason: 'start' | 'expired', conversationId?: string): Observable<Token> =>
    firstAnswer(() => getToken({ reason, ...(conversationId !== undefined && { conversationId }) })).pipe(map(tokenOfAnswer));
  const conversations = {
    secret: () => startConversation({ service, secret: SECRET, user: { id: user } }),
    token: () => given$.pipe(switchMap((token) => startConversation({ service, token })), shareReplay(1)),
    'token function': () => defer(() => tokens('start')).pipe(switchMap(({ value }) => startConversation({ service, token: value })), shareReplay(1)),
  };
  const conversation$ = conversations[credential]().pipe(tap((answer) => (conversation = answer)));
  const renew = ({ conversationId = '' }: Token): Observable<Token> => {
    if (credential === 'token') return EMPTY;
    if (credential === 'token function') return tokens('expired', conversationId);
    if (version === '1.1') return of(lastingToken(SECRET, conversationId));
    return reconnectToConversation({ service, secret: SECRET, conversationId }).pipe(mergeMap(({ token }) => (typeof token === 'object' ? [token] : [])));
  };

  const status$ = connectionStatus({ reconnectPolicy: exponentialBackoff(), transport: version === '1.1' ? 'polling' : transport });
  const needed$ = status$.pipe(filter(({ state }) => state === 'needsToken'));
  const token$ = conversation$.pipe(keepTokenFresh({ service, wake$, ...(!streamRenews && { renew, needed$ }) }));
  const options: ActivitySetsOptions = { service, conversation$, token$, status$, wake$, sent$, ...(streamRenews && { renew }) };
  const once$ = appRemembers ? appMemory(options) : activitySets(options).pipe(deliverOnce());
  const ending$ = defer(() => {
    status$.next({ type: 'endOfConversation' });
    return EMPTY;
  });
  const calls = authorizedCalls({ conversation$, token$, renew });
  return {
    connectionStatus$: status$,
    activity$: defer(() => {
      const life = appRemembers ? 0 : ++lives;
      return once$.pipe(map((activity) => ({ activity, life })));
    }).pipe(
      // The end that the bot announces is an addition of the client: with the parts the app sends the event.
      concatMap((heard) => concat(of(heard), heard.activity.type === 'endOfConversation' ? ending$ : EMPTY)),
      share(),
    ),
    token$,
    trace$: NEVER,
    conversationId: () => conversation?.conversationId,
    post: (activity) =>
      calls((token, conversationId) => postActivity({ service, token, conversationId, activity: { from: { id: user }, ...activity } })).pipe(
        tap(() => sent$.next()),
      ),
    setToken: (token) => {
      given$.next(token);
      status$.next({ type: 'token' });
    },
    reconnect: () => status$.next({ type: 'reconnect' }),
    end: () => status$.next({ type: 'end' }),
  };
};

/** The app remembers ids and the watermark, so that each activity comes once in its life. */
const appMemory = (options: ActivitySetsOptions): Observable<Activity> => {
  const ids = new Set<string>();
  // Mutable: the watermark of each conversation moves when a set has been handled.
  const watermarks = new Map<string, string>();
  const position = { watermark: (conversationId: string) => watermarks.get(conversationId), has: ({ id = '' }: Activity) => ids.has(id), hasJoined: () => true };
  const isNew = ({ id }: Activity): boolean => id === undefined || (!ids.has(id) && ids.add(id).has(id));
  const moveBehind = ({ conversationId, watermark }: ConversationSet): Observable<never> =>
    defer(() => {
      if (watermark) watermarks.set(conversationId, watermark);
      return EMPTY;
    });
  return activitySets({ ...options, position }).pipe(
    deliverSetsOnce({ isNew }),
    concatMap((set) => concat(from(set.activities), moveBehind(set))),
  );
};

const tokenOfAnswer = (answer: string | TokenResponse | Token): Token => {
  if (typeof answer === 'object' && 'value' in answer) return answer;
  return tokenFrom({ token: typeof answer === 'string' ? answer : answer.token }, asyncScheduler.now());
};
