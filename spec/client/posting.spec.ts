import { NEVER, of, retry, tap } from 'rxjs';
import type { Activity } from '../../src/protocol/types.js';
import { SECRET, type Trouble } from '../support/service.js';
import { inWorld, named, texts, type World } from '../support/world.js';

const hello: Activity = { type: 'message', text: 'hello' };

/** One post on a client that is online, after the given trouble; what the bot's record has of it in the end. */
const posted = (world: World, troubles: readonly Trouble[], options: { readonly sendTimeoutMs?: number } = {}) => {
  const { client, service, listen, pass } = world;
  const line = client({ secret: SECRET, ...options });
  listen(line.activity$);
  pass(100);
  troubles.forEach(trouble => service.trouble('post', trouble));
  const post = listen(line.postActivity(hello));
  pass(100_000);
  return { line, post, requests: service.opCount('post'), recorded: service.history().length };
};

describe('a post', () => {
  it('that is accepted emits its id and completes', inWorld(world => {
    const { post, requests } = posted(world, []);
    expect([post.values, post.completed, requests]).toEqual([[{ id: 'c1|0000000' }], true, 1]);
  }));

  it.each([400, 401, 403, 404, 412, 413])('that is answered %i is rejected and not sent again', status =>
    inWorld(world => {
      const { post, requests } = posted(world, [{ status, code: 'BadArgument' }]);
      expect(post.errors).toMatchObject([{ outcome: 'rejected' }]);
      expect([post.values, requests]).toEqual([[], 1]);
      // 404 says that the conversation is gone, in its own words.
      expect(named(post.errors)).toEqual([status === 404 ? 'DirectLineGoneError rejected' : 'DirectLineHttpError rejected']);
    })());

  it('that is answered 403 TokenExpired renews the token and goes once more', inWorld(world => {
    const { post, requests, recorded } = posted(world, [{ status: 403, code: 'TokenExpired' }]);
    expect([post.values.length, requests, recorded]).toEqual([1, 2, 1]);
  }));

  it('that is answered 403 TokenExpired twice is rejected', inWorld(world => {
    const expired: Trouble = { status: 403, code: 'TokenExpired' };
    const { post, requests } = posted(world, [expired, expired]);
    expect([named(post.errors), requests]).toEqual([['DirectLineTokenError rejected'], 2]);
  }));

  it.each<[string, Trouble]>([
    ['status 0, which is no answer', { status: 0 }], ['408', { status: 408 }], ['500', { status: 500 }], ['502', { status: 502 }], ['a bare 503', { status: 503 }], ['504', { status: 504 }],
    ['a cut on the way', { lost: 'on the way' }],
  ])('that is answered with %s, and has no echo, is unknown and never sent again', (_, trouble) =>
    inWorld(world => {
      const { post, requests, recorded } = posted(world, [trouble]);
      expect(post.errors).toMatchObject([{ outcome: 'unknown' }]);
      expect([post.values, requests, recorded]).toEqual([[], 1, 0]);
    })());

  it.each<[string, Trouble]>([
    ['504 although it is recorded', { status: 504, acts: true }],
    ['no answer', { slowMs: Infinity }], ['a cut on the way back', { lost: 'on the way back' }],
  ])('that is answered with %s takes its id from its echo, and is never sent again', (_, trouble) =>
    inWorld(world => {
      const { post, requests, recorded } = posted(world, [trouble]);
      expect([post.values, post.completed, post.errors]).toEqual([[{ id: 'c1|0000000' }], true, []]);
      expect([requests, recorded]).toEqual([1, 1]);
    })());

  it('waits for its answer longer than the 15 s that the bot has', inWorld(world => {
    const { post } = posted(world, [{ slowMs: 29_000 }]);
    // By its answer: the echo was there at once, and would have ended a doubt.
    expect([post.values.length, post.times]).toEqual([1, [29_110]]);
  }));

  it.each<[string, Trouble, number]>([
    ['429', { status: 429 }, 500], ['429 with Retry-After', { status: 429, retryAfter: '3' }, 3_000],
    ['503 with Retry-After', { status: 503, retryAfter: '3' }, 3_000], ['a refused connection', { lost: 'refused' }, 500],
  ])('that meets %s is sent again after a while, and the bot gets it once', (_, trouble, delayMs) =>
    inWorld(world => {
      const { post, requests, recorded } = posted(world, [trouble]);
      const [first, second] = world.service.requests.filter(({ op }) => op === 'post').map(({ atMs }) => atMs);
      expect([post.values.length, requests, recorded]).toEqual([1, 2, 1]);
      expect((second ?? 0) - (first ?? 0) - delayMs).toBeLessThanOrEqual(20);
      expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(delayMs);
    })());

  it('that waits for its next try has not been taken: end() rejects it', inWorld(({ client, service, listen, pass }) => {
    const line = client();
    service.trouble('post', { status: 429, retryAfter: '10' });
    const post = listen(line.postActivity(hello));
    pass(5_000);
    line.end();
    expect(named(post.errors)).toEqual(['DirectLineEndedError rejected']);
  }));

  it('that was refused, with a renewal that fails, is tried again', inWorld(({ client, service, listen, pass }) => {
    const line = client();
    service.trouble('post', { status: 403, code: 'TokenExpired' });
    service.trouble('reconnect', { lost: 'on the way' });
    const post = listen(line.postActivity(hello));
    pass(30_000);
    expect([post.values.length, service.opCount('post'), service.history().length]).toEqual([1, 2, 1]);
  }));

  it('that the service never takes is rejected within sendTimeoutMs', inWorld(world => {
    const { post, recorded } = posted(world, Array.from({ length: 99 }, () => ({ status: 429 })), { sendTimeoutMs: 5_000 });
    expect([named(post.errors), recorded]).toEqual([['DirectLineHttpError rejected'], 0]);
    expect(Math.max(...world.service.requests.filter(({ op }) => op === 'post').map(({ atMs }) => atMs))).toBeLessThanOrEqual(5_100);
  }));

  it('that cannot leave, since nobody ever gives a token, is rejected within sendTimeoutMs', inWorld(({ client, listen, pass }) => {
    const line = client({ token: () => NEVER, sendTimeoutMs: 20_000 });
    const post = listen(line.postActivity({ type: 'message', text: 'hello' }));
    pass(19_999);
    expect(post.errors).toEqual([]);
    pass(1);
    expect(named(post.errors)).toEqual(['DirectLineTimeoutError rejected']);
  }));

  it('whose token is refused and never renewed is rejected within sendTimeoutMs, since it surely was not taken', inWorld(({ client, listen, pass, service }) => {
    const first = client();
    listen(first.activity$);
    pass(1_000);
    const conversationId = first.checkpoint()?.conversationId ?? '';
    first.end();
    const tokens = [of(service.token(conversationId))];
    const line = client({ token: () => tokens.shift() ?? NEVER, sendTimeoutMs: 5_000 });
    listen(line.activity$);
    pass(1_000);
    expect(line.checkpoint()?.conversationId).toBe(conversationId);
    service.trouble('post', { status: 403, code: 'TokenExpired' });
    service.trouble('refresh', { status: 403, code: 'TokenExpired' });
    const post = listen(line.postActivity(hello));
    pass(60_000);
    expect([named(post.errors), post.values]).toEqual([['DirectLineTimeoutError rejected'], []]);
  }));

  it('is not sent again by a `retry` that the end of the client sets off', inWorld(({ client, listen, pass, service }) => {
    const line = client();
    const post = listen(line.postActivity(hello).pipe(retry(1)));
    pass(10);
    line.end();
    pass(10_000);
    expect([named(post.errors), post.values]).toEqual([['DirectLineEndedError rejected'], []]);
    expect(service.opCount('post')).toBeLessThanOrEqual(1);
  }));

  it('is not sent by a subscriber of the status that hears of the end first', inWorld(({ client, listen, pass, service }) => {
    const line = client();
    const errors: unknown[] = [];
    line.connectionStatus$.subscribe(({ state }) => state === 'ended' && line.postActivity(hello).subscribe({ error: (error: unknown) => errors.push(error) }));
    listen(line.postActivity(hello));
    pass(1_000);
    const sent = service.opCount('post');
    line.end();
    pass(10_000);
    expect([named(errors), service.opCount('post')]).toEqual([['DirectLineEndedError rejected'], sent]);
  }));

  it('is accepted, and no error, for who ends the client in answer to its id', inWorld(({ client, listen, pass }) => {
    const line = client();
    const post = listen(line.postActivity({ type: 'message', text: 'hello' }).pipe(tap(() => line.end())));
    pass(1_000);
    expect([post.values.length, post.errors, post.completed]).toEqual([1, [], true]);
  }));

  it('keeps the id of its activity over all its tries', inWorld(world => {
    posted(world, [{ status: 429 }, { status: 403, code: 'TokenExpired' }]);
    const ids = world.service.requests.flatMap(({ op, body }) => (op === 'post' ? [body] : []));
    expect(ids).toEqual([1, 2, 3].map(() => ({ ...hello, channelData: { clientActivityID: 'id-1-1' } })));
  }));
});

