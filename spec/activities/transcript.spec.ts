import { catchError, concat, defer, EMPTY, map, NEVER, of, Subject, tap, type Observable } from 'rxjs';
import { marbles, type Context } from 'rxjs-marbles/jest';
import { transcript, type TranscriptOptions, type TranscriptView } from '../../src/activities/transcript.js';
import type { Row } from '../../src/activities/rows.js';
import { DirectLineHttpError } from '../../src/errors.js';
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
const marks: Readonly<Record<Row['state'], string>> = { pending: '…', sent: '.', failed: '!', received: '', streaming: '~' };
const worded = ({ rows, typing, dropped }: TranscriptView): string =>
  [
    ...(dropped > 0 ? [`-${dropped}`] : []),
    ...rows.map(({ activity: { text, livestream }, state }) => `${text || `(${livestream?.status})`}${marks[state]}`),
    ...typing.map(({ id }) => `[${id}]`),
  ].join(' ');

interface Making extends TranscriptOptions {
  readonly status?: string;
  readonly post?: string;
}

const making = (m: Context, activities: string, { status = '-', post = '-', ...options }: Making = {}) => {
  const activity$ = m.hot(activities, heard);
  const connectionStatus$ = m.hot(status);
  const posts: Activity[] = [];
  const postActivity = (activity: Activity): Observable<{ id: string }> => {
    posts.push(activity);
    return m.cold(post, { i: { id: 'c|3' } }, new DirectLineHttpError('no', 400, { outcome: 'rejected' }));
  };
  const made = transcript({ activity$, connectionStatus$, postActivity }, options);
  const views: TranscriptView[][] = [];
  // What each subscriber was told, in the order in which they came.
  const watched$ = defer(() => {
    const own: TranscriptView[] = [];
    views.push(own);
    return made.view$.pipe(tap(view => own.push(view)));
  });
  return { ...made, view$: watched$.pipe(map(worded)), views, activity$, posts };
};
const quietly = catchError(() => EMPTY);
/** Does this at a time of the marbles. */
const at = (m: Context, marble: string, act: () => void): void => {
  m.cold(marble).subscribe(act);
};

describe('the rows of a transcript', () => {
  it('are messages in the order in which they come, from an empty beginning', marbles(m => {
    const { view$ } = making(m, '               -a-e-b--');
    m.expect(view$, '^------!').toBeObservable('xa---b--', { x: '', a: 'a', b: 'a b' });
  }));

  it('show a post at once, and its echo in its place, with what came meanwhile behind it', marbles(m => {
    const { view$, post } = making(m, '----a--h-b--', { post: '---------(i|)' });
    at(m, '                            --x', () => post(own('hi')).subscribe());
    m.expect(view$, '                   ^-----------!')
      .toBeObservable('                x-p-a--h-b--', { x: '', p: 'hi…', a: 'hi… a', h: 'hi. a', b: 'hi. a b' });
  }));

  it('know a post as sent by its answer, where that comes before the echo, and then by its id', marbles(m => {
    const { view$, post } = making(m, '------h--', { post: '--(i|)' });
    at(m, '                            --x', () => post(own('hi')).subscribe());
    m.expect(view$, '                   ^--------!')
      .toBeObservable('                x-p-s-h--', { x: '', p: 'hi…', s: 'hi.', h: 'hi.' });
  }));

  it('know a post by its id, where channelData has no place for another', marbles(m => {
    const { view$, post } = making(m, '------h--', { post: '--(i|)' });
    at(m, '                            --x', () => post({ type: 'message', text: 'hi', channelData: 'mine' }).subscribe());
    m.expect(view$, '                   ^--------!')
      .toBeObservable('                x-p-s-h--', { x: '', p: 'hi…', s: 'hi.', h: 'hi.' });
  }));

  it('show that a post has failed, until it comes back all the same', marbles(m => {
    const { view$, post } = making(m, '-a----h--', { post: '--#' });
    at(m, '                            --x', () => post(own('hi')).pipe(quietly).subscribe());
    m.expect(view$, '                   ^--------!')
      .toBeObservable('                xap-f-h--', { x: '', a: 'a', p: 'a hi…', f: 'a hi!', h: 'a hi.' });
  }));

  it('leave a post sent whose echo has come, whatever became of the request', marbles(m => {
    const { view$, post } = making(m, '                              ---h-----', { post: '---#' });
    at(m, '                                                          --x', () => post(own('hi')).pipe(quietly).subscribe());
    m.expect(view$, '                   ^--------!').toBeObservable('x-ph----', { x: '', p: 'hi…', h: 'hi.' });
  }));

  it('have no row for what is posted and is no message', marbles(m => {
    const { view$, post, posts } = making(m, '', { post: '-(i|)' });
    at(m, '             --x', () => post({ type: 'typing' }).subscribe());
    m.expect(view$, '     ^----!').toBeObservable('x----', { x: '' });
    m.flush();
    expect(posts).toHaveLength(1);
  }));

  it('have one for a streamed answer, from its first word to its final, in its first place', marbles(m => {
    const { view$ } = making(m, '                     -i-1-a-2-f--');
    m.expect(view$, '  ^----------!').toBeObservable('xi-1-a-2-f--', { x: '', i: '(i)~', 1: 's~', a: 's~ a', 2: 'st~ a', f: 'str a' });
  }));

  it('have none any more for an answer that was withdrawn, and a typing one for an answer without a word', marbles(m => {
    const { view$ } = making(m, '                   -0-1-w-2-');
    m.expect(view$, '  ^--------!').toBeObservable('x0-1-w---', { x: '', 0: '[bot]', 1: 's~', w: '' });
  }));

  it('are at most so many, the newest, and how many were dropped is said', marbles(m => {
    const { view$ } = making(m, '                 -a-b-h-', { maxRows: 2 });
    m.expect(view$, '  ^------!').toBeObservable('xa-b-h-', { x: '', a: 'a', b: 'a b', h: '-1 b hi' });
  }));

  it.each([0, -1, NaN])('cannot be at most %d', maxRows => {
    expect(() => transcript({ activity$: NEVER, connectionStatus$: NEVER, postActivity: () => NEVER }, { maxRows })).toThrow('maxRows');
  });
});

