import { concatMap, from } from 'rxjs';
import type { DirectLineOptions } from '../../src/options.js';
import type { Activity } from '../../src/protocol/types.js';
import { SECRET, type Trouble } from '../support/service.js';
import { inWorld, named, texts, type World } from '../support/world.js';

const hello: Activity = { type: 'message', text: 'hello' };
const SECONDS = 1_000;

/** After these nobody knows whether the service has the post; all but the last three end with an answer. */
const doubts: readonly (readonly [string, Extract<Trouble, { status: number }>])[] = [
  ['408', { status: 408 }], ['500', { status: 500 }], ['502 BotError', { status: 502, code: 'BotError' }],
  ['a bare 503', { status: 503 }], ['504 BotError', { status: 504, code: 'BotError' }], ['no answer, status 0', { status: 0 }],
];
const arrived: readonly (readonly [string, Trouble])[] = [
  ...doubts.map(([what, trouble]) => [what, { ...trouble, acts: true }] as const),
  ['a cut on the way back', { lost: 'on the way back' }], ['no answer for ever', { slowMs: Infinity }],
];
const lost: readonly (readonly [string, Trouble])[] = [...doubts, ['a cut on the way', { lost: 'on the way' }]];

/** A post that meets a trouble, of a client that listens or does not. */
const posting = (world: World, trouble: Trouble, listens: boolean, options: DirectLineOptions = { secret: SECRET }) => {
  const { client, service, listen, pass } = world;
  // So that no question but ours is asked.
  service.pings = true;
  const line = client(options);
  const activities = listens ? listen(line.activity$) : undefined;
  pass(10 * SECONDS);
  service.trouble('post', trouble);
  const postedMs = world.now();
  const post = listen(line.postActivity(hello));
  return { line, activities, post, postedMs };
};

/** When history was asked, in seconds after the answer to the post. */
const looks = ({ service }: World, answeredMs: number): number[] => service.times('history').filter(atMs => atMs > answeredMs).map(atMs => (atMs - answeredMs) / SECONDS);