describe('a post that is answered without an id', () => {
  it('takes it from its echo', inWorld(world => {
    world.service.postsWithoutId = true;
    const { post } = posted(world, []);
    expect([post.values, post.completed]).toEqual([[{ id: 'c1|0000000' }], true]);
  }));

  it('takes it from history where nobody listens', inWorld(({ client, service, listen, pass }) => {
    service.postsWithoutId = true;
    const post = listen(client().postActivity(hello));
    pass(100_000);
    expect([post.values, post.completed, service.opCount('history'), service.sockets]).toEqual([[{ id: 'c1|0000000' }], true, 1, []]);
  }));

  it('and has no echo is accepted, and that is an error that says so', inWorld(({ client, service, listen, pass }) => {
    // Taken, and never to be seen again.
    service.trouble('post', { status: 204 });
    const post = listen(client().postActivity(hello));
    pass(100_000);
    expect(named(post.errors)).toEqual(['DirectLineTimeoutError accepted']);
    expect([post.values, service.opCount('post'), service.opCount('history')]).toEqual([[], 1, 5]);
  }));
});

describe('what is posted', () => {
  const frozen: Activity = Object.freeze({ type: 'message', text: 'hello', channelData: Object.freeze({ mine: 1 }) });

  it('is a copy: the object of the caller may be frozen and is not touched', inWorld(({ client, service, listen, pass }) => {
    const post = listen(client({ secret: SECRET, user: { id: 'ann', name: 'Ann' } }).postActivity(frozen));
    pass(1_000);
    expect(frozen).toEqual({ type: 'message', text: 'hello', channelData: { mine: 1 } });
    expect(service.requests.at(-1)?.body).toEqual({ ...frozen, from: { id: 'ann', name: 'Ann' }, channelData: { mine: 1, clientActivityID: 'id-1-1' } });
    const own: Activity = Object.freeze({ ...frozen, channelData: Object.freeze({ clientActivityID: 'mine' }) });
    const another = listen(client({ secret: SECRET, user: 'ann', locale: 'fr-FR' }).postActivity(own));
    pass(1_000);
    expect([post.values.length, another.values.length, own]).toEqual([1, 1, { ...frozen, channelData: { clientActivityID: 'mine' } }]);
  }));

  it('keeps the `from` and the clientActivityID that the caller gave it', inWorld(({ client, service, listen, pass }) => {
    const own = { ...hello, from: { id: 'bob' }, channelData: { clientActivityID: 'mine' } };
    listen(client({ secret: SECRET, user: 'ann' }).postActivity(own));
    pass(1_000);
    expect(service.requests.at(-1)?.body).toEqual(own);
  }));

  it('comes back on activity$', inWorld(({ client, listen, pass }) => {
    const line = client();
    const activities = listen(line.activity$);
    listen(line.postActivity(hello));
    pass(1_000);
    expect(texts(activities)).toEqual(['hello']);
  }));
});