describe('a failed row', () => {
  it('has the error with its outcome, and can be posted again in its place, as a post of its own', marbles(m => {
    const posts: Activity[] = [];
    const answers = [m.cold('--#', undefined, new DirectLineHttpError('no', 400, { outcome: 'rejected' })), m.cold('--(i|)', { i: { id: 'c|9' } })];
    const postActivity = (activity: Activity) => {
      posts.push(activity);
      return answers[posts.length - 1] ?? NEVER;
    };
    const { view$, post } = transcript({ activity$: m.hot('--a-------', heard), connectionStatus$: NEVER, postActivity });
    const rows: (Row | undefined)[] = [];
    const watched$ = view$.pipe(tap(view => rows.push(view.rows[0])), map(worded));
    const failed = (): Row | undefined => rows.find(row => row?.state === 'failed');
    at(m, '                                                -x', () => post('hi').pipe(quietly).subscribe());
    at(m, '                                                ------x', () => {
      const row = failed();
      if (row?.state === 'failed') row.retry$.subscribe();
    });
    m.expect(watched$, '         ^---------!')
      .toBeObservable('                                    xpaf--q-s-', { x: '', p: 'hi…', a: 'hi… a', f: 'hi! a', q: 'hi… a', s: 'hi. a' });
    m.flush();
    expect(failed()).toMatchObject({ error: { name: 'DirectLineHttpError', outcome: 'rejected' } });
    expect(new Set(rows.slice(1).map(row => row?.key)).size).toBe(1);
    expect(posts[0]).not.toEqual(posts[1]);
  }));

  it('is what becomes of a post that is left, since nobody knows what became of it', marbles(m => {
    const rows: (Row | undefined)[] = [];
    const { view$, post } = transcript({ activity$: NEVER, connectionStatus$: NEVER, postActivity: () => NEVER });
    m.expect(post('hi'), '       -^-!').toBeObservable('                                              ----');
    m.expect(view$.pipe(tap(view => rows.push(view.rows[0])), map(worded)), '^----!').toBeObservable('xp-f-', { x: '', p: 'hi…', f: 'hi!' });
    m.flush();
    expect(rows.at(-1)).toMatchObject({ error: { name: 'DirectLineNetworkError', outcome: 'unknown' } });
  }));
});

describe('typing', () => {
  it('lasts 5 s from when it was last said, and each for itself', marbles(m => {
    const { view$ } = making(m, '               -t 999ms T 999ms t');
    m.expect(view$, '  ^ 9s !').toBeObservable('xt 999ms T 999ms u 3999ms v 999ms z', {
      x: '', t: '[bot]', T: '[bot] [bot 2]', u: '[bot 2] [bot]', v: '[bot]', z: '',
    });
  }));

  it('ends with a message of the same account, and not with another’s', marbles(m => {
    const { view$ } = making(m, '                 -t-T-a-');
    m.expect(view$, '  ^------!').toBeObservable('xt-T-a-', { x: '', t: '[bot]', T: '[bot] [bot 2]', a: 'a [bot 2]' });
  }));

  it('ends with the first word of a streamed answer', marbles(m => {
    const { view$ } = making(m, '               -t-1-');
    m.expect(view$, '  ^----!').toBeObservable('xt-1-', { x: '', t: '[bot]', 1: 's~' });
  }));

  it('is not one’s own', marbles(m => {
    const { view$, post } = making(m, '                            --h-y-t-', { post: '-' });
    at(m, '                                                        -x', () => post(own('hi')).subscribe());
    m.expect(view$, '                  ^-------!').toBeObservable('xph---t-', { x: '', p: 'hi…', h: 'hi.', t: 'hi. [bot]' });
  }));

  it('that lasted while nobody looked is over for who comes back', marbles(m => {
    const { view$ } = making(m, '                -t------');
    m.expect(view$, '     ^--!').toBeObservable('xt--', { x: '', t: '[bot]' });
    m.expect(view$, '6s ^--!').toBeObservable('  6s (tz)', { t: '[bot]', z: '' });
  }));
});

