import {
  asyncScheduler, BehaviorSubject, concatMap, defer, exhaustMap, filter, of, ReplaySubject, retry, scan, Subject, switchMap, tap, timer,
  type Observer,
} from 'rxjs';
import {
  authorizedCalls, connectionStatus, deliverOnce, followStatus, getActivities, keepTokenFresh, postActivity,
  type ConnectionEvent, type ConnectionStatus, type Conversation, type Signal, type StatusSubject, type Token,
} from '../../src/parts/index.js';
import type { ActivitySet } from '../../src/protocol/types.js';
import { inWorld, named, texts } from '../support/world.js';
import { fiveLines, serviceOf, steady, storyOf } from './support.js';

describe('a conversation of your own', () => {
  it('from a server, without a stream URL, brings its history, then what is new, through a drop', inWorld((world) => {
    const id = world.service.conversation('before');
    const conversation$ = of<Conversation>({ conversationId: id, token: world.service.token(id) });
    const { activity$ } = fiveLines(world.service, { conversation$, token$: conversation$.pipe(keepTokenFresh({ service: serviceOf(world.service) })) });
    const heard = world.listen(activity$);
    world.pass(100);
    world.service.says('now');
    world.service.cut();
    world.pass(1_000);
    world.service.says('after');
    expect([texts(heard), world.service.opCount('start'), world.service.opCount('reconnect')]).toEqual([['before', 'now', 'after'], 0, 2]);
    heard.leave();
  }));

  it('that is followed by another one is read from the beginning of that, with its own token', inWorld((world) => {
    const ids = [world.service.conversation('a'), world.service.conversation('b')];
    const of = (index: number): Conversation => ({ conversationId: ids[index] ?? '', token: world.service.token(ids[index]) });
    const conversation$ = new BehaviorSubject(of(0));
    const token$ = conversation$.pipe(keepTokenFresh({ service: serviceOf(world.service) }));
    const { activity$, status$ } = fiveLines(world.service, { conversation$, token$ });
    const story = storyOf(status$, world.now);
    const heard = world.listen(activity$);
    world.pass(100);
    conversation$.next(of(1));
    world.pass(100);
    expect([texts(heard), world.service.openSockets, story.at(-1)]).toEqual([['a', 'b'], 1, 'online @140']);
    heard.leave();
  }));

  it('whose token stays that of another one is shown as needsToken, and goes on with the right token', inWorld((world) => {
    const [id, other] = [world.service.conversation('a'), world.service.conversation('b')];
    const tokenFor = (conversationId: string): Token =>
      ({ value: world.service.token(conversationId), conversationId, issuedAtMs: 0, expiresAtMs: 1_800_000 });
    const token$ = new BehaviorSubject(tokenFor(other));
    const { activity$, status$ } = fiveLines(world.service, { conversation$: of({ conversationId: id }), token$ });
    const story = storyOf(status$, world.now);
    const heard = world.listen(activity$);
    world.pass(5_000);
    expect(story.at(-1)).toBe('needsToken otherConversation @2000');
    token$.next(tokenFor(id));
    world.pass(100);
    expect(texts(heard)).toEqual(['a']);
    heard.leave();
  }));
});