describe('a post of which nobody knows whether it arrived', () => {
  it.each(arrived)('%s: its echo in the stream is its id, and the bot has it once', (_, trouble) =>
    inWorld(world => {
      const { post, activities, postedMs } = posting(world, trouble, true);
      world.pass(60 * SECONDS);
      expect([post.values, post.completed, world.service.opCount('post'), texts(activities ?? world.listen(from([])))]).toEqual([[{ id: 'c1|0000000' }], true, 1, ['hello']]);
      // At once with the answer, since the echo was there before; after the 30 s that an answer may take without one.
      const answeredMs = (post.times[0] ?? 0) - postedMs;
      expect(answeredMs).toBe('slowMs' in trouble ? 30 * SECONDS : 20);
      // Nothing is asked for what the stream brings.
      expect(world.service.opCount('history')).toBeLessThanOrEqual('slowMs' in trouble ? 2 : 0);
    })());

  it.each(arrived)('%s: with nobody listening its id is found in history, which delivers and commits nothing', (_, trouble) =>
    inWorld(world => {
      const { post, line } = posting(world, trouble, false);
      world.pass(60 * SECONDS);
      expect([post.values, post.completed, world.service.opCount('post')]).toEqual([[{ id: 'c1|0000000' }], true, 1]);
      expect([line.checkpoint(), line.story(), world.service.sockets]).toEqual([{ conversationId: 'c1' }, ['idle @0'], []]);
      const activities = world.listen(line.activity$);
      world.pass(SECONDS);
      expect(texts(activities)).toEqual(['hello']);
    })());

  it.each(lost)('%s: it did not arrive, is looked for after 2, 5, 10 and 20 s, and never sent again: unknown', (_, trouble) =>
    inWorld(world => {
      const { post } = posting(world, trouble, true);
      world.pass(20);
      const answeredMs = world.now();
      world.pass(60 * SECONDS);
      expect(looks(world, answeredMs)).toEqual([2, 5, 10, 20]);
      expect(post.errors).toMatchObject([{ outcome: 'unknown', ...('status' in trouble && trouble.status > 0 ? { status: trouble.status } : { name: 'DirectLineNetworkError' }) }]);
      expect([post.values, world.service.opCount('post'), world.service.history()]).toEqual([[], 1, []]);
    })());

  it('is looked for after what the app has got, over all pages, and found on a later one', inWorld(world => {
    const { service } = world;
    service.pageSize = 2;
    const { client, listen } = world;
    service.pings = true;
    const line = client();
    listen(line.activity$);
    world.pass(SECONDS);
    service.says('before');
    service.trouble('post', { lost: 'on the way' });
    const post = listen(line.postActivity(hello));
    service.goSilent();
    world.pass(3 * SECONDS);
    ['a', 'b', 'c'].forEach(text => service.says(text));
    service.record({ ...hello, channelData: { clientActivityID: 'id-1-1' } });
    world.pass(3 * SECONDS);
    expect([post.values, post.completed]).toEqual([[{ id: 'c1|0000004' }], true]);
    expect(service.paths('history')).toEqual(['0', '0', '2'].map(after => `/conversations/c1/activities?watermark=${after}`));
    expect([line.checkpoint()?.watermark, service.opCount('post')]).toEqual(['0', 1]);
  }));

  it('is found in the stream while it is looked for', inWorld(world => {
    const { post } = posting(world, { lost: 'on the way' }, true);
    world.pass(7 * SECONDS);
    // The way was long.
    world.service.record({ ...hello, channelData: { clientActivityID: 'id-1-1' } });
    expect([post.values, post.completed]).toEqual([[{ id: 'c1|0000000' }], true]);
  }));

  it('is not mistaken for another that says the same', inWorld(world => {
    const { post, line } = posting(world, { status: 500 }, true);
    const other = world.listen(line.postActivity(hello));
    world.pass(60 * SECONDS);
    expect([named(post.errors), other.values]).toEqual([['DirectLineHttpError unknown'], [{ id: 'c1|0000000' }]]);
  }));

  it('and without a place for a clientActivityID cannot be known again: unknown at once', inWorld(world => {
    const { client, service, listen, pass } = world;
    service.trouble('post', { status: 500, acts: true });
    const post = listen(client().postActivity({ ...hello, channelData: 'mine' }));
    pass(SECONDS);
    expect([named(post.errors), service.opCount('history')]).toEqual([['DirectLineHttpError unknown'], 0]);
  }));

  it('questions that fail found nothing: the post goes on looking, and what ends is the post alone', inWorld(world => {
    const { post, line, activities } = posting(world, { status: 500, acts: true }, true);
    world.service.trouble('history', { status: 500 }, 2);
    world.service.trouble('history', { lost: 'on the way' });
    world.pass(60 * SECONDS);
    expect([post.values, activities?.errors, line.statuses.at(-1)?.[1].state]).toEqual([[{ id: 'c1|0000000' }], [], 'online']);
  }));

  it('questions that all fail leave it unknown, with what the post was answered', inWorld(world => {
    const { post } = posting(world, { status: 504, code: 'BotError', acts: true }, false);
    world.service.trouble('history', { status: 500 }, Infinity);
    world.pass(60 * SECONDS);
    expect([post.errors, world.service.opCount('post')]).toMatchObject([[{ outcome: 'unknown', status: 504, code: 'BotError' }], 1]);
  }));

  it('the stream is down: it is found once that is back, or by asking, whatever is first', inWorld(world => {
    const { post } = posting(world, { lost: 'on the way back' }, true);
    world.service.goSilent();
    world.service.cut();
    world.service.socketTrouble('refused', 'refused');
    world.pass(60 * SECONDS);
    expect([post.values, post.completed, world.service.opCount('post')]).toEqual([[{ id: 'c1|0000000' }], true, 1]);
  }));

  it('polling brings it', inWorld(world => {
    const { post, activities } = posting(world, { lost: 'on the way back' }, true, { secret: SECRET, transport: 'polling' });
    world.pass(1_500);
    expect([post.values, texts(activities ?? world.listen(from([])))]).toEqual([[{ id: 'c1|0000000' }], ['hello']]);
  }));

  it.each([25, 100, 4_000, 12_000])('end() after %d ms leaves it unknown, and nothing goes on', ms => inWorld(world => {
    const { post, line } = posting(world, { lost: 'on the way' }, false);
    world.pass(ms);
    line.end();
    expect([named(post.errors), world.timers(), world.service.inFlight]).toEqual([['DirectLineEndedError unknown'], 0, 0]);
    const asked = world.service.requests.length;
    world.pass(60 * SECONDS);
    expect(world.service.requests.length).toBe(asked);
  })());

  it('unsubscribing while it is looked for ends that', inWorld(world => {
    const { post } = posting(world, { lost: 'on the way' }, false);
    world.pass(4 * SECONDS);
    post.leave();
    expect(world.timers()).toBe(0);
  }));
});

