import { BehaviorSubject, concat, EMPTY, filter, map, merge, NEVER, Observable, of, Subject, switchMap, tap, throwError, timer, withLatestFrom } from 'rxjs';
import { activitySets } from '../../src/parts/activitySets.js';
import {
  authorizedCalls, connectionStatus, deliverOnce, deliverSetsOnce, followStatus, keepTokenFresh, postActivity, reconnectToConversation, startConversation,
  type ConnectionStatus, type Conversation, type Token,
} from '../../src/parts/index.js';
import { DirectLineTokenError } from '../../src/errors.js';
import type { KeepTokenFreshOptions } from '../../src/parts/keepTokenFresh.js';
import type { ActivitySet } from '../../src/protocol/types.js';
import { SECRET } from '../support/service.js';
import { inWorld, named, texts, type World } from '../support/world.js';
import { fiveLines, serviceOf, steady, storyOf } from './support.js';

/** The five lines whose token part renews as the status says. */
const renewingLines = (world: World, own: KeepTokenFreshOptions) => {
  const service = serviceOf(world.service);
  const status$ = connectionStatus({ reconnectPolicy: steady });
  const conversation$ = startConversation({ service, secret: SECRET });
  const needed$ = status$.pipe(filter(({ state }) => state === 'needsToken'));
  const token$ = conversation$.pipe(keepTokenFresh({ service, needed$, ...own }));
  const story = storyOf(status$, world.now);
  const heard = world.listen(activitySets({ service, conversation$, token$, status$, random: () => 0.5 }).pipe(deliverOnce()));
  return { status$, story, heard, token$ };
};

const twoConversations = (world: World) => {
  const ids = [world.service.conversation('a'), world.service.conversation('b')];
  return (index: number): Conversation => ({ conversationId: ids[index] ?? '', token: world.service.token(ids[index]) });
};

const anError = (error: unknown) => throwError(() => error);

describe('activitySets with a conversation$', () => {
  it('that emits twice in one moment reads the second conversation', inWorld((world) => {
    const conversation = twoConversations(world);
    const conversation$ = concat(of(conversation(0), conversation(1)), NEVER);
    const heard = world.listen(fiveLines(world.service, { conversation$, token$: conversation$.pipe(keepTokenFresh({ service: serviceOf(world.service) })) }).set$);
    world.pass(5_000);
    world.service.says('now', conversation(1).conversationId);
    expect(heard.values.filter(({ conversationId }) => conversationId === conversation(1).conversationId).flatMap(({ activities }) => activities.map(({ text }) => text)))
      .toEqual(['b', 'now']);
    expect([world.service.openSockets, heard.values.at(-1)?.conversationId]).toEqual([1, conversation(1).conversationId]);
    heard.leave();
  }));

  it('that emits another conversation after its token has ended needsToken goes on with that conversation', inWorld((world) => {
    const conversation = twoConversations(world);
    const conversation$ = new BehaviorSubject(conversation(0));
    const token$ = conversation$.pipe(keepTokenFresh({ service: serviceOf(world.service) }));
    // This subscriber comes first, so that the token arrives before the conversation does.
    const tokens = world.listen(token$);
    const { activity$, status$ } = fiveLines(world.service, { conversation$, token$ });
    const story = storyOf(status$, world.now);
    const heard = world.listen(activity$);
    world.pass(100);
    world.service.expireTokens();
    world.service.cut();
    world.pass(10_000);
    expect(story.at(-1)).toMatch(/^needsToken/);
    conversation$.next(conversation(1));
    world.pass(5_000);
    expect([texts(heard), story.at(-1)]).toEqual([['a', 'b'], expect.stringMatching(/^online/)]);
    heard.leave();
    tokens.leave();
  }));

  it('that errors with an error of the app waits and tries again', inWorld((world) => {
    const conversation = twoConversations(world);
    let calls = 0;
    const conversation$ = new Observable<Conversation>((subscriber) => (++calls === 1 ? anError(new TypeError('Failed to fetch')) : of(conversation(0))).subscribe(subscriber));
    const { activity$, status$ } = fiveLines(world.service, { conversation$, token$: of(world.service.token(conversation(0).conversationId)) });
    const story = storyOf(status$, world.now);
    const heard = world.listen(activity$);
    world.pass(2_000);
    expect([texts(heard), heard.errors, story.slice(0, 3)]).toEqual([['a'], [], ['idle @0', 'connecting 1 @0', 'waiting 2 @0']]);
    heard.leave();
  }));

  it('that errors later is followed again by the next run', inWorld((world) => {
    const conversation = twoConversations(world);
    let source$ = new BehaviorSubject(conversation(0));
    const conversation$ = new Observable<Conversation>((subscriber) => source$.subscribe(subscriber));
    const token$ = new BehaviorSubject<string | Token>(world.service.token(conversation(0).conversationId));
    const heard = world.listen(fiveLines(world.service, { conversation$, token$ }).activity$);
    world.pass(100);
    const first$ = source$;
    source$ = new BehaviorSubject(conversation(0));
    first$.error(new Error('the app has a defect'));
    world.service.cut();
    world.pass(2_000);
    token$.next(world.service.token(conversation(1).conversationId));
    source$.next(conversation(1));
    world.pass(2_000);
    expect(texts(heard)).toEqual(['a', 'b']);
    heard.leave();
  }));

  it('is subscribed to once at a time, however often its token is of another conversation', inWorld((world) => {
    const conversation = twoConversations(world);
    let subscriptions = 0;
    const conversation$ = new Observable<Conversation>((subscriber) => {
      subscriptions += 1;
      subscriber.add(() => (subscriptions -= 1));
      subscriber.next({ conversationId: conversation(0).conversationId });
    });
    const other = (): Token => ({ value: world.service.token(conversation(1).conversationId), conversationId: conversation(1).conversationId, issuedAtMs: 0, expiresAtMs: 1e9 });
    const token$ = new BehaviorSubject(other());
    const { activity$, status$ } = fiveLines(world.service, { conversation$, token$ });
    const story = storyOf(status$, world.now);
    const heard = world.listen(activity$);
    for (const ms of [5_000, 5_000, 5_000]) {
      world.pass(ms);
      token$.next(other());
    }
    expect([story.filter((line) => line.startsWith('needsToken')).length, subscriptions]).toEqual([3, 1]);
    heard.leave();
    expect(subscriptions).toBe(0);
  }));

  it.each<[string, Observable<Conversation>]>([['completes without a value', EMPTY], ['never emits', NEVER]])('that %s opens nothing and leaves nothing', (_, conversation$) =>
    inWorld((world) => {
      const heard = world.listen(fiveLines(world.service, { conversation$, token$: of('token') }).activity$);
      world.pass(60_000);
      heard.leave();
      expect([world.service.requests.length, world.timers()]).toEqual([0, 0]);
    })());
});

