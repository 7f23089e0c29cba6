import { BehaviorSubject, concat, config, defer, map, NEVER, of, Subject, tap, throwError, type Observable } from 'rxjs';
import { marbles, type Context } from 'rxjs-marbles/jest';
import type { TranscriptMessage } from '../../src/activities/messages.js';
import { transcript, type TranscriptOptions } from '../../src/activities/transcript.js';
import type { TranscriptState } from '../../src/activities/transcriptState.js';
import { DirectLineEndedError, DirectLineHttpError, type DirectLineError } from '../../src/errors.js';
import type { Activity } from '../../src/protocol/types.js';
import { chunk, finalOf, informs, says, withdrawal } from './made.js';

const own = (text: string, more: Partial<Activity> = {}): Activity => ({ type: 'message', text, channelData: { clientActivityID: text }, ...more });

const heard: Readonly<Record<string, Activity>> = {
  a: says('a', { id: 'c|1' }),
  b: says('b', { id: 'c|2' }),
  h: own('hi', { id: 'c|3', from: { id: 'ann' } }),
  t: { type: 'typing', from: { id: 'bot' } },
  T: { type: 'typing', from: { id: 'bot 2' } },
  y: { type: 'typing', from: { id: 'ann' } },
  e: { type: 'event', name: 'e', from: { id: 'bot' } },
  0: chunk(1),
  1: chunk(2, 's'),
  2: chunk(3, 'st'),
  i: informs(1, 'i'),
  f: finalOf('str'),
  w: withdrawal,
};

/** `hi… a` is a post on its way and a message; `hi.` is sent, `hi!` failed, `st~` streaming, `[bot]` typing, `-2` dropped. */
const marks: Readonly<Record<TranscriptMessage['status'], string>> = { pending: '…', sent: '.', failed: '!', received: '', streaming: '~' };
const worded = ({ messages, typing, dropped }: TranscriptState): string =>
  [
    ...(dropped > 0 ? [`-${dropped}`] : []),
    ...messages.map(({ text, activity: { livestream }, status }) => `${text || `(${livestream?.status})`}${marks[status]}`),
    ...typing.map(({ id }) => `[${id}]`),
  ].join(' ');

/** The service may have the message. */
const lost = new DirectLineHttpError('no answer', 504, { outcome: 'unknown', code: 'BotError' });

interface Making extends TranscriptOptions {
  readonly status?: string;
  readonly post?: string;
  readonly error?: DirectLineError;
}

const making = (m: Context, activities: string, { status = '-', post = '-', error = lost, ...options }: Making = {}) => {
  const activity$ = m.hot(activities, heard);
  const connectionStatus$ = m.hot(status);
  const posts: Activity[] = [];
  const postActivity = (activity: Activity): Observable<{ id: string }> => {
    posts.push(activity);
    return m.cold(post, { i: { id: 'c|3' } }, error);
  };
  const made = transcript({ activity$, connectionStatus$, postActivity }, options);
  const views: TranscriptState[][] = [];
  // What each subscriber was told, in the order in which they came.
  const watched$ = defer(() => {
    const own: TranscriptState[] = [];
    views.push(own);
    return made.state$.pipe(tap(view => own.push(view)));
  });
  return { ...made, state$: watched$.pipe(map(worded)), views, activity$, posts };
};
/** Does this at a time of the marbles. */
const at = (m: Context, marble: string, act: () => void): void => {
  m.cold(marble).subscribe(act);
};

