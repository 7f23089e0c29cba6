import { asyncScheduler, defer, EMPTY, of, Subject, throwError, type Observable } from 'rxjs';
import { DirectLineHttpError, DirectLineNetworkError, DirectLineTimeoutError } from '../../src/errors.js';
import { tokenFrom, type Token } from '../../src/protocol/token.js';
import type { Conversation, ConversationAnswer, StreamingProtocol } from '../../src/protocol/protocol.js';
import { streamUrlFrom } from '../../src/protocol/streamUrl.js';
import type { Checkpoint } from '../../src/session/checkpoint.js';
import { ConversationStart } from '../../src/session/conversation.js';
import type { Source } from '../../src/session/credential.js';
import { Store } from '../../src/session/store.js';
import { fakeProtocol } from '../support/fakeProtocol.js';
import { jwtOf } from '../support/jwt.js';
import { errorOf, keptTrace, valuesOf } from '../support/outcomes.js';

const cut = new DirectLineNetworkError('cut', false);
const refused = new DirectLineNetworkError('refused', true);
const down = new DirectLineHttpError('down', 503);
const denied = new DirectLineHttpError('no', 401);

const tokenOf = (token: string): Token => tokenFrom({ token }, asyncScheduler.now());
const streamUrl = streamUrlFrom('wss://service/stream', 0);
const answer = (started: ConversationAnswer['started'], more: Partial<ConversationAnswer> = {}): ConversationAnswer =>
  ({ conversationId: 'c', started, token: tokenOf('given'), streamUrl, ...more });

const byToken: Source = { kind: 'token', token: 'mine' };
const bySecret: Source = { kind: 'secret', secret: 's' };

/** A client that asks with this; each start is answered by the next of these. */
const client = (source: Source, starts: readonly Observable<ConversationAnswer>[], resume?: Checkpoint, calls: Partial<StreamingProtocol> = {}) => {
  const store = new Store(resume);
  const asked: string[] = [];
  const rest = [...starts];
  const protocol = fakeProtocol({
    startConversation: (credential, parameters) =>
      defer(() => {
        asked.push(`start ${credential} ${JSON.stringify(parameters)}`);
        return rest.shift() ?? throwError(() => denied);
      }),
    ...calls,
  });
  const { trace, notices } = keptTrace();
  return { store, asked, notices, conversation$: new ConversationStart({ protocol, store, source, parameters: { user: { id: 'ann' } }, trace }).conversation$ };
};

describe('the conversation', () => {
  it('is started with the token, or the secret, and the parameters', () => {
    for (const [source, credential] of [[byToken, 'mine'], [bySecret, 's']] as const) {
      const { conversation$, asked, store } = client(source, [of(answer('new'))]);
      expect(asked).toEqual([]);
      expect(valuesOf(conversation$)).toEqual([{ conversationId: 'c', started: 'new', streamUrl }]);
      expect([asked, store.conversation?.conversationId, store.token?.value]).toEqual([[`start ${credential} {"user":{"id":"ann"}}`], 'c', 'given']);
    }
  });

  it('is started once for all who ask meanwhile', () => {
    const answer$ = new Subject<ConversationAnswer>();
    const { conversation$, asked } = client(byToken, [answer$]);
    const got: string[] = [];
    const hear = ({ conversationId }: Conversation): number => got.push(conversationId);
    conversation$.subscribe(hear);
    conversation$.subscribe(hear);
    answer$.next(answer('new'));
    expect([asked.length, got]).toEqual([1, ['c', 'c']]);
  });

  it('is not started again once it was answered', () => {
    const { conversation$, asked } = client(byToken, [of(answer('new')), of(answer('new', { conversationId: 'd' }))]);
    expect([valuesOf(conversation$), valuesOf(conversation$)]).toEqual([[{ conversationId: 'c', started: 'new', streamUrl }], [{ conversationId: 'c', started: 'new', streamUrl }]]);
    expect(asked).toHaveLength(1);
  });

  it('is there for who asks while it is being told', () => {
    const { conversation$, asked } = client(byToken, [of(answer('new'))]);
    const got: string[] = [];
    conversation$.subscribe(outer => {
      got.push(outer.conversationId);
      conversation$.subscribe(inner => got.push(inner.conversationId));
    });
    expect([asked.length, got]).toEqual([1, ['c', 'c']]);
  });

  it('is started again after an error, and not at all before somebody asks', () => {
    const { conversation$, asked } = client(byToken, [throwError(() => down), of(answer('new'))]);
    expect(errorOf(conversation$)).toBe(down);
    expect(asked).toHaveLength(1);
    expect(valuesOf(conversation$)).toEqual([{ conversationId: 'c', started: 'new', streamUrl }]);
  });

  it('that existed already says so', () => {
    const { conversation$ } = client(byToken, [of(answer('existing'))]);
    expect(valuesOf(conversation$)).toEqual([{ conversationId: 'c', started: 'existing', streamUrl }]);
  });

  it('that is new carries its stream URL for the first stream', () => {
    const { conversation$, store } = client(byToken, [of(answer('new'))]);
    valuesOf(conversation$);
    expect(store.conversation?.streamUrl).toBe(streamUrl);
  });

  it('keeps the token that names a user where the start gives one that does not', () => {
    const ann = jwtOf({ user: 'ann' });
    const { conversation$, store } = client({ kind: 'token', token: ann }, [of(answer('existing'))]);
    valuesOf(conversation$);
    expect(store.token?.value).toBe(ann);
  });

  it('needs a token: an answer without one, to a secret, is a protocol error that names the field', () => {
    const { conversationId, started } = answer('new');
    const { conversation$, store } = client(bySecret, [of({ conversationId, started })]);
    expect(errorOf(conversation$)).toMatchObject({ name: 'DirectLineProtocolError', message: expect.stringContaining('token') });
    expect(store.conversation).toBeUndefined();
    const { conversation$: withToken, store: kept } = client(byToken, [of({ conversationId, started })]);
    valuesOf(withToken);
    expect(kept.token?.value).toBe('mine');
  });
});