describe('activitySets with a token$', () => {
  it('that errors and then emits null closes the stream', inWorld((world) => {
    const conversationId = world.service.conversation('a');
    let source$ = new BehaviorSubject<string | null>(world.service.token(conversationId));
    const token$ = new Observable<string | null>((subscriber) => source$.subscribe(subscriber));
    const { activity$, status$ } = fiveLines(world.service, { conversation$: of({ conversationId }), token$ });
    const story = storyOf(status$, world.now);
    const heard = world.listen(activity$);
    world.pass(100);
    const first$ = source$;
    source$ = new BehaviorSubject<string | null>(world.service.token(conversationId));
    first$.error(new Error('the app has a defect'));
    world.service.cut();
    world.pass(2_000);
    source$.next(null);
    expect([story.at(-1), world.service.openSockets]).toEqual(['needsToken none @2100', 0]);
    heard.leave();
  }));

  it('that completes after its first token goes on with that', inWorld((world) => {
    const conversationId = world.service.conversation('a');
    const heard = world.listen(fiveLines(world.service, { conversation$: of({ conversationId }), token$: of(world.service.token(conversationId)) }).activity$);
    world.pass(100);
    world.service.cut();
    world.service.says('b');
    world.pass(2_000);
    expect(texts(heard)).toEqual(['a', 'b']);
    heard.leave();
  }));
});

it('a call whose token is ended by a refresh meanwhile is made again with the token that token$ has by then', inWorld((world) => {
  const conversationId = world.service.conversation('a');
  const token$ = new BehaviorSubject(world.service.token(conversationId));
  const status$ = connectionStatus({ transport: 'polling' });
  const { activity$ } = fiveLines(world.service, { conversation$: of({ conversationId }), token$, status$ });
  const story = storyOf(status$, world.now);
  const heard = world.listen(activity$);
  world.pass(1_005);
  world.service.expireTokens();
  token$.next(world.service.token(conversationId));
  world.service.says('b');
  world.pass(5_000);
  expect([texts(heard), story]).toEqual([['a', 'b'], ['idle @0', 'connecting 1 @0', 'online @20']]);
  heard.leave();
}));