describe('transcript: messages', () => {
  it('lists messages in the order in which they come, from an empty beginning', marbles(m => {
    const { state$ } = making(m, '              -a-e-b--');
    m.expect(state$, '^------!').toBeObservable('xa---b--', { x: '', a: 'a', b: 'a b' });
  }));

  it('shows a message at once, and its echo in its place, with what came meanwhile behind it', marbles(m => {
    const { state$, send } = making(m, '----a--h-b--', { post: '---------(i|)' });
    at(m, '                            --x', () => send(own('hi')));
    m.expect(state$, '                  ^-----------!')
      .toBeObservable('                x-p-a--h-b--', { x: '', p: 'hi…', a: 'hi… a', h: 'hi. a', b: 'hi. a b' });
  }));

  it('marks a message as sent by the answer to its post, and recognizes a later echo', marbles(m => {
    const { state$, send } = making(m, '------h--', { post: '--(i|)' });
    at(m, '                            --x', () => send(own('hi')));
    m.expect(state$, '                  ^--------!')
      .toBeObservable('                x-p-s-h--', { x: '', p: 'hi…', s: 'hi.', h: 'hi.' });
  }));

  it('recognizes an echo by its id if channelData has no place for a clientActivityID', marbles(m => {
    const { state$, send } = making(m, '------h--', { post: '--(i|)' });
    at(m, '                            --x', () => send({ type: 'message', text: 'hi', channelData: 'mine' }));
    m.expect(state$, '                  ^--------!')
      .toBeObservable('                x-p-s-h--', { x: '', p: 'hi…', s: 'hi.', h: 'hi.' });
  }));

  it('marks a message as failed, and as sent when its echo comes after all', marbles(m => {
    const { state$, send } = making(m, '-a----h--', { post: '--#' });
    at(m, '                            --x', () => send(own('hi')));
    m.expect(state$, '                  ^--------!')
      .toBeObservable('                xap-f-h--', { x: '', a: 'a', p: 'a hi…', f: 'a hi!', h: 'a hi.' });
  }));

  it('keeps a message sent whose echo came before the post failed without a failure of the bot', marbles(m => {
    const { state$, send } = making(m, '                             ---h-----', { post: '---#' });
    at(m, '                                                          --x', () => send(own('hi')));
    m.expect(state$, '                  ^--------!').toBeObservable('x-ph----', { x: '', p: 'hi…', h: 'hi.' });
  }));

  it('shows no message for an activity that is sent and is none', marbles(m => {
    const { state$, send, posts } = making(m, '', { post: '-(i|)' });
    at(m, '             --x', () => send({ type: 'typing' }));
    m.expect(state$, '    ^----!').toBeObservable('x----', { x: '' });
    m.flush();
    expect(posts).toHaveLength(1);
  }));

  it('shows a streamed answer as one message, from its first word to its final, in its first place', marbles(m => {
    const { state$ } = making(m, '                    -i-1-a-2-f--');
    m.expect(state$, ' ^----------!').toBeObservable('xi-1-a-2-f--', { x: '', i: '(i)~', 1: 's~', a: 's~ a', 2: 'st~ a', f: 'str a' });
  }));

  it('removes a streamed answer that the bot withdraws, and shows typing for one without a word', marbles(m => {
    const { state$ } = making(m, '                  -0-1-w-2-');
    m.expect(state$, ' ^--------!').toBeObservable('x0-1-w---', { x: '', 0: '[bot]', 1: 's~', w: '' });
  }));

  it('keeps the newest messages only, and counts those that it dropped', marbles(m => {
    const { state$ } = making(m, '                -a-b-h-', { maxMessages: 2 });
    m.expect(state$, ' ^------!').toBeObservable('xa-b-h-', { x: '', a: 'a', b: 'a b', h: '-1 b hi' });
  }));

  it.each([0, -1, NaN])('throws for maxMessages of %d', maxMessages => {
    expect(() => transcript({ activity$: NEVER, connectionStatus$: NEVER, postActivity: () => NEVER }, { maxMessages })).toThrow('maxMessages');
  });
});