describe('a start whose answer was lost', () => {
  const timeout = new DirectLineTimeoutError('request', 1);

  it.each<[string, Error, string]>([
    ['was cut', cut, 'unknown'], ['took too long', timeout, 'unknown'], ['was a 503', down, 'unknown'],
    ['never left', refused, 'existing'], ['was a 401', denied, 'existing'],
  ])('because it %s: a conversation that the next one finds is no sure sign', (_, error, started) => {
    const { conversation$ } = client(byToken, [throwError(() => error), of(answer('existing'))]);
    errorOf(conversation$);
    expect(valuesOf(conversation$)).toEqual([{ conversationId: 'c', started, streamUrl }]);
  });

  it('because nobody waited for it any more counts as lost too', () => {
    const answer$ = new Subject<ConversationAnswer>();
    const { conversation$, notices } = client(byToken, [answer$, of(answer('existing'))]);
    conversation$.subscribe().unsubscribe();
    expect([answer$.observed, valuesOf(conversation$), notices()]).toEqual([false, [{ conversationId: 'c', started: 'unknown', streamUrl }], []]);
  });

  it('does not make new what the next one starts: that is known', () => {
    const { conversation$ } = client(byToken, [throwError(() => cut), of(answer('new'))]);
    errorOf(conversation$);
    expect(valuesOf(conversation$)).toEqual([{ conversationId: 'c', started: 'new', streamUrl }]);
  });

  it('is a notice with a secret, which starts a new one each time', () => {
    const { conversation$, notices } = client(bySecret, [throwError(() => cut), of(answer('new'))]);
    errorOf(conversation$);
    valuesOf(conversation$);
    expect(notices()).toEqual(['startAnswerLost']);
  });

  it.each([['refused', refused], ['answered', denied]])('is none where it was %s', (_, error) => {
    const { conversation$, notices } = client(bySecret, [throwError(() => error)]);
    errorOf(conversation$);
    expect(notices()).toEqual([]);
  });
});

