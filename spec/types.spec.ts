// `npm run typecheck` compiles this file: a line under `@ts-expect-error` that compiles is an error there.
import { BehaviorSubject, filter, from, fromEvent, map, Subject, type Observable } from 'rxjs';
import {
  ask, conversationStorage, createDirectLine, exponentialBackoff, isDirectLineError, paced, storedIn, transcript,
  type Activity, type ConnectionStatus, type DirectLine, type DirectLineError, type DirectLineOptions, type TranscriptMessage,
} from '../src/index.js';
import {
  activitySets, authorizedCalls, connectionStatus, deliverOnce, deliverSetsOnce, directLineService, followStatus, getActivities, keepTokenFresh,
  postActivity, reconnectToConversation, startConversation, type ConnectionEvent, type Conversation, type ConversationSet, type Signal, type Token,
} from '../src/parts/index.js';
import { SECRET } from './support/service.js';

/** Whether two types are the same, `any` included. */
type IsSame<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
/** Compiles where the types are the same. */
const holds = <T extends true>(): T | undefined => undefined;
/** Compiles `check` and never calls it. */
const compiles = (check: (...values: never) => unknown): void => expect(check).toBeInstanceOf(Function);

describe('the types of createDirectLine', () => {
  it('refuse options without a credential, with two, or with a credential of another type', () => {
    // @ts-expect-error neither token nor secret
    expect(() => createDirectLine({})).toThrow('neither');
    // @ts-expect-error both
    expect(() => createDirectLine({ token: 'token', secret: SECRET })).toThrow('both');
    // @ts-expect-error a number
    expect(() => createDirectLine({ token: 1 })).toThrow('token: got the number 1');
    // @ts-expect-error a function that returns a number
    compiles(() => createDirectLine({ token: () => [1] }));
    // @ts-expect-error a secret is no function
    expect(() => createDirectLine({ secret: () => [SECRET] })).toThrow('secret');
  });

  it('refuse options that do not exist', () => {
    // @ts-expect-error the option is `resume`
    expect(() => createDirectLine({ token: 'token', storage: storedIn(new Map<string, string>()) })).toThrow();
    // @ts-expect-error three functions are wrapped by conversationStorage()
    expect(() => createDirectLine({ token: 'token', resume: { load: () => null, save: () => null, clear: () => null } })).toThrow('conversationStorage(');
    // @ts-expect-error a storage needs clear()
    expect(() => conversationStorage({ load: () => null, save: () => null })).toThrow('clear');
    // @ts-expect-error no such field
    expect(() => conversationStorage({ load: () => null, save: () => null, clear: () => null, key: 'chat' })).toThrow('key');
    // @ts-expect-error the option is `token`
    expect(() => createDirectLine({ getToken: () => ['token'] })).toThrow('getToken');
    // @ts-expect-error no such transport
    expect(() => createDirectLine({ token: 'token', transport: 'sse' })).toThrow('transport');
    // @ts-expect-error a checkpoint has a conversation
    expect(() => createDirectLine({ token: 'token', resume: {} })).toThrow('resume');
  });

  it('take undefined for each option that has a default, as the client does', () => {
    const token: string | undefined = 'token';
    const directLine = createDirectLine({
      token, secret: undefined, baseUrl: undefined, protocol: undefined, transport: undefined, user: undefined, locale: undefined,
      startParameters: undefined, history: undefined, resume: undefined, onGone: undefined, onEndOfConversation: undefined,
      reconnectPolicy: undefined, lingerMs: undefined, silenceMs: undefined, connectTimeoutMs: undefined, sendTimeoutMs: undefined,
      botAgent: undefined, fetch: undefined, WebSocket: undefined,
    });
    const settings: { readonly baseUrl?: string | undefined } = {};
    compiles(() => createDirectLine({ secret: SECRET, token: undefined, baseUrl: settings.baseUrl, user: { id: 'ann', name: undefined } }));
    compiles(() => ask(directLine, 'hi', { quietMs: undefined, timeoutMs: undefined, raw: undefined }));
    compiles(() => transcript(directLine, { maxMessages: undefined, text: undefined }));
    compiles((load: () => string) => conversationStorage({ load, save: load, clear: load, withToken: undefined, withWatermark: undefined }));
    compiles(() => storedIn(localStorage, { key: undefined, withToken: undefined, withWatermark: undefined }));
    compiles(() => paced({ speed: undefined, maxGapMs: undefined }));
    compiles(() => exponentialBackoff({ firstMs: undefined, capMs: undefined, random: undefined }));
    directLine.end();
  });

  it('take a token as a text, or as a function that returns a value in any way, and a secret', () => {
    compiles((token$: Observable<Token>) => {
      const options: readonly DirectLineOptions[] = [
        { token: 'token' }, { secret: SECRET }, { token: () => Promise.resolve('token') }, { token: () => token$ }, { token: () => ['token'] },
        { token: async ({ reason, conversationId }) => ({ token: `${reason} ${conversationId ?? ''}` }) },
      ];
      return options;
    });
  });
});

describe('the type of a status', () => {
  it('narrows by its state', () => {
    compiles((status: ConnectionStatus) => {
      switch (status.state) {
        case 'connecting':
          return status.attempt;
        case 'online':
          // @ts-expect-error an online connection has no error
          status.error;
          return status.pollingReason;
        case 'waiting':
          holds<IsSame<typeof status.error, DirectLineError>>();
          return status.retryAtMs;
        case 'needsToken':
          holds<IsSame<typeof status.reason, 'none' | 'expired' | 'refused' | 'otherConversation'>>();
          return status.error;
        case 'ended':
          holds<IsSame<typeof status.reason, 'end' | 'endOfConversation' | 'gone'>>();
          return status.reason;
        case 'failed':
          return status.error;
        case 'idle':
          // @ts-expect-error nothing runs
          return status.run;
        default:
          return status satisfies never;
      }
    });
  });
});