describe('transcript: failed messages', () => {
  it('gives a failed message its error, and retry() sends it again in its place, as another post', marbles(m => {
    const posts: Activity[] = [];
    const answers = [m.cold('--#', undefined, new DirectLineHttpError('no', 400, { outcome: 'rejected' })), m.cold('--(i|)', { i: { id: 'c|9' } })];
    const postActivity = (activity: Activity) => {
      posts.push(activity);
      return answers[posts.length - 1] ?? NEVER;
    };
    const { state$, send } = transcript({ activity$: m.hot('--a-------', heard), connectionStatus$: NEVER, postActivity });
    const rows: (TranscriptMessage | undefined)[] = [];
    const watched$ = state$.pipe(tap(view => rows.push(view.messages[0])), map(worded));
    const failed = (): TranscriptMessage | undefined => rows.find(row => row?.status === 'failed');
    at(m, '                                                -x', () => send('hi'));
    at(m, '                                                ------x', () => {
      const row = failed();
      if (row?.status === 'failed') row.retry().subscribe();
    });
    m.expect(watched$, '         ^---------!')
      .toBeObservable('                                    xpaf--q-s-', { x: '', p: 'hi…', a: 'hi… a', f: 'hi! a', q: 'hi… a', s: 'hi. a' });
    m.flush();
    expect(failed()).toMatchObject({ error: { name: 'DirectLineHttpError', outcome: 'rejected' } });
    expect(new Set(rows.slice(1).map(row => row?.key)).size).toBe(1);
    expect(posts[0]).not.toEqual(posts[1]);
  }));

  it('sends once however often retry() of a failed message is called', () => {
    const posts: Activity[] = [];
    const { send, getSnapshot } = transcript({ activity$: NEVER, connectionStatus$: NEVER, postActivity: activity => (posts.push(activity), throwError(() => lost)) });
    send('hi');
    const [message] = getSnapshot().messages;
    if (message?.status !== 'failed') throw new Error('it has not failed');
    expect([message.retry(), message.retry()].map(each => each === message.retry())).toEqual([true, true]);
    expect(posts).toHaveLength(2);
  });

  it('does not send again by retry() what an echo has proved to be sent', () => {
    const posts: Activity[] = [];
    const activity$ = new Subject<Activity>();
    const { send, getSnapshot, subscribe } = transcript({ activity$, connectionStatus$: NEVER, postActivity: activity => (posts.push(activity), throwError(() => lost)) });
    subscribe(() => undefined);
    send(own('hi'));
    const [message] = getSnapshot().messages;
    activity$.next(own('hi', { id: 'c|3' }));
    const ids: unknown[] = [];
    if (message?.status === 'failed') message.retry().subscribe(id => ids.push(id));
    expect([ids, posts.length]).toEqual([[{ id: 'c|3' }], 1]);
  });

  it('shows a failed message if postActivity throws', () => {
    const { send, getSnapshot } = transcript({ activity$: NEVER, connectionStatus$: NEVER, postActivity: () => { throw lost; } });
    send('hi');
    expect(getSnapshot().messages).toEqual([expect.objectContaining({ status: 'failed', error: lost })]);
  });

  it.each(['BotRejectedActivity', 'BotError'])('marks a message as failed with the error %s, whether its echo comes before, after or not at all', code => {
    const botFailed = new DirectLineHttpError('no', 502, { outcome: 'unknown', code });
    for (const order of [['echo', 'error'], ['error', 'echo'], ['error']]) {
      const activity$ = new Subject<Activity>();
      const post$ = new Subject<{ id: string }>();
      const { send, getSnapshot, subscribe } = transcript({ activity$, connectionStatus$: NEVER, postActivity: () => post$ });
      subscribe(() => undefined);
      const errors: unknown[] = [];
      send(own('hi')).subscribe({ error: (error: unknown) => errors.push(error) });
      for (const step of order) step === 'echo' ? activity$.next(own('hi', { id: 'c|3' })) : post$.error(botFailed);
      expect([errors, getSnapshot().messages]).toEqual([[botFailed], [expect.objectContaining({ status: 'failed', error: botFailed })]]);
      expect(getSnapshot().messages[0]?.activity.id).toBe(order.includes('echo') ? 'c|3' : undefined);
    }
  });
});