describe('a token of your own', () => {
  it('of an identity library ends needsToken when another one is emitted, with nothing lost', inWorld((world) => {
    const id = world.service.conversation();
    const token$ = new BehaviorSubject(world.service.token(id));
    const { activity$, status$ } = fiveLines(world.service, { conversation$: of({ conversationId: id }), token$ });
    const story = storyOf(status$, world.now);
    const heard = world.listen(activity$);
    world.pass(100);
    world.service.says('one');
    world.service.expireTokens();
    world.service.cut();
    world.service.says('two');
    world.pass(5_000);
    expect(story.at(-1)).toBe('needsToken expired @620');
    token$.next(world.service.token(id));
    world.pass(100);
    expect([texts(heard), story.slice(-2)]).toEqual([['one', 'two'], ['connecting 1 @5100', 'online @5140']]);
    heard.leave();
  }));

  it('that is emitted inside the handler of the status ends needsToken as well', inWorld((world) => {
    const id = world.service.conversation();
    const token$ = new BehaviorSubject(world.service.token(id));
    const { activity$, status$ } = fiveLines(world.service, { conversation$: of({ conversationId: id }), token$ });
    status$.pipe(filter(({ state }) => state === 'needsToken')).subscribe(() => token$.next(world.service.token(id)));
    const story = storyOf(status$, world.now);
    const heard = world.listen(activity$);
    world.pass(100);
    world.service.expireTokens();
    world.service.cut();
    world.pass(5_000);
    world.service.says('two');
    expect([texts(heard), story.slice(-3)]).toEqual([['two'], ['needsToken expired @620', 'connecting 1 @620', 'online @660']]);
    heard.leave();
  }));

  it('that is null from the beginning is needsToken at once, until there is one', inWorld((world) => {
    const id = world.service.conversation('a');
    const token$ = new BehaviorSubject<string | null>(null);
    const { activity$, status$ } = fiveLines(world.service, { conversation$: of({ conversationId: id }), token$ });
    const story = storyOf(status$, world.now);
    const heard = world.listen(activity$);
    world.pass(5_000);
    expect([story.at(-1), world.service.requests]).toEqual(['needsToken none @0', []]);
    token$.next(world.service.token(id));
    world.pass(100);
    expect(texts(heard)).toEqual(['a']);
    heard.leave();
  }));

  it('that becomes null closes the socket, and the same token again opens another', inWorld((world) => {
    const id = world.service.conversation('a');
    const token = world.service.token(id);
    const token$ = new BehaviorSubject<string | null>(token);
    const { activity$, status$ } = fiveLines(world.service, { conversation$: of({ conversationId: id }), token$ });
    const story = storyOf(status$, world.now);
    const heard = world.listen(activity$);
    world.pass(100);
    const asked = world.service.requests.length;
    token$.next(null);
    expect([story.at(-1), world.service.openSockets]).toEqual(['needsToken none @100', 0]);
    world.service.says('meanwhile');
    world.pass(10_000);
    expect(world.service.requests.length).toBe(asked);
    token$.next(token);
    world.pass(100);
    expect([texts(heard), world.service.openSockets]).toEqual([['a', 'meanwhile'], 1]);
    heard.leave();
  }));

  it('that is refused does not make the status spin', inWorld((world) => {
    const id = world.service.conversation('a');
    const token$ = new BehaviorSubject(world.service.token(id));
    world.service.expireTokens();
    const { activity$, status$ } = fiveLines(world.service, { conversation$: of({ conversationId: id }), token$ });
    const story = storyOf(status$, world.now);
    const heard = world.listen(activity$);
    world.pass(60_000);
    expect([story.length, story.at(-1), world.service.requests.length]).toEqual([3, 'needsToken expired @20', 1]);
    heard.leave();
  }));
});

describe('polling in the place of a socket', () => {
  it('takes a status that says so', inWorld((world) => {
    const { activity$ } = fiveLines(world.service, { status$: connectionStatus({ transport: 'polling' }) });
    const heard = world.listen(activity$);
    world.pass(100);
    world.service.says('now');
    world.pass(2_000);
    expect([texts(heard), world.service.sockets.length]).toEqual([['now'], 0]);
    heard.leave();
  }));

  it('by hand needs no status, only deliverOnce', inWorld((world) => {
    const service = serviceOf(world.service);
    const conversationId = world.service.conversation('before');
    const token = world.service.token(conversationId);
    const set$ = defer(() => {
      let watermark: string | undefined;
      return timer(0, 1_000).pipe(
        exhaustMap(() => getActivities({ service, token, conversationId, ...(watermark !== undefined && { watermark }) })),
        tap((set) => (watermark = set.watermark || watermark)),
        retry({ delay: 1_000 }),
      );
    });
    const heard = world.listen(set$.pipe(deliverOnce()));
    world.pass(100);
    world.service.says('now');
    world.pass(2_000);
    expect(texts(heard)).toEqual(['before', 'now']);
    heard.leave();
  }));

  it('by hand under the status takes followStatus', inWorld((world) => {
    const service = serviceOf(world.service);
    const conversationId = world.service.conversation('before');
    const token = world.service.token(conversationId);
    const status$ = connectionStatus({ reconnectPolicy: steady });
    const story = storyOf(status$, world.now);
    let watermark: string | undefined;
    const open = () =>
      timer(0, 1_000).pipe(
        exhaustMap(() => getActivities({ service, token, conversationId, ...(watermark !== undefined && { watermark }) })),
        tap((set) => (watermark = set.watermark || watermark)),
        concatMap((value, at) => (at === 0 ? of<Signal<ActivitySet>[]>({ kind: 'opened' }, { kind: 'value', value }) : of<Signal<ActivitySet>>({ kind: 'value', value }))),
      );
    world.service.trouble('history', { status: 503 });
    const heard = world.listen(followStatus(status$, open).pipe(deliverOnce()));
    world.pass(2_000);
    world.service.says('now');
    world.pass(2_000);
    expect([texts(heard), story]).toEqual([['before', 'now'], ['idle @0', 'connecting 1 @0', 'waiting 2 @20', 'connecting 2 @520', 'online @540']]);
    heard.leave();
  }));
});