describe('posting', () => {
  it('before anybody listens starts the conversation itself, once, without a socket', inWorld(({ client, service, listen, pass, timers }) => {
    const line = client();
    const posts = [listen(line.postActivity(hello)), listen(line.postActivity(hello))];
    pass(1_000);
    expect(posts.map(({ values }) => values.length)).toEqual([1, 1]);
    expect([service.opCount('start'), service.opCount('post'), service.sockets, line.story(), timers()]).toEqual([1, 2, [], ['idle @0'], 0]);
  }));

  it('does nothing until it is subscribed, and posts once a subscription', inWorld(({ client, service, listen, pass }) => {
    const post$ = client().postActivity(hello);
    pass(1_000);
    expect(service.requests).toEqual([]);
    [listen(post$), listen(post$)].forEach(() => pass(1_000));
    expect(service.opCount('post')).toBe(2);
    const bodies = service.requests.filter(({ op }) => op === 'post').map(({ body }) => body);
    expect(new Set(bodies.map(body => JSON.stringify(body))).size).toBe(2);
  }));

  it('is concurrent: a slow answer holds nobody up', inWorld(({ client, service, listen, pass }) => {
    const line = client();
    listen(line.token$);
    pass(100);
    service.trouble('post', { slowMs: 14_000 });
    const [slow, quick] = [listen(line.postActivity(hello)), listen(line.postActivity(hello))];
    pass(1_000);
    expect([slow.values.length, quick.values.length, service.inFlight]).toEqual([0, 1, 1]);
    pass(14_000);
    expect(slow.values.length).toBe(1);
  }));

  it('with a token that has expired renews it once, for all posts that are refused with it, soon or late', inWorld(({ client, service, listen, pass }) => {
    const line = client();
    listen(line.token$);
    pass(100);
    service.expireTokens();
    // Refused before the renewal, while it is on its way, and when it is there.
    const posts = [1, 2, 3].map(() => {
      const post = listen(line.postActivity(hello));
      pass(15);
      return post;
    });
    pass(1_000);
    expect([posts.map(({ values }) => values.length), service.history().length]).toEqual([[1, 1, 1], 3]);
    expect([service.opCount('reconnect'), service.opCount('refresh')]).toEqual([1, 0]);
  }));

  it('is aborted by unsubscribing', inWorld(({ client, service, listen, pass, timers }) => {
    service.trouble('post', { slowMs: Infinity });
    const post = listen(client().postActivity(hello));
    pass(100);
    post.leave();
    expect([service.inFlight, timers()]).toEqual([0, 0]);
  }));

  it('with nothing to start with is rejected when time is over, and did not reach the bot', inWorld(({ client, service, listen, pass }) => {
    service.offline = true;
    const post = listen(client().postActivity(hello));
    pass(100_000);
    expect([named(post.errors), service.opCount('post')]).toEqual([['DirectLineNetworkError rejected'], 0]);
  }));

  it('while offline is sent when the service is back', inWorld(({ client, service, listen, pass }) => {
    service.offline = true;
    const post = listen(client().postActivity(hello));
    pass(10_000);
    service.offline = false;
    pass(20_000);
    expect([post.values.length, service.history().length]).toEqual([1, 1]);
  }));
});