describe('transcript: send', () => {
  const client = () => {
    const posts: Activity[] = [];
    const activity$ = new Subject<Activity>();
    const post$ = new Subject<{ id: string }>();
    const chat = transcript({ activity$, connectionStatus$: NEVER, postActivity: activity => (posts.push(activity), post$) });
    return { ...chat, posts, activity$, post$ };
  };

  it('posts once a call, without a subscriber, and replays the id to each subscriber', () => {
    const { send, posts, post$ } = client();
    const sent$ = send('hi');
    const ids: string[] = [];
    sent$.subscribe(({ id }) => ids.push(id));
    post$.next({ id: 'c|3' });
    sent$.subscribe(({ id }) => ids.push(id));
    expect([posts.length, ids]).toEqual([1, ['c|3', 'c|3']]);
  });

  it('does not abort the post when its subscriber unsubscribes', () => {
    const { send, post$, getSnapshot } = client();
    send('hi').subscribe().unsubscribe();
    post$.next({ id: 'c|3' });
    expect(getSnapshot().messages).toEqual([expect.objectContaining({ status: 'sent', activity: expect.objectContaining({ id: 'c|3' }) })]);
  });

  it('replays the error to each subscriber, and reports none as unhandled without one', async () => {
    const unhandled = jest.fn();
    config.onUnhandledError = unhandled;
    const { send, post$ } = client();
    const sent$ = send('hi');
    post$.error(lost);
    const errors: unknown[] = [];
    sent$.subscribe({ error: (error: unknown) => errors.push(error) });
    send({ type: 'typing' });
    await new Promise(done => setTimeout(done));
    config.onUnhandledError = null;
    expect([errors, unhandled.mock.calls]).toEqual([[lost], []]);
  });

  it('emits the id of the echo if the post then fails without a failure of the bot', () => {
    const { send, post$, activity$, subscribe, getSnapshot } = client();
    subscribe(() => undefined);
    const ids: string[] = [];
    send(own('hi')).subscribe(({ id }) => ids.push(id));
    activity$.next(own('hi', { id: 'c|3' }));
    post$.error(new DirectLineEndedError({ outcome: 'unknown' }));
    expect([ids, getSnapshot().messages.map(({ status }) => status)]).toEqual([['c|3'], ['sent']]);
  });

  it.each([['echo', 'answer'], ['answer', 'echo']])('shows an echo without clientActivityID as the same message: first the %s, then the %s', (...order) => {
    const { send, post$, activity$, subscribe, getSnapshot } = client();
    subscribe(() => undefined);
    send('hello');
    activity$.next(says('a', { id: 'c|4' }));
    for (const step of order) step === 'echo' ? activity$.next(says('hello', { id: 'c|3', from: { id: 'ann' } })) : post$.next({ id: 'c|3' });
    expect(getSnapshot().messages.map(({ key, status, isOwn, activity: { id, from } }) => [key, status, isOwn, id, from?.id])).toEqual([
      ['1', 'sent', true, 'c|3', 'ann'], ['2', 'received', false, 'c|4', 'bot'],
    ]);
  });

  it('shows a message once, as own, whose echo without clientActivityID came after it was dropped', () => {
    const activity$ = new Subject<Activity>();
    const post$ = new Subject<{ id: string }>();
    const { send, subscribe, getSnapshot } = transcript({ activity$, connectionStatus$: NEVER, postActivity: () => post$ }, { maxMessages: 1 });
    subscribe(() => undefined);
    send('hello');
    activity$.next(says('hello', { id: 'c|3', from: { id: 'ann' } }));
    post$.next({ id: 'c|3' });
    expect([getSnapshot().messages.map(({ status, isOwn }) => [status, isOwn]), getSnapshot().dropped]).toEqual([[['sent', true]], 1]);
  });

  it('shows an activity that reuses the id of an echoed message as a message of its own', () => {
    const { send, post$, activity$, subscribe, getSnapshot } = client();
    subscribe(() => undefined);
    send(own('hi'));
    activity$.next(own('hi', { id: 'c|3', from: { id: 'ann' } }));
    post$.next({ id: 'c|3' });
    activity$.next(own('said the bot', { id: 'c|3', from: { id: 'bot' }, channelData: { clientActivityID: 'hi' } }));
    expect(getSnapshot().messages.map(({ text, isOwn }) => [text, isOwn])).toEqual([['hi', true], ['said the bot', false]]);
  });
});