describe('a conversation that is resumed', () => {
  const resume = { conversationId: 'c', watermark: '7' };
  const reconnects = (asked: string[]): Partial<StreamingProtocol> => ({
    reconnectToConversation: (...args) => {
      asked.push(args.join(' '));
      return of(answer('existing'));
    },
  });

  it('with its own token asks nothing', () => {
    const { conversation$, asked, store } = client(byToken, [], { ...resume, token: 'kept' });
    expect(valuesOf(conversation$)).toEqual([{ conversationId: 'c', started: 'existing' }]);
    expect([asked, store.token?.value]).toEqual([[], 'kept']);
  });

  it('takes the token of the options', () => {
    const { conversation$, asked, store } = client(byToken, [], resume);
    valuesOf(conversation$);
    expect([asked, store.token?.value, store.watermark]).toEqual([[], 'mine', '7']);
  });

  it('gets a token with the secret, at the watermark', () => {
    const reconnected: string[] = [];
    const { conversation$, asked, store } = client(bySecret, [], resume, reconnects(reconnected));
    valuesOf(conversation$);
    expect([asked, reconnected, store.token?.value, store.watermark]).toEqual([[], ['s c 7'], 'given', '7']);
  });

  it('is gone where the service does not know it', () => {
    const cause = new DirectLineHttpError('not found', 404);
    const { conversation$ } = client(bySecret, [], resume, { reconnectToConversation: () => throwError(() => cause) });
    expect(errorOf(conversation$)).toMatchObject({ name: 'DirectLineGoneError', conversationId: 'c', cause });
  });

  it('asks the app for a token of that conversation', () => {
    const requests: unknown[] = [];
    const source: Source = { kind: 'function', getToken: request => {
      requests.push(request);
      return [{ token: 'app', expires_in: 60 }];
    } };
    const { conversation$, asked, store } = client(source, [], resume);
    valuesOf(conversation$);
    expect([asked, requests, store.token?.value]).toEqual([[], [{ reason: 'start', conversationId: 'c' }], 'app']);
  });
});

describe('the first token of the app', () => {
  const byApp = (getToken: Extract<Source, { kind: 'function' }>['getToken']): Source => ({ kind: 'function', getToken });

  it('is asked for once, and not again for a start that is tried again', () => {
    let times = 0;
    const source = byApp(() => {
      times += 1;
      return of('app');
    });
    const { conversation$, asked } = client(source, [throwError(() => down), of(answer('existing'))]);
    errorOf(conversation$);
    valuesOf(conversation$);
    expect([times, asked]).toEqual([1, ['start app {"user":{"id":"ann"}}', 'start app {"user":{"id":"ann"}}']]);
  });

  it('is asked for again where it has lapsed before a start was answered', () => {
    let nowMs = 1_000;
    jest.spyOn(asyncScheduler, 'now').mockImplementation(() => nowMs);
    const reasons: string[] = [];
    const source = byApp(({ reason }) => [{ token: `app-${reasons.push(reason)}`, expires_in: 60 }]);
    const { conversation$, asked } = client(source, [throwError(() => refused), throwError(() => refused), of(answer('existing'))]);
    errorOf(conversation$);
    nowMs = 60_999;
    errorOf(conversation$);
    nowMs = 61_000;
    valuesOf(conversation$);
    jest.restoreAllMocks();
    expect([reasons, asked.map(call => call.split(/[ -]/)[2])]).toEqual([['start', 'expired'], ['1', '1', '2']]);
  });

  it('that the service calls expired is asked for once more, and the start made with the other', () => {
    const expired = new DirectLineHttpError('expired', 403, { code: 'TokenExpired' });
    const reasons: string[] = [];
    const source = byApp(({ reason }) => [`app-${reasons.push(reason)}`]);
    const { conversation$, asked, store } = client(source, [throwError(() => expired), of(answer('existing'))]);
    valuesOf(conversation$);
    expect([reasons, asked.map(call => call.split(/[ -]/)[2]), store.token?.value]).toEqual([['start', 'expired'], ['1', '2'], 'given']);
    const { conversation$: again } = client(source, [throwError(() => expired), throwError(() => expired)]);
    expect(errorOf(again)).toBe(expired);
    expect(reasons).toHaveLength(4);
  });

  it('that is none is DirectLineTokenError, and no start', () => {
    const { conversation$, asked } = client(byApp(() => EMPTY), [of(answer('new'))]);
    expect(errorOf(conversation$)).toMatchObject({ name: 'DirectLineTokenError' });
    expect(asked).toEqual([]);
  });

  it('that errors is DirectLineCallbackError with its cause', () => {
    const cause = new Error('mine');
    const { conversation$ } = client(byApp(() => { throw cause; }), []);
    expect(errorOf(conversation$)).toMatchObject({ name: 'DirectLineCallbackError', callback: 'token', cause });
  });
});