describe('a status subject of your own', () => {
  it('of ten lines drives the stream: a second after each loss', inWorld((world) => {
    const events$ = new Subject<ConnectionEvent>();
    const states$ = new ReplaySubject<ConnectionStatus>(1);
    events$.pipe(scan((status: ConnectionStatus, event): ConnectionStatus => {
      const run = 'run' in status ? status.run : 0;
      if (event.type === 'wanted' || event.type === 'due') return { state: 'connecting', run: run + 1, attempt: 1, transport: 'websocket' };
      if (event.type === 'opened') return { state: 'online', run, transport: 'websocket' };
      if (event.type === 'lost') return { state: 'waiting', run, attempt: 1, delayMs: 1_000, retryAtMs: asyncScheduler.now() + 1_000, hasBeenOnline: true, error: event.error };
      return event.type === 'left' ? { state: 'idle' } : status;
    }, { state: 'idle' })).subscribe(states$);
    const mine: Observer<ConnectionEvent> = { next: (event) => events$.next(event), error: () => undefined, complete: () => undefined };
    const status$: StatusSubject = Object.assign(states$.asObservable(), mine);
    const story = storyOf(status$, world.now);
    const { activity$ } = fiveLines(world.service, { status$ });
    const heard = world.listen(activity$);
    world.pass(100);
    world.service.says('one');
    world.service.cut();
    world.service.says('two');
    world.pass(2_000);
    expect([texts(heard), story]).toEqual([['one', 'two'], ['connecting 1 @0', 'online @40', 'waiting 1 (was online) @100', 'connecting 1 @1100', 'online @1140']]);
    heard.leave();
  }));
});

describe('authorizedCalls', () => {
  it('posts with the conversation and the token of the five lines', inWorld((world) => {
    const { service, conversation$, token$, activity$ } = fiveLines(world.service);
    const calls = authorizedCalls({ conversation$, token$ });
    const heard = world.listen(activity$);
    const posted = world.listen(calls((token, conversationId) => postActivity({ service, token, conversationId, activity: { type: 'message', text: 'hi' } })));
    world.pass(100);
    expect([posted.values, texts(heard)]).toEqual([[{ id: 'c1|0000000' }], ['hi']]);
    heard.leave();
  }));

  it('renews a refused token once, and uses the renewed one until token$ emits another', inWorld((world) => {
    const conversationId = world.service.conversation();
    const token$ = new BehaviorSubject(world.service.token(conversationId));
    const renew = jest.fn(() => [world.service.token(conversationId)]);
    const calls = authorizedCalls({ conversation$: of({ conversationId }), token$, renew });
    const post = () => world.listen(calls((token, id) => postActivity({ service: serviceOf(world.service), token, conversationId: id, activity: { type: 'event' } })));
    world.service.expireTokens();
    const first = post();
    world.pass(100);
    const second = post();
    world.pass(100);
    expect([first.values.length, second.values.length, renew.mock.calls.length]).toEqual([1, 1, 1]);
    expect(world.service.requests.filter(({ op }) => op === 'post').length).toBe(3);
  }));

  it.each([
    ['has expired and nobody renews it', 'expired'],
    ['is null', 'none'],
  ])('errors with DirectLineTokenError where the token %s', (_, reason) => inWorld((world) => {
    const conversationId = world.service.conversation();
    const token$ = new BehaviorSubject(reason === 'none' ? null : world.service.token(conversationId));
    world.service.expireTokens();
    const calls = authorizedCalls({ conversation$: of({ conversationId }), token$ });
    const post = world.listen(calls((token, id) => postActivity({ service: serviceOf(world.service), token, conversationId: id, activity: { type: 'event' } })));
    world.pass(100);
    expect([named(post.errors), post.errors]).toMatchObject([['DirectLineTokenError'], [{ reason }]]);
  })());

  it('errors with DirectLineGoneError where the service does not know the conversation', inWorld((world) => {
    const conversationId = world.service.conversation();
    const calls = authorizedCalls({ conversation$: of({ conversationId }), token$: of(world.service.token(conversationId)) });
    world.service.forget(conversationId);
    const post = world.listen(calls((token, id) => postActivity({ service: serviceOf(world.service), token, conversationId: id, activity: { type: 'event' } })));
    world.pass(100);
    expect(named(post.errors)).toEqual(['DirectLineGoneError']);
  }));
});

it('a conversation that a request of your own starts needs a shareReplay, or it is started twice', inWorld((world) => {
  const service = serviceOf(world.service);
  const token = world.service.token();
  const cold$ = defer(() => service.protocol.startConversation(token)).pipe(switchMap((conversation) => of<Conversation>(conversation)));
  const heard = world.listen(fiveLines(world.service, { conversation$: cold$, token$: cold$.pipe(keepTokenFresh({ service })) }).activity$);
  world.pass(100);
  expect(world.service.opCount('start')).toBe(2);
  heard.leave();
}));