describe('transcript: isOwn', () => {
  const all = (state: TranscriptState): unknown[] => state.messages.map(({ isOwn, text, activity: { from } }) => [isOwn, text, from?.id]);
  const before: Activity = says('before', { id: 'c|1', from: { id: 'ann' } });
  const make = (conversation$?: Observable<{ readonly userId?: string }>) => {
    const activity$ = new Subject<Activity>();
    const chat = transcript({ activity$, connectionStatus$: NEVER, postActivity: () => NEVER, ...(conversation$ && { conversation$ }) });
    return { ...chat, activity$ };
  };

  it('is true for messages from the user of conversation$, and pending ones are from this user', () => {
    const conversation$ = new BehaviorSubject<{ readonly userId?: string }>({ userId: 'ann' });
    const { activity$, subscribe, send, getSnapshot } = make(conversation$);
    expect(conversation$.observed).toBe(false);
    const unsubscribe = subscribe(() => undefined);
    activity$.next(before);
    activity$.next(says('a'));
    send('now');
    expect(all(getSnapshot())).toEqual([[true, 'before', 'ann'], [false, 'a', 'bot'], [true, 'now', 'ann']]);
    unsubscribe();
    expect(conversation$.observed).toBe(false);
  });

  it('is corrected for older messages when conversation$ tells the user later, who is no longer shown as typing', () => {
    const conversation$ = new BehaviorSubject<{ readonly userId?: string }>({});
    const { activity$, subscribe, send, getSnapshot } = make(conversation$);
    subscribe(() => undefined);
    [before, says('a'), { type: 'typing', from: { id: 'ann' } }].forEach(activity => activity$.next(activity));
    send('now');
    expect([all(getSnapshot()), getSnapshot().typing]).toEqual([[[false, 'before', 'ann'], [false, 'a', 'bot'], [true, 'now', undefined]], [{ id: 'ann' }]]);
    conversation$.next({ userId: 'ann' });
    expect([all(getSnapshot()), getSnapshot().typing]).toEqual([[[true, 'before', 'ann'], [false, 'a', 'bot'], [true, 'now', 'ann']], []]);
  });

  it('is learned from the first echo if the client has no conversation$', () => {
    const { activity$, subscribe, send, getSnapshot } = make();
    subscribe(() => undefined);
    activity$.next(before);
    send(own('hi'));
    activity$.next(own('hi', { id: 'c|2', from: { id: 'ann' } }));
    activity$.next(says('in another tab', { id: 'c|3', from: { id: 'ann' } }));
    send('now');
    expect(all(getSnapshot())).toEqual([[true, 'before', 'ann'], [true, 'hi', 'ann'], [true, 'in another tab', 'ann'], [true, 'now', 'ann']]);
  });

  it('survives an error of conversation$, which it subscribes to again when the status changes', () => {
    const runs = [throwError(() => lost), of({ userId: 'ann' })];
    const status$ = new BehaviorSubject('failed');
    const { subscribe, send, getSnapshot } = transcript({
      activity$: NEVER, connectionStatus$: status$, postActivity: () => NEVER, conversation$: defer(() => runs.shift() ?? NEVER),
    });
    subscribe(() => undefined);
    send('hi');
    expect(all(getSnapshot())).toEqual([[true, 'hi', undefined]]);
    status$.next('connecting');
    expect(all(getSnapshot())).toEqual([[true, 'hi', 'ann']]);
  });
});

describe('transcript: as a store', () => {
  it('returns the same snapshot as long as nothing changes, and calls the listener after each change', () => {
    const activity$ = new Subject<Activity>();
    const { subscribe, getSnapshot } = transcript({ activity$, connectionStatus$: NEVER, postActivity: () => NEVER });
    const snapshots = [getSnapshot()];
    expect(getSnapshot()).toBe(snapshots[0]);
    const unsubscribe = subscribe(() => snapshots.push(getSnapshot()));
    activity$.next(says('a'));
    activity$.next({ type: 'event', from: { id: 'bot' } });
    const [first, second] = snapshots;
    expect([snapshots.length, getSnapshot() === second, first?.messages.length, second?.messages.length, first?.typing === second?.typing]).toEqual([2, true, 0, 1, true]);
    unsubscribe();
    expect([activity$.observed, getSnapshot() === second]).toEqual([false, true]);
  });

  it('shares one subscription to activity$ between listeners and subscribers of state$', () => {
    // Mutable: how often it was subscribed to.
    let subscriptions = 0;
    const activity$ = new Subject<Activity>();
    const { state$, subscribe } = transcript({ activity$: defer(() => ((subscriptions += 1), activity$)), connectionStatus$: NEVER, postActivity: () => NEVER });
    const unsubscribe = subscribe(() => undefined);
    const subscription = state$.subscribe();
    unsubscribe();
    expect([subscriptions, activity$.observed]).toEqual([1, true]);
    subscription.unsubscribe();
    expect(activity$.observed).toBe(false);
  });
});