it.each([['before', 'token', 'reconnect'], ['after', 'reconnect', 'token']])('a token that arrives %s a reconnect, in one moment, begins one run', (_, ...steps) => inWorld((world) => {
  const conversationId = world.service.conversation('a');
  const token$ = new BehaviorSubject(world.service.token(conversationId));
  const { activity$, status$ } = fiveLines(world.service, { conversation$: of({ conversationId }), token$ });
  world.service.expireTokens();
  const story = storyOf(status$, world.now);
  const heard = world.listen(activity$);
  world.pass(100);
  const act: Readonly<Record<string, () => void>> = {
    token: () => token$.next(world.service.token(conversationId)),
    reconnect: () => status$.next({ type: 'reconnect' }),
  };
  for (const step of steps) act[step]?.();
  world.pass(1_000);
  expect([texts(heard), story.slice(3).map((line) => line.replace(/ @.*/, ''))]).toEqual([['a'], ['connecting 1', 'online']]);
  heard.leave();
})());

describe('a renew of the app', () => {
  const failing: readonly (readonly [string, () => Observable<never>])[] = [
    ['throws', () => { throw new TypeError('Failed to fetch'); }],
    ['errors', () => anError(new TypeError('Failed to fetch'))],
  ];

  it.each(failing)('that %s once is called again by the token part', (_, fail) => inWorld((world) => {
    let calls = 0;
    const { heard } = renewingLines(world, { renew: ({ conversationId }) => (++calls === 1 ? fail() : [world.service.token(conversationId)]) });
    world.pass(100);
    world.service.expireTokens();
    world.service.cut();
    world.service.says('two');
    world.pass(10_000);
    expect([texts(heard), calls]).toEqual([['two'], 2]);
    heard.leave();
  })());

  it.each(failing)('that %s once is called again by the stream, after a wait whose error says so', (_, fail) => inWorld((world) => {
    let calls = 0;
    const { activity$, status$ } = fiveLines(world.service, { renew: ({ conversationId }) => (++calls === 1 ? fail() : [world.service.token(conversationId)]) });
    const errors: unknown[] = [];
    status$.subscribe((status) => status.state === 'waiting' && errors.push(status.error));
    const heard = world.listen(activity$);
    world.pass(100);
    world.service.expireTokens();
    world.service.cut();
    world.service.says('two');
    world.pass(10_000);
    expect([texts(heard), named(errors.slice(1)), calls]).toEqual([['two'], ['DirectLineCallbackError'], 2]);
    heard.leave();
  })());

  it('that gets a token of another conversation shows needsToken, by the stream', inWorld((world) => {
    const other = world.service.conversation();
    const { activity$, status$ } = fiveLines(world.service, {
      renew: () => [{ value: world.service.token(other), conversationId: other, issuedAtMs: 0, expiresAtMs: 1e9 }],
    });
    const story = storyOf(status$, world.now);
    const heard = world.listen(activity$);
    world.pass(100);
    world.service.expireTokens();
    world.service.cut();
    world.pass(10_000);
    expect([story.at(-1), heard.errors, world.service.opCount('reconnect')]).toEqual(['needsToken otherConversation @620', [], 1]);
    heard.leave();
  }));

  it('that learns from a 404 of the service that the conversation is gone ends the stream', inWorld((world) => {
    const service = serviceOf(world.service);
    const { activity$, status$ } = fiveLines(world.service, {
      renew: ({ conversationId = '' }) => reconnectToConversation({ service, secret: SECRET, conversationId }).pipe(map(() => 'no token')),
    });
    const story = storyOf(status$, world.now);
    const heard = world.listen(activity$);
    world.pass(100);
    world.service.expireTokens();
    world.service.trouble('reconnect', { status: 403, code: 'TokenExpired' });
    world.service.forget();
    world.service.cut();
    world.pass(10_000);
    expect([story.at(-2), heard.completed]).toEqual([expect.stringMatching(/^ended gone/), true]);
  }));

  it('that throws is the error of a call, with its cause', inWorld((world) => {
    const conversationId = world.service.conversation();
    const token = world.service.token(conversationId);
    world.service.expireTokens();
    const calls = authorizedCalls({ conversation$: of({ conversationId }), token$: of(token), renew: () => { throw new TypeError('Failed to fetch'); } });
    const post = world.listen(calls((value, id) => postActivity({ service: serviceOf(world.service), token: value, conversationId: id, activity: { type: 'event' } })));
    world.pass(100);
    expect(post.errors).toMatchObject([{ name: 'DirectLineCallbackError', callback: 'renew', cause: { message: 'Failed to fetch' } }]);
  }));

  it('whose tokens are all refused is called once in ten seconds', inWorld((world) => {
    let calls = 0;
    const { heard } = renewingLines(world, {
      renew: ({ conversationId }) => {
        calls += 1;
        const token = world.service.token(conversationId);
        world.service.expireTokens();
        return [token];
      },
    });
    world.pass(100);
    world.service.expireTokens();
    world.service.cut();
    world.pass(60_000);
    expect(calls).toBeGreaterThan(1);
    expect(calls).toBeLessThanOrEqual(7);
    heard.leave();
  }));

  it('that gets a token of another conversation is called once by the token part, and the status says why', inWorld((world) => {
    let calls = 0;
    const { heard, story, status$ } = renewingLines(world, {
      renew: () => {
        const conversationId = world.service.conversation();
        calls += 1;
        return [{ value: world.service.token(conversationId), conversationId, issuedAtMs: 0, expiresAtMs: 1e9 }];
      },
    });
    world.pass(100);
    world.service.expireTokens();
    world.service.cut();
    world.pass(60_000);
    status$.next({ type: 'reconnect' });
    world.pass(60_000);
    expect([calls, story.at(-1)]).toEqual([1, expect.stringMatching(/^needsToken otherConversation/)]);
    heard.leave();
  }));

  it('that returns a token which has expired is called once in ten seconds', inWorld((world) => {
    let calls = 0;
    const expired = (value: string): Token => ({ value, issuedAtMs: -2, expiresAtMs: -1 });
    const conversation$ = of<Conversation>({ conversationId: 'c1', token: expired('first') });
    const tokens = world.listen(conversation$.pipe(keepTokenFresh({
      service: serviceOf(world.service),
      renew: () => {
        if (++calls > 100) throw new Error('spins');
        return [expired(`token ${calls}`)];
      },
    })));
    world.pass(60_000);
    expect(calls).toBeGreaterThan(1);
    expect(calls).toBeLessThanOrEqual(7);
    tokens.leave();
    expect(world.timers()).toBe(0);
  }));
});