describe('isDirectLineError', () => {
  it('narrows to the error of that name', () => {
    compiles((error: unknown) => {
      if (isDirectLineError(error, 'DirectLineHttpError')) {
        holds<IsSame<typeof error.status, number>>();
        // @ts-expect-error of another error
        return error.callback;
      }
      if (isDirectLineError(error)) {
        holds<IsSame<typeof error, DirectLineError>>();
        return error.name === 'DirectLineCallbackError' ? error.callback : error.help;
      }
      // @ts-expect-error no error of this library
      return isDirectLineError(error, 'TypeError');
    });
  });
});

describe('the types of ask and transcript', () => {
  it('are messages, and with raw any activity', () => {
    compiles((directLine: DirectLine, raw: boolean) => {
      ask(directLine, 'hi').subscribe((answer) => holds<IsSame<typeof answer.type, 'message'>>());
      ask(directLine, 'hi', { raw: false }).subscribe((answer) => holds<IsSame<typeof answer.type, 'message'>>());
      ask(directLine, 'hi', { raw: true }).subscribe((answer) => holds<IsSame<typeof answer, Activity>>());
      ask(directLine, 'hi', { raw }).subscribe((answer) => holds<IsSame<typeof answer, Activity>>());
      // @ts-expect-error a message is a text or an activity
      return ask(directLine, 1);
    });
  });

  it('have an error and retry only where a message has failed', () => {
    compiles((message: TranscriptMessage) => {
      if (message.status === 'failed') return message.retry().subscribe(({ id }) => [id, message.error.name]);
      holds<IsSame<typeof message.error, undefined>>();
      // @ts-expect-error only a failed message has it
      return message.retry();
    });
  });
});

describe('the types of the parts', () => {
  it('compose the five lines without an annotation', () => {
    compiles(() => {
      const service = directLineService();
      const status$ = connectionStatus();
      const conversation$ = startConversation({ service, secret: SECRET });
      const token$ = conversation$.pipe(keepTokenFresh({ service, needed$: status$.pipe(filter(({ state }) => state === 'needsToken')), renew: () => ['token'] }));
      const set$ = activitySets({ service, conversation$, token$, status$ });
      const calls = authorizedCalls({ conversation$, token$, renew: async () => 'token' });
      holds<IsSame<typeof token$, Observable<Token>>>();
      holds<IsSame<typeof set$, Observable<ConversationSet>>>();
      set$.pipe(deliverOnce()).subscribe((activity) => holds<IsSame<typeof activity, Activity>>());
      set$.pipe(deliverSetsOnce()).subscribe((set) => holds<IsSame<typeof set, ConversationSet>>());
      return calls((token, conversationId) => postActivity({ service, token, conversationId, activity: { type: 'message' } }));
    });
  });

  it('refuse a start with both credentials, or with none', () => {
    compiles(() => [
      // @ts-expect-error both
      startConversation({ secret: SECRET, token: 'token' }),
      // @ts-expect-error none
      startConversation({}),
      // @ts-expect-error none
      reconnectToConversation({ conversationId: 'c1' }),
    ]);
  });

  it('take a subject of texts and null as token$, and a conversation of your own', () => {
    compiles((conversation$: Observable<Conversation>, status$: ReturnType<typeof connectionStatus>) => {
      const token$ = new BehaviorSubject<string | null>(null);
      authorizedCalls({ conversation$, token$ });
      // @ts-expect-error a token is a text or a Token
      activitySets({ conversation$, token$: from([1]), status$ });
      // @ts-expect-error a conversation has an id
      activitySets({ conversation$: from([{}]), token$, status$ });
      return activitySets({ conversation$, token$, status$ });
    });
  });

  it('take events of any source, and no other events', () => {
    compiles((target: EventTarget) => {
      const status$ = connectionStatus({ transport: undefined, reconnectPolicy: undefined });
      fromEvent(target, 'online').pipe(map(() => ({ type: 'woken' }) as const)).subscribe(status$);
      fromEvent(target, 'click').pipe(map((): ConnectionEvent => ({ type: 'reconnect' }))).subscribe(status$);
      new Subject<ConnectionEvent>().subscribe(status$);
      // @ts-expect-error no such event
      status$.next({ type: 'restart' });
      // @ts-expect-error the event of a run names it
      status$.next({ type: 'opened' });
      status$.subscribe((status) => holds<IsSame<typeof status, ConnectionStatus>>());
    });
  });

  it('take undefined for each option that has a default', () => {
    compiles((conversation$: Observable<Conversation>, watermark: string | undefined) => {
      const status$ = connectionStatus();
      directLineService({ baseUrl: undefined, protocol: undefined, http: undefined, socket: undefined, fetch: undefined, WebSocket: undefined, botAgent: undefined });
      startConversation({ token: 'token', secret: undefined, service: undefined, user: undefined, locale: undefined });
      const token$ = conversation$.pipe(keepTokenFresh({ service: undefined, renew: undefined, needed$: undefined, wake$: undefined }));
      authorizedCalls({ conversation$, token$, renew: undefined });
      getActivities({ token: 'token', conversationId: 'c1', watermark, service: undefined });
      deliverOnce({ isNew: undefined });
      followStatus(status$, () => from<Signal<string>[]>([]), { tokenCame$: undefined, wake$: undefined });
      return activitySets({
        conversation$, token$, status$, watermark, service: undefined, position: undefined, history: undefined, renew: undefined, sent$: undefined,
        wake$: undefined, silenceMs: undefined, connectTimeoutMs: undefined, random: undefined,
      });
    });
  });
});