describe('transcript: typing', () => {
  it('shows each account as typing for 5 s after its last indicator', marbles(m => {
    const { state$ } = making(m, '              -t 999ms T 999ms t');
    m.expect(state$, ' ^ 9s !').toBeObservable('xt 999ms T 999ms u 3999ms v 999ms z', {
      x: '', t: '[bot]', T: '[bot] [bot 2]', u: '[bot 2] [bot]', v: '[bot]', z: '',
    });
  }));

  it('ends typing with a message of the same account, not with that of another', marbles(m => {
    const { state$ } = making(m, '                -t-T-a-');
    m.expect(state$, ' ^------!').toBeObservable('xt-T-a-', { x: '', t: '[bot]', T: '[bot] [bot 2]', a: 'a [bot 2]' });
  }));

  it('ends typing with the first word of a streamed answer', marbles(m => {
    const { state$ } = making(m, '              -t-1-');
    m.expect(state$, ' ^----!').toBeObservable('xt-1-', { x: '', t: '[bot]', 1: 's~' });
  }));

  it('does not show the user as typing', marbles(m => {
    const { state$, send } = making(m, '                           --h-y-t-', { post: '-' });
    at(m, '                                                        -x', () => send(own('hi')));
    m.expect(state$, '                 ^-------!').toBeObservable('xph---t-', { x: '', p: 'hi…', h: 'hi.', t: 'hi. [bot]' });
  }));

  it('ends typing for a later subscriber if its time ran out meanwhile', marbles(m => {
    const { state$ } = making(m, '               -t------');
    m.expect(state$, '    ^--!').toBeObservable('xt--', { x: '', t: '[bot]' });
    m.expect(state$, '6s ^--!').toBeObservable('  6s (tz)', { t: '[bot]', z: '' });
  }));
});

describe('transcript: subscribers', () => {
  it('gives the same messages to a subscriber, to one a second later, and to one after both have left', marbles(m => {
    const { state$, send, activity$, views } = making(m, '-a 999ms b 999ms h', { post: '-(i|)' });
    const words = { x: '', a: 'a', p: 'a hi…', s: 'a hi.', b: 'a hi. b' };
    at(m, '                                              500ms x', () => send(own('hi')));
    m.expect(state$, '  ^ 2999ms !').toBeObservable('    xa 498ms ps 499ms b 999ms b', words);
    m.expect(state$, '1s  ^ 1999ms !').toBeObservable('   1s s b 999ms b', words);
    m.expect(state$, '4s  ^-!').toBeObservable('          4s b', words);
    m.expect(activity$).toHaveSubscriptions(['^ 2999ms !', '4s ^-!']);
    m.flush();
    const [a, b, c] = views.map(each => each.at(-1));
    expect(a?.messages).toHaveLength(3);
    expect([b, c]).toEqual([a, a]);
  }));

  it('subscribes to activity$ only while it has subscribers, once for all of them', marbles(m => {
    const { state$, activity$ } = making(m, '                      -a--b--');
    m.expect(state$, '                    ^---!').toBeObservable(' xa---', { x: '', a: 'a' });
    m.expect(state$, '                    --^--!').toBeObservable('--a-b', { a: 'a', b: 'a b' });
    m.expect(activity$).toHaveSubscriptions('                      ^----!');
  }));

  it('shows what was sent without a subscriber, and continues streamed answers', marbles(m => {
    const { state$, send } = making(m, '                              -1----2-f1-', { post: '-(i|)' });
    at(m, '                                                           ---x', () => send(own('hi')));
    m.expect(state$, '                 ^-!').toBeObservable('         xs-', { x: '', s: 's~' });
    m.expect(state$, '                 -----^-----!').toBeObservable('-----p2-f--', { p: 's~ hi.', 2: 'st~ hi.', f: 'str hi.' });
  }));

  it('emits no older state after a newer one if a subscriber sends a message', marbles(m => {
    const { state$, send } = making(m, '                       -a-', { post: '-' });
    const posting$ = state$.pipe(tap(view => view === 'a' && send(own('hi'))));
    m.expect(posting$, '                ^--!').toBeObservable('x(pa)', { x: '', a: 'a', p: 'a hi…' });
    m.expect(state$, '                  ^--!').toBeObservable('xp-', { x: '', p: 'a hi…' });
  }));

  it('does not emit if nothing changes', () => {
    const activity$ = new Subject<Activity>();
    const views: TranscriptState[] = [];
    transcript({ activity$, connectionStatus$: NEVER, postActivity: () => NEVER }).state$.subscribe(view => views.push(view));
    [heard['a'], heard['e'], { type: '' }].forEach(activity => activity && activity$.next(activity));
    expect(views).toHaveLength(2);
  });
});

