import { catchError, map, NEVER, of, throwError, type Observable } from 'rxjs';
import { marbles, type Context } from 'rxjs-marbles/jest';
import { ask, type AskOptions } from '../../src/activities/ask.js';
import type { MessageActivity } from '../../src/activities/guards.js';
import { DirectLineHttpError, isDirectLineError } from '../../src/errors.js';
import type { Activity } from '../../src/protocol/types.js';
import { chunk, finalOf, says } from './made.js';

const question: Activity = { type: 'message', text: '?', channelData: { clientActivityID: 'q' } };
const reply = { replyToId: 'c|1' };

const heard: Readonly<Record<string, Activity>> = {
  e: { ...question, id: 'c|1', from: { id: 'ann' } },
  a: says('a', reply),
  b: says('b', reply),
  n: says('n'),
  o: says('o', { replyToId: 'c|0' }),
  u: says('u', { from: { id: 'ann' } }),
  t: { type: 'typing', from: { id: 'bot' }, ...reply },
  s: chunk(1, 's', reply),
  f: finalOf('f', reply),
  v: { type: 'event', name: 'v', from: { id: 'bot' }, ...reply },
  w: { ...chunk(2, undefined, reply, 'final') },
};

/** Asks a client of these activities and of this answer to the post; what comes is said by its letter. */
const asking = (m: Context, activities: string, post: string, options?: AskOptions) => {
  const activity$ = m.hot(activities, heard);
  const post$ = m.cold(post, { i: { id: 'c|1' } }, new DirectLineHttpError('no', 502, { outcome: 'unknown' }));
  const posts: Activity[] = [];
  const postActivity = (activity: Activity): Observable<{ id: string }> => {
    posts.push(activity);
    return post$;
  };
  return { activity$, post$, posts, answer$: ask({ activity$, postActivity }, question, { raw: true, ...options }).pipe(letters) };
};
const letters = map((activity: Activity) => Object.keys(heard).find(letter => heard[letter] === activity));
const names = catchError((error: unknown) =>
  of(isDirectLineError(error) ? `${error.name} ${'outcome' in error ? String(error.outcome) : ''}` : 'not ours'));