describe('keepTokenFresh', () => {
  it('takes another token of the same conversation, even one with a shorter life', inWorld((world) => {
    const tokenOf = (value: string, expiresAtMs: number): Token => ({ value, issuedAtMs: 0, expiresAtMs });
    const conversation$ = new BehaviorSubject<Conversation>({ conversationId: 'c1', token: tokenOf('long', 1e9) });
    const tokens = world.listen(conversation$.pipe(keepTokenFresh({ service: serviceOf(world.service) })));
    conversation$.next({ conversationId: 'c1', token: tokenOf('short', 1e8) });
    expect(tokens.values.map(({ value }) => value)).toEqual(['long', 'short']);
    tokens.leave();
  }));

  it('outlives an error of needed$ and of wake$', inWorld((world) => {
    const broken$ = timer(10).pipe(switchMap(() => anError(new Error('the app has a defect'))));
    const tokens = world.listen(startConversation({ service: serviceOf(world.service), secret: SECRET }).pipe(
      keepTokenFresh({ service: serviceOf(world.service), needed$: broken$, wake$: broken$ }),
    ));
    world.pass(1_400_000);
    expect([tokens.values.length, tokens.errors]).toEqual([2, []]);
    tokens.leave();
  }));
});

describe('a wake$ that replays a value', () => {
  it('does not end the waits of the stream', inWorld((world) => {
    world.service.trouble('start', { status: 503 }, Infinity);
    const heard = world.listen(fiveLines(world.service, { wake$: new BehaviorSubject(true) }).activity$);
    world.pass(60_000);
    expect(world.service.opCount('start')).toBeLessThan(12);
    heard.leave();
  }));

  it('does not make keepTokenFresh spin', inWorld((world) => {
    const tokens = world.listen(startConversation({ service: serviceOf(world.service), secret: SECRET }).pipe(
      keepTokenFresh({ service: serviceOf(world.service), wake$: new BehaviorSubject(true) }),
    ));
    world.pass(1_400_000);
    expect([tokens.values.length, tokens.errors]).toEqual([2, []]);
    tokens.leave();
  }));
});

it('an error of wake$ does not end the stream', inWorld((world) => {
  const wake$ = new Subject<void>();
  const heard = world.listen(fiveLines(world.service, { wake$ }).activity$);
  world.pass(100);
  world.service.cut();
  wake$.error(new Error('the app has a defect'));
  world.service.says('two');
  world.pass(2_000);
  expect([texts(heard), heard.errors]).toEqual([['two'], []]);
  heard.leave();
}));