describe('transcript: end', () => {
  it('completes when the client ends, and gives later subscribers the last state', marbles(m => {
    const { state$, activity$ } = making(m, '                 -a-b---', { status: '-----|' });
    m.expect(state$).toBeObservable('                         xa-b-|', { x: '', a: 'a', b: 'a b' });
    m.expect(state$, '             -------^').toBeObservable('-------(b|)', { b: 'a b' });
    m.expect(activity$).toHaveSubscriptions('                 ^----!');
  }));

  it('completes for a subscriber that comes after the end', marbles(m => {
    const { state$ } = making(m, '                   -a-b---', { status: '-----|' });
    m.expect(state$, '    ^-!').toBeObservable('     xa-', { x: '', a: 'a' });
    m.expect(state$, '    -------^').toBeObservable('-------(a|)', { a: 'a' });
  }));

  it('shows a message that is sent after the end as failed, to listeners and later subscribers', () => {
    const ended = new DirectLineEndedError({ outcome: 'rejected' });
    const { state$, subscribe, send, getSnapshot } = transcript({ activity$: NEVER, connectionStatus$: of('ended'), postActivity: () => throwError(() => ended) });
    const listener = jest.fn();
    state$.subscribe();
    subscribe(listener);
    send('too late');
    const states: TranscriptState[] = [];
    state$.subscribe(state => states.push(state));
    expect(getSnapshot().messages).toEqual([expect.objectContaining({ status: 'failed', text: 'too late', error: ended })]);
    expect([states, listener.mock.calls.length]).toEqual([[getSnapshot()], 2]);
  });

  it('ends typing with the client', marbles(m => {
    const { state$ } = making(m, '-t', { status: '---|' });
    m.expect(state$).toBeObservable('xt-(x|)', { x: '', t: '[bot]' });
  }));

  it('survives an error of activity$, and subscribes again when the status changes, not before', marbles(m => {
    const runs = [m.cold('                                         -a-#', heard), m.cold('-b-#', heard)];
    const { state$ } = transcript({
      activity$: defer(() => runs.shift() ?? NEVER),
      connectionStatus$: concat(of('failed'), m.cold('             100ms i')),
      postActivity: () => NEVER,
    });
    m.expect(state$.pipe(map(worded)), '^ 150ms !').toBeObservable('xa 102ms b', { x: '', a: 'a', b: 'a b' });
  }));

  it('leaves no timer and no subscription behind', marbles(m => {
    const status = m.cold('                                        -');
    const activity$ = m.cold('                                     -t', heard);
    const { state$ } = transcript({ activity$, connectionStatus$: status, postActivity: () => NEVER });
    m.expect(state$.pipe(map(worded)), '    ^--!').toBeObservable('xt', { x: '', t: '[bot]' });
    m.expect(status).toHaveSubscriptions('                         ^--!');
    m.expect(activity$).toHaveSubscriptions('                      ^--!');
  }));
});