describe('ask', () => {
  it('listens, then posts, and emits what answers, until it has been quiet for a second', marbles(m => {
    const { answer$, activity$, post$, posts } = asking(m, '--e-a-b----', '------(i|)');
    m.expect(answer$).toBeObservable('                      ----a-b 999ms |');
    m.expect(activity$).toHaveSubscriptions('               ^ 1005ms !');
    m.expect(post$).toHaveSubscriptions('                   ^-----!');
    m.flush();
    expect(posts).toEqual([question]);
  }));

  it('asks once a subscription', marbles(m => {
    const { answer$, posts } = asking(m, '', '---');
    m.expect(answer$, '^-!').toBeObservable('---');
    m.expect(answer$, '^-!').toBeObservable('---');
    m.flush();
    expect(posts).toHaveLength(2);
  }));

  it('is quiet from the last of what came, of the post too', marbles(m => {
    const { answer$ } = asking(m, '        --e-a- 999ms b--', '-- 500ms (i|)');
    m.expect(answer$).toBeObservable('     ----a- 999ms b 999ms |');
    const slow = asking(m, '               --e-a', '           2s (i|)');
    m.expect(slow.answer$).toBeObservable('----a 1995ms 1s |');
  }));

  it('waits for a first answer however soon the post is answered, since some bots work after it', marbles(m => {
    const { answer$ } = asking(m, '   --e 10s a', '--(i|)');
    m.expect(answer$).toBeObservable('--- 10s a 999ms |');
  }));

  it('takes what comes from somebody else, after the echo and without a replyToId, and nothing else', marbles(m => {
    const { answer$ } = asking(m, '   nuoe-u-n-o-a', '------(i|)');
    m.expect(answer$).toBeObservable('-------n---a 999ms |');
  }));

  it('holds an answer that is before the echo until it is known what it answers', marbles(m => {
    const { answer$ } = asking(m, '           -oab--e---', '--------(i|)');
    m.expect(answer$).toBeObservable('        ------(ab) 998ms |');
    const without = asking(m, '               -oab------', '--------(i|)');
    m.expect(without.answer$).toBeObservable('--------(ab) 996ms |');
  }));

  it('emits only complete messages without `raw`: the final of a streamed answer, and no typing, chunk or event', marbles(m => {
    const { answer$ } = asking(m, '   --e-tsatsvf', '--(i|)', { raw: false });
    m.expect(answer$).toBeObservable('------a---f 999ms |');
    const texts$: Observable<string | undefined> = ask({ activity$: NEVER, postActivity: () => NEVER }, '?').pipe(map((message: MessageActivity) => message.text));
    m.expect(texts$, '^-!').toBeObservable('---');
  }));

  it('is not complete while a streamed answer is in progress', marbles(m => {
    const { answer$ } = asking(m, '             --e-s- 5s f', '--(i|)');
    m.expect(answer$).toBeObservable('          ----s- 5s f 999ms |');
    const second = asking(m, '                  --e-a-s 5s f', '--(i|)');
    m.expect(second.answer$).toBeObservable('   ----a-s 5s f 999ms |');
    const withdrawn = asking(m, '               --e-s- 5s w', '--(i|)');
    m.expect(withdrawn.answer$).toBeObservable('----s- 5s w 999ms |');
  }));

  it('waits longer for somebody who types, and typing alone is no answer', marbles(m => {
    const { answer$ } = asking(m, '        --e-a-t---', '--(i|)');
    m.expect(answer$).toBeObservable('     ----a-t 4999ms |');
    const only = asking(m, '               --e-t- 9s a', '--(i|)');
    m.expect(only.answer$).toBeObservable('----t- 9s a 999ms |');
  }));

  it('errors, with what is known of the post, when nothing comes or the rest does not', marbles(m => {
    const { answer$ } = asking(m, '                    --e--', '---(i|)');
    m.expect(answer$.pipe(names)).toBeObservable('     3ms 30s (x|)', { x: 'DirectLineTimeoutError accepted' });
    const lost = asking(m, '                           ----', '----', { timeoutMs: 100 });
    m.expect(lost.answer$.pipe(names)).toBeObservable('100ms (x|)', { x: 'DirectLineTimeoutError unknown' });
    const half = asking(m, '                           --e-s---', '---(i|)', { timeoutMs: 100 });
    m.expect(half.answer$.pipe(names)).toBeObservable('----s 99ms (x|)', { s: 's', x: 'DirectLineTimeoutError accepted' });
  }));

  it('errors as the post does, and as activity$ does', marbles(m => {
    const { answer$, activity$ } = asking(m, '           --e-a---', '------#');
    m.expect(answer$.pipe(names)).toBeObservable('       ----a-(x|)', { a: 'a', x: 'DirectLineHttpError unknown' });
    m.expect(activity$).toHaveSubscriptions('            ^-----!');
    const failed = asking(m, '                           -#', '---');
    m.expect(failed.answer$.pipe(names)).toBeObservable('-(x|)', { x: 'not ours' });
    m.expect(failed.post$).toHaveSubscriptions('         ^!');
  }));

  it('errors as a client does that throws', marbles(m => {
    const postActivity = (): never => {
      throw new DirectLineHttpError('no', 400);
    };
    m.expect(ask({ activity$: NEVER, postActivity }, '?').pipe(names)).toBeObservable('(x|)', { x: 'DirectLineHttpError ' });
  }));

  it('is complete when the conversation has ended, once the post is answered', marbles(m => {
    const { answer$ } = asking(m, '          --e-a-|', '----(i|)');
    m.expect(answer$).toBeObservable('       ----a-|');
    const before = asking(m, '               --e-a-|', '-------(i|)');
    m.expect(before.answer$).toBeObservable('----a--|');
  }));

  it('stops all when it is left', marbles(m => {
    const { answer$, activity$, post$ } = asking(m, '                  --e-a-b--', '--------(i|)');
    m.expect(answer$, '                       ^----!').toBeObservable('----a-');
    m.expect(activity$).toHaveSubscriptions('                          ^----!');
    m.expect(post$).toHaveSubscriptions('                              ^----!');
  }));

  it('takes other waits', marbles(m => {
    const { answer$ } = asking(m, '   --e-a-----', '--(i|)', { quietMs: 3 });
    m.expect(answer$).toBeObservable('----a--|');
  }));

  it('gives files on their way the time that the post gives them, and waits from their arrival on', marbles(m => {
    const withFile: Activity = { ...question, attachments: [{ contentType: 'text/plain', content: new Blob(['a']) }] };
    const sending = (activities: string, post: string) =>
      ask({ activity$: m.hot(activities, heard), postActivity: () => m.cold(post, { i: { id: 'c|1' } }) }, withFile, { quietMs: 3, timeoutMs: 10, raw: true }).pipe(letters, names);
    m.expect(sending('-', '                  99ms (i|)')).toBeObservable('109ms (x|)', { x: 'DirectLineTimeoutError accepted' });
    m.expect(sending('50ms e', '              ---------')).toBeObservable('60ms (x|)', { x: 'DirectLineTimeoutError accepted' });
    m.expect(sending('100ms e-a-----', '      99ms (i|)')).toBeObservable('102ms a--|');
  }));

  it('posts a text as a message that is not markdown, with an id by which its echo is known', () => {
    const posts: Activity[] = [];
    ask({ activity$: of(), postActivity: activity => (posts.push(activity), throwError(() => 'no')) }, 'Hi *you*').subscribe({ error: () => undefined });
    expect(posts).toEqual([
      { type: 'message', text: 'Hi *you*', textFormat: 'plain', channelData: { clientActivityID: expect.stringMatching(/^[0-9a-f]{32}$/) } },
    ]);
  });

  it('leaves the activity that it is given as it is', () => {
    const given: Activity = Object.freeze({ type: 'message', text: '?', channelData: Object.freeze({ mine: 1 }) });
    const posts: Activity[] = [];
    ask({ activity$: of(), postActivity: activity => (posts.push(activity), of({ id: '1' })) }, given).subscribe();
    expect(posts).toEqual([{ ...given, channelData: { mine: 1, clientActivityID: expect.any(String) } }]);
  });

  it.each([{ quietMs: -1 }, { quietMs: NaN }, { timeoutMs: Infinity }, { timeoutMs: 2 ** 31 }])('refuses %j', options => {
    expect(() => ask({ activity$: NEVER, postActivity: () => NEVER }, '?', options)).toThrow(expect.objectContaining({ name: 'DirectLineOptionError' }));
  });
});