describe('whoever looks at a transcript', () => {
  it('sees the same rows: A, B a second later, and C when all had left', marbles(m => {
    const { view$, post, activity$, views } = making(m, '-a 999ms b 999ms h', { post: '-(i|)' });
    const words = { x: '', a: 'a', p: 'a hi…', s: 'a hi.', b: 'a hi. b' };
    at(m, '                                              500ms x', () => post(own('hi')).subscribe());
    m.expect(view$, '   ^ 2999ms !').toBeObservable('    xa 498ms ps 499ms b 999ms b', words);
    m.expect(view$, '1s  ^ 1999ms !').toBeObservable('   1s s b 999ms b', words);
    m.expect(view$, '4s  ^-!').toBeObservable('          4s b', words);
    m.expect(activity$).toHaveSubscriptions(['^ 2999ms !', '4s ^-!']);
    m.flush();
    const [a, b, c] = views.map(each => each.at(-1));
    expect(a?.rows).toHaveLength(3);
    expect([b, c]).toEqual([a, a]);
  }));

  it('listens only while there is somebody, once for all', marbles(m => {
    const { view$, activity$ } = making(m, '                       -a--b--');
    m.expect(view$, '                     ^---!').toBeObservable(' xa---', { x: '', a: 'a' });
    m.expect(view$, '                     --^--!').toBeObservable('--a-b', { a: 'a', b: 'a b' });
    m.expect(activity$).toHaveSubscriptions('                      ^----!');
  }));

  it('finds what was posted while nobody looked, and streams go on where they were', marbles(m => {
    const { view$, post } = making(m, '                               -1----2-f1-', { post: '-(i|)' });
    at(m, '                                                           ---x', () => post(own('hi')).subscribe());
    m.expect(view$, '                  ^-!').toBeObservable('         xs-', { x: '', s: 's~' });
    m.expect(view$, '                  -----^-----!').toBeObservable('-----p2-f--', { p: 's~ hi.', 2: 'st~ hi.', f: 'str hi.' });
  }));

  it('is told no older view after a newer one, when one posts as it is told', marbles(m => {
    const { view$, post } = making(m, '                        -a-', { post: '-' });
    const posting$ = view$.pipe(tap(view => view === 'a' && post(own('hi')).subscribe()));
    m.expect(posting$, '                ^--!').toBeObservable('x(pa)', { x: '', a: 'a', p: 'a hi…' });
    m.expect(view$, '                   ^--!').toBeObservable('xp-', { x: '', p: 'a hi…' });
  }));

  it('is not told of what changes nothing, and finds each part to be the object that it was', () => {
    const activity$ = new Subject<Activity>();
    const views: TranscriptView[] = [];
    transcript({ activity$, connectionStatus$: NEVER, postActivity: () => NEVER }).view$.subscribe(view => views.push(view));
    [heard['a'], heard['e'], { type: '' }].forEach(activity => activity && activity$.next(activity));
    expect(views).toHaveLength(2);
  });
});

describe('the end of a transcript', () => {
  it('is that of its client: it completes, and who comes later gets the last view', marbles(m => {
    const { view$, activity$ } = making(m, '                  -a-b---', { status: '-----|' });
    m.expect(view$).toBeObservable('                          xa-b-|', { x: '', a: 'a', b: 'a b' });
    m.expect(view$, '              -------^').toBeObservable('-------(b|)', { b: 'a b' });
    m.expect(activity$).toHaveSubscriptions('                 ^----!');
  }));

  it('comes to who was not there then', marbles(m => {
    const { view$ } = making(m, '                    -a-b---', { status: '-----|' });
    m.expect(view$, '     ^-!').toBeObservable('     xa-', { x: '', a: 'a' });
    m.expect(view$, '     -------^').toBeObservable('-------(a|)', { a: 'a' });
  }));

  it('is not an error of activity$: it listens again when the status changes, and not before', marbles(m => {
    const runs = [m.cold('                                         -a-#', heard), m.cold('-b-#', heard)];
    const { view$ } = transcript({
      activity$: defer(() => runs.shift() ?? NEVER),
      connectionStatus$: concat(of('failed'), m.cold('             100ms i')),
      postActivity: () => NEVER,
    });
    m.expect(view$.pipe(map(worded)), '^ 150ms !').toBeObservable('xa 102ms b', { x: '', a: 'a', b: 'a b' });
  }));

  it('leaves no timer and no subscription behind', marbles(m => {
    const status = m.cold('                                        -');
    const activity$ = m.cold('                                     -t', heard);
    const { view$ } = transcript({ activity$, connectionStatus$: status, postActivity: () => NEVER });
    m.expect(view$.pipe(map(worded)), '     ^--!').toBeObservable('xt', { x: '', t: '[bot]' });
    m.expect(status).toHaveSubscriptions('                         ^--!');
    m.expect(activity$).toHaveSubscriptions('                      ^--!');
  }));
});