describe('deliverOnce', () => {
  const setOf = (...ids: string[]): ActivitySet => ({ activities: ids.map((id) => ({ type: 'message', id: `c1|${id}`, text: id })) });

  it('delivers a set that arrives, followed by the completion, while another set is handed on', () => {
    const set$ = new Subject<ActivitySet>();
    const heard: string[] = [];
    set$.pipe(deliverOnce(), tap(({ text }) => {
      if (text !== '1') return;
      set$.next(setOf('3'));
      set$.complete();
    })).subscribe({ next: ({ text = '' }) => heard.push(text), complete: () => heard.push('complete') });
    set$.next(setOf('1', '2'));
    expect(heard).toEqual(['1', '2', '3', 'complete']);
  });

  it('delivers what has arrived before an error that comes while a set is handed on', () => {
    const set$ = new Subject<ActivitySet>();
    const heard: string[] = [];
    set$.pipe(deliverOnce()).subscribe({
      next: ({ text = '' }) => {
        heard.push(text);
        if (text === '1') set$.error(new Error('lost'));
      },
      error: ({ message }: Error) => heard.push(message),
    });
    set$.next(setOf('1', '2'));
    expect(heard).toEqual(['1', '2', 'lost']);
  });

  it.each([['deliverOnce', deliverOnce], ['deliverSetsOnce', deliverSetsOnce]] as const)('errors with what isNew throws and closes the stream, as %s', (_, operator) =>
    inWorld((world) => {
      const isNew = (): boolean => { throw new Error('the app has a defect'); };
      const { set$ } = fiveLines(world.service);
      const heard = world.listen<unknown>(operator === deliverOnce ? set$.pipe(deliverOnce({ isNew })) : set$.pipe(deliverSetsOnce({ isNew })));
      world.pass(100);
      world.service.says('one');
      expect([heard.errors, world.service.openSockets, world.timers()]).toEqual([[new Error('the app has a defect')], 0, 0]);
    })());
});

describe('a status', () => {
  it('goes on after an event that is no object', inWorld((world) => {
    const { activity$, status$ } = fiveLines(world.service);
    const events: { readonly next: (event: never) => void } = status$;
    expect(() => JSON.parse('["woken"]').forEach(events.next.bind(status$))).toThrow(TypeError);
    const heard = world.listen(activity$);
    world.pass(100);
    world.service.says('one');
    expect(texts(heard)).toEqual(['one']);
    heard.leave();
  }));

  it('keeps its stream where tokenCame$ errors, and reconnects', inWorld((world) => {
    const status$ = connectionStatus();
    const open = jest.fn(() => anError(new DirectLineTokenError('expired', 'expired')));
    const heard = world.listen(followStatus(status$, open, { tokenCame$: anError(new Error('the app has a defect')) }));
    world.pass(100);
    status$.next({ type: 'reconnect' });
    expect([heard.errors, open.mock.calls.length]).toEqual([[], 2]);
    heard.leave();
  }));
});

describe('unsubscribing in a handler', () => {
  it.each<ConnectionStatus['state']>(['connecting', 'online', 'waiting'])('of the status %s leaves no socket and no timer', (state) => inWorld((world) => {
    const { activity$, status$ } = fiveLines(world.service);
    const story = storyOf(status$, world.now);
    const left$ = new Subject<void>();
    const subscription = merge(activity$, NEVER).subscribe();
    status$.pipe(filter((status) => status.state === state)).subscribe(() => {
      left$.next();
      subscription.unsubscribe();
    });
    world.pass(100);
    world.service.cut();
    world.pass(5_000);
    expect([story.at(-1)?.split(' ')[0], world.service.openSockets, world.timers()]).toEqual(['idle', 0, 0]);
  })());

  it('of a set leaves no socket and no timer', inWorld((world) => {
    const { set$, status$ } = fiveLines(world.service);
    const subscription = set$.subscribe(() => subscription.unsubscribe());
    world.pass(100);
    world.service.says('one');
    const states: string[] = [];
    status$.subscribe(({ state }) => states.push(state));
    expect([states, world.service.openSockets, world.timers()]).toEqual([['idle'], 0, 0]);
  }));
});

describe('a subscriber that has unsubscribed before RxJS subscribes for it', () => {
  it.each(['set$', 'activity$'] as const)('opens no stream of %s that nobody could close', (name) => inWorld((world) => {
    const lines = fiveLines(world.service);
    const source$: Observable<unknown> = lines[name];
    const heard = world.listen(source$.pipe(withLatestFrom(throwError(() => 'no'))));
    world.pass(5_000);
    expect([heard.errors, world.service.openSockets, world.service.requests]).toEqual([['no'], 0, []]);
  })());
});