describe('a bot that fails', () => {
  it('502 BotRejectedActivity: unknown at once, since that it is recorded would be no comfort', inWorld(world => {
    const { post } = posting(world, { status: 502, code: 'BotRejectedActivity', acts: true }, true);
    world.pass(20);
    expect(post.errors).toMatchObject([{ outcome: 'unknown', status: 502, code: 'BotRejectedActivity' }]);
    world.pass(60 * SECONDS);
    expect([world.service.opCount('post'), world.service.opCount('history')]).toEqual([1, 0]);
  }));

  it('hangs, 504: the service has the post, so it is accepted by its echo; what the bot says later comes', inWorld(world => {
    const { client, service, listen, pass } = world;
    const line = client();
    const activities = listen(line.activity$);
    pass(SECONDS);
    service.trouble('post', { status: 504, code: 'BotError', acts: true });
    const post = listen(line.postActivity(hello));
    pass(20 * SECONDS);
    service.says('sorry, that took a while');
    expect([post.values.length, texts(activities), service.opCount('post')]).toEqual([1, ['hello', 'sorry, that took a while'], 1]);
  }));

  it('is slow, 14 s, and two posts are made at once: neither waits for the other, each is there once', inWorld(world => {
    const { client, service, listen, pass } = world;
    const line = client();
    const activities = listen(line.activity$);
    pass(SECONDS);
    service.trouble('post', { slowMs: 14 * SECONDS }, 2);
    const posts = ['one', 'two'].map(text => listen(line.postActivity({ ...hello, text })));
    pass(13 * SECONDS);
    expect([posts.map(({ values }) => values), texts(activities), service.inFlight]).toEqual([[[], []], ['one', 'two'], 2]);
    pass(2 * SECONDS);
    expect([posts.map(({ values }) => values), service.opCount('post'), texts(activities)]).toEqual([[[{ id: 'c1|0000000' }], [{ id: 'c1|0000001' }]], 2, ['one', 'two']]);
  }));
});

describe('order', () => {
  it('is that of concatMap: the next is not sent before the last is known', inWorld(world => {
    const { client, service, listen, pass } = world;
    const line = client();
    const activities = listen(line.activity$);
    pass(SECONDS);
    service.trouble('post', { slowMs: 3 * SECONDS });
    service.trouble('post', { lost: 'on the way back' });
    service.trouble('post', { status: 429, retryAfter: '2' });
    const numbers = ['1', '2', '3', '4', '5'];
    const posts = listen(from(numbers).pipe(concatMap(text => line.postActivity({ ...hello, text }))));
    pass(60 * SECONDS);
    expect([posts.values.map(({ id }) => id), posts.completed]).toEqual([numbers.map((_, index) => `c1|000000${index}`), true]);
    expect([texts(activities), service.mostAtOnce('post')]).toEqual([numbers, 1]);
  }));
});

describe('a post', () => {
  it('during a renewal waits for it, and goes with the new token', inWorld(world => {
    const { client, service, listen, pass } = world;
    const line = client();
    listen(line.token$);
    pass(1_349_900);
    service.trouble('refresh', { slowMs: 5 * SECONDS });
    pass(1_000);
    const post = listen(line.postActivity(hello));
    pass(3 * SECONDS);
    expect([service.opCount('refresh'), service.opCount('post')]).toEqual([1, 0]);
    pass(3 * SECONDS);
    expect([post.values.length, service.opCount('refresh'), service.requests.find(({ op }) => op === 'post')?.credential]).toEqual([1, 1, line.checkpoint({ withToken: true })?.token]);
  }));

  it('that was refused waits for the renewal as well, and goes once more', inWorld(world => {
    const { client, service, listen, pass } = world;
    const line = client();
    listen(line.token$);
    pass(SECONDS);
    service.expireTokens();
    service.trouble('reconnect', { slowMs: 5 * SECONDS });
    const posts = [listen(line.postActivity(hello))];
    pass(2 * SECONDS);
    posts.push(listen(line.postActivity(hello)));
    pass(10 * SECONDS);
    expect([posts.map(({ values }) => values.length), service.history().length, service.opCount('reconnect')]).toEqual([[1, 1], 2, 1]);
  }));

  it('while offline surely never left: it is tried as often as fits into sendTimeoutMs, then rejected', inWorld(world => {
    const { client, service, listen, pass } = world;
    const line = client({ secret: SECRET, sendTimeoutMs: 20 * SECONDS });
    listen(line.token$);
    pass(SECONDS);
    service.offline = true;
    const [late, early] = [listen(line.postActivity(hello)), listen(line.postActivity(hello))];
    early.leave();
    pass(15 * SECONDS);
    expect(late.errors).toEqual([]);
    pass(5 * SECONDS);
    expect([named(late.errors), service.history()]).toEqual([['DirectLineNetworkError rejected'], []]);
    expect(service.opCount('history')).toBe(0);
  }));

  it('while offline is sent once when the service is back', inWorld(world => {
    const { client, service, listen, pass } = world;
    const line = client();
    const activities = listen(line.activity$);
    pass(SECONDS);
    service.offline = true;
    service.cut();
    const post = listen(line.postActivity(hello));
    pass(10 * SECONDS);
    service.offline = false;
    pass(40 * SECONDS);
    expect([post.values.length, service.history().length, texts(activities)]).toEqual([1, 1, ['hello']]);
  }));

  it('that was in doubt is not sent again when the service is back', inWorld(world => {
    const { post } = posting(world, { slowMs: Infinity }, true);
    world.pass(5 * SECONDS);
    world.service.offline = true;
    world.service.cut();
    world.pass(40 * SECONDS);
    world.service.offline = false;
    world.pass(60 * SECONDS);
    expect([post.values, world.service.opCount('post'), world.service.history().length]).toEqual([[{ id: 'c1|0000000' }], 1, 1]);
  }));

  it('in `needsToken` is rejected at once', inWorld(world => {
    const { client, service, listen, pass } = world;
    const line = client({ token: service.token() });
    listen(line.activity$);
    pass(SECONDS);
    service.expireTokens();
    service.cut();
    pass(10 * SECONDS);
    expect(line.statuses.at(-1)?.[1].state).toBe('needsToken');
    const post = listen(line.postActivity(hello));
    pass(100);
    expect([named(post.errors), service.history()]).toEqual([['DirectLineTokenError rejected'], []]);
  }));

  it('after end() is rejected, and nothing is asked', inWorld(world => {
    const { client, service, listen } = world;
    const line = client();
    line.end();
    const post = listen(line.postActivity(hello));
    expect([named(post.errors), service.requests]).toEqual([['DirectLineEndedError rejected'], []]);
  }));
});
