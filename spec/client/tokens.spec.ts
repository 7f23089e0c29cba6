import { concatMap, EMPTY, of, throwError, timer, type Observable } from 'rxjs';
import type { TokenRequest } from '../../src/options.js';
import { SECRET } from '../support/service.js';
import { inWorld, named, texts, type World } from '../support/world.js';

const DAY_MS = 86_400_000;
/** An app that gives a token for whichever conversation it is asked for; what it was asked, it keeps. */
const app = ({ service }: World, answer: (token: string) => Observable<string> = of) => {
  const asked: TokenRequest[] = [];
  const getToken = (request: TokenRequest): Observable<string> => {
    asked.push(request);
    return answer(service.token(request.conversationId));
  };
  return { asked, token: getToken };
};

describe('a token', () => {
  it.each(['activity$', 'token$'] as const)('is refreshed with a quarter of its life left, all day long, for %s', name =>
    inWorld(({ client, service, listen, pass }) => {
      const line = client();
      const heard = name === 'activity$' ? listen(line.activity$) : listen(line.token$);
      pass(DAY_MS - 1);
      // One every 22.5 minutes; the 64th is due as the day ends.
      expect(service.opCount('refresh')).toBe(63);
      expect(heard.errors).toEqual([]);
      expect(service.requests.filter(({ op }) => op === 'refresh')[0]?.atMs).toBe(1_350_000);
      expect(service.sockets.length).toBe(name === 'activity$' ? 1 : 0);
    })());

  it('is refreshed once for activity$ and token$ together, and token$ tells each', inWorld(({ client, service, listen, pass }) => {
    const line = client();
    listen(line.activity$);
    const session = listen(line.token$);
    pass(1_350_100);
    expect([service.opCount('refresh'), session.values.map(({ expiresAtMs }) => expiresAtMs)]).toEqual([1, [1_800_000, 3_150_000]]);
  }));

  it('that cannot be renewed while it is polled is tried now and then, and not with each question', inWorld(({ client, service, listen, pass }) => {
    const line = client({ token: service.token(service.conversation()), transport: 'polling' });
    listen(line.activity$);
    pass(1_349_000);
    service.trouble('refresh', { status: 503 }, Infinity);
    for (let second = 0; second < 120; second += 1) {
      service.says(`${second}`);
      pass(1_000);
    }
    expect(service.opCount('history')).toBeGreaterThan(200);
    expect(service.opCount('refresh')).toBeLessThan(25);
    expect([service.opCount('refresh') > 10, line.story().at(-1)]).toEqual([true, 'online @40']);
  }));

  it('is kept fresh through a wait that is longer than its life', inWorld(({ client, service, listen, pass }) => {
    const line = client({ token: service.token(service.conversation()) });
    const activities = listen(line.activity$);
    pass(60_000);
    service.trouble('reconnect', { status: 503, retryAfter: '3600' });
    service.cut();
    pass(3_000_000);
    expect([line.story().at(-1)?.split(' ')[0], service.opCount('refresh')]).toEqual(['waiting', 2]);
    pass(1_000_000);
    service.says('hello');
    expect([texts(activities), line.story().at(-1)?.split(' ')[0]]).toEqual([['hello'], 'online']);
  }));

  it('whose refresh fails for a while is refreshed when that is over', inWorld(({ client, service, listen, pass }) => {
    service.trouble('refresh', { status: 503 }, 3);
    service.trouble('reconnect', { status: 503 }, 3);
    const line = client();
    const session = listen(line.token$);
    pass(1_400_000);
    expect([service.opCount('refresh'), session.values.length, line.notices()]).toEqual([4, 2, ['renewalFailed', 'renewalFailed', 'renewalFailed']]);
  }));

  it('is not refreshed while nobody is there, and first of all when somebody comes', inWorld(({ client, service, listen, pass, timers }) => {
    const activities = listen(client().activity$);
    pass(100);
    activities.leave();
    pass(1_000_000);
    expect([service.opCount('refresh'), timers()]).toEqual([0, 0]);
    pass(400_000);
    activities.come();
    pass(100);
    expect(service.requests.slice(1).map(({ op }) => op)).toEqual(['refresh', 'reconnect', 'history']);
  }));

  it.each([[300_000, 225_000], [1_800_000, 1_350_000], [3_600_000, 2_700_000]])('of %i ms is refreshed after %i, and not before', (lifeMs, dueMs) =>
    inWorld(({ client, service, listen, pass }) => {
      service.tokenLifeMs = lifeMs;
      listen(client().token$);
      pass(lifeMs);
      expect(service.times('refresh')).toEqual([dueMs]);
    })());

  it('is refreshed when Retry-After says, and not before', inWorld(({ client, service, listen, pass }) => {
    service.trouble('refresh', { status: 429, retryAfter: '7' });
    listen(client({ token: service.token('c7') }).token$);
    pass(1_400_000);
    expect(service.times('refresh')).toEqual([1_350_000, 1_357_020]);
  }));

  it.each(['activity$', 'token$'] as const)('whose renewal was refused is one matter: what setToken(token) brings is refreshed in its time, for %s', name =>
    inWorld(({ client, service, listen, pass }) => {
      const id = service.conversation();
      const line = client({ token: service.token(id) });
      const heard = name === 'activity$' ? listen(line.activity$) : listen(line.token$);
      service.trouble('refresh', { status: 403, code: 'BadArgument' });
      pass(1_400_000);
      expect([service.opCount('refresh'), new Set(line.notices())]).toEqual([1, new Set(['renewalFailed'])]);
      line.setToken(service.token(id));
      pass(5_000_000);
      const minutes = service.times('refresh').slice(1).map(atMs => Math.round((atMs - 1_400_000) / 60_000));
      expect([minutes, heard.errors]).toEqual([[23, 45, 68], []]);
    })());

  it('says itself how long it lives where the answer does not', inWorld(({ client, service, listen, pass }) => {
    const session = listen(client({ token: service.token('c9') }).token$);
    service.trouble('start', { status: 201, body: { conversationId: 'c9', token: 'old', streamUrl: 'wss://x' } });
    pass(100);
    expect(session.values[0]?.expiresAtMs).toBe(1_800_000);
  }));
});

describe('a token that expires', () => {
  it('during a cut is renewed exactly once, 20 times in a row', inWorld(world => {
    const { service, pass } = world;
    const { asked, token: getToken } = app(world);
    const line = world.client({ token: getToken });
    const activities = world.listen(line.activity$);
    pass(100);
    for (let round = 1; round <= 20; round += 1) {
      service.expireTokens();
      service.cut();
      service.says(`${round}`);
      pass(40_000);
      expect([asked.length, texts(activities).length, line.story().at(-1)?.split(' ')[0]]).toEqual([1 + round, round, 'online']);
    }
    expect(asked.at(-1)).toEqual({ reason: 'expired', conversationId: 'c1' });
    expect(service.opCount('refresh')).toBe(0);
  }));

  it('while the machine sleeps for two hours is renewed once as it wakes, 20 times in a row', inWorld(world => {
    const { service, pass, sleep, wake$ } = world;
    const { asked, token: getToken } = app(world);
    const line = world.client({ token: getToken });
    const activities = world.listen(line.activity$);
    pass(100);
    for (let round = 1; round <= 20; round += 1) {
      service.goSilent();
      service.says(`${round}`);
      sleep(7_200_000);
      wake$.next();
      pass(1_000);
      expect([asked.length, service.openSockets, texts(activities).length, line.story().at(-1)?.split(' ')[0]]).toEqual([1 + round, 1, round, 'online']);
      pass(60_000);
    }
    expect(texts(activities)).toEqual(Array.from({ length: 20 }, (_, round) => `${round + 1}`));
  }));

  it('ten times, each time followed by one that setToken(token) brings, goes on each time', inWorld(world => {
    const { service, pass } = world;
    const id = service.conversation();
    const line = world.client({ token: service.token(id) });
    const activities = world.listen(line.activity$);
    pass(200);
    for (let round = 1; round <= 10; round += 1) {
      service.expireTokens();
      service.cut();
      service.says(`${round}`);
      const posts = Array.from({ length: 5 }, () => world.listen(line.postActivity({ type: 'message' })));
      pass(30_000);
      expect([line.story().at(-1)?.split(' ')[0], named(posts.flatMap(({ errors }) => errors))]).toEqual(['needsToken', Array(5).fill('DirectLineTokenError rejected')]);
      line.setToken(service.token(id));
      pass(1_000);
      expect([line.story().at(-1)?.split(' ')[0], texts(activities).length, service.openSockets]).toEqual(['online', round, 1]);
    }
  }));

  it('as posts find out opens no second stream: each activity is told once', inWorld(world => {
    const { service, pass } = world;
    const { asked, token: getToken } = app(world);
    const line = world.client({ token: getToken });
    const activities = world.listen(line.activity$);
    pass(100);
    service.expireTokens();
    [1, 2, 3].forEach(() => world.listen(line.postActivity({ type: 'message', text: 'hello' })));
    pass(1_000);
    line.reconnect();
    pass(1_000);
    service.says('once');
    expect([service.openSockets, service.sockets.length, asked.length, texts(activities)]).toEqual([1, 2, 2, ['hello', 'hello', 'hello', 'once']]);
  }));

  it('is got by the secret where there is one', inWorld(({ client, service, listen, pass }) => {
    const activities = listen(client().activity$);
    pass(100);
    service.expireTokens();
    service.cut();
    service.says('hello');
    pass(5_000);
    expect(texts(activities)).toEqual(['hello']);
    expect(service.requests.filter(({ credential }) => credential === SECRET).map(({ op }) => op)).toEqual(['start', 'reconnect']);
  }));

  it('and has no successor is `needsToken`: activity$ is silent, setToken(token) goes on with nothing lost or repeated', inWorld(world => {
    const { service, pass } = world;
    const id = service.conversation();
    const line = world.client({ token: service.token(id) });
    const activities = world.listen(line.activity$);
    pass(200);
    service.says('before');
    service.expireTokens();
    service.cut();
    service.says('meanwhile');
    pass(100_000);
    expect(line.statuses.at(-1)?.[1]).toMatchObject({ state: 'needsToken', error: { name: 'DirectLineTokenError' } });
    const asked = service.requests.length;
    pass(1_000_000);
    expect([service.requests.length, activities.errors, world.timers()]).toEqual([asked, [], 0]);
    line.setToken(service.token(id));
    pass(100);
    service.says('after');
    expect(texts(activities)).toEqual(['before', 'meanwhile', 'after']);
  }));

  it('and is refused after its renewal as well is `needsToken`, without a second round', inWorld(world => {
    const { asked, token: getToken } = app(world);
    const line = world.client({ token: getToken });
    world.listen(line.activity$);
    world.pass(100);
    world.service.trouble('reconnect', { status: 403, code: 'TokenExpired' }, Infinity);
    world.service.cut();
    world.pass(100_000);
    expect([line.story().at(-1)?.split(' ')[0], asked.length, world.service.opCount('reconnect')]).toEqual(['needsToken', 2, 2]);
  }));

  const unrenewable = (world: World) => {
    const line = world.client({ token: world.service.token(world.service.conversation()) });
    const activities = world.listen(line.activity$);
    world.pass(100);
    world.service.trouble('refresh', { status: 403, code: 'BadArgument' }, Infinity);
    world.pass(1_790_000);
    expect([line.notices()[0], world.service.opCount('refresh')]).toEqual(['renewalFailed', 1]);
    return { line, activities };
  };

  it('while online and cannot be renewed is a notice: the stream goes on as long as it answers', inWorld(world => {
    world.service.pings = true;
    const { line, activities } = unrenewable(world);
    world.pass(3_600_000);
    world.service.says('still here');
    expect([texts(activities), line.story().at(-1)]).toEqual([['still here'], 'online @60']);
    const post = world.listen(line.postActivity({ type: 'message' }));
    world.pass(1_000);
    expect([named(post.errors), line.story().at(-1)]).toEqual([['DirectLineTokenError rejected'], 'online @60']);
  }));

  it('and leaves nothing to prove a silent stream with is `needsToken` once that is silent, and not online for ever', inWorld(world => {
    const { line, activities } = unrenewable(world);
    for (let minute = 0; minute < 10; minute += 1) {
      world.service.pushText('');
      world.pass(20_000);
    }
    expect(line.story().at(-1)).toBe('online @60');
    world.pass(60_000);
    expect([line.story().at(-1)?.split(' ')[0], activities.errors]).toEqual(['needsToken', []]);
  }));
});

describe('token', () => {
  it('may take five minutes', inWorld(world => {
    const { token: getToken } = app(world, token => timer(300_000).pipe(concatMap(() => of(token))));
    const line = world.client({ token: getToken });
    world.listen(line.activity$);
    world.pass(9_999);
    expect(line.notices()).toEqual([]);
    world.pass(290_000);
    expect([line.story(), line.notices()]).toEqual([['idle @0', 'connecting 1 @0'], ['slowCallback']]);
    world.pass(1_000);
    expect([line.story().at(-1), line.notices()]).toEqual(['online @300040', ['slowCallback']]);
  }));

  it('may fail for a while', inWorld(world => {
    let failures = 3;
    const { asked, token: getToken } = app(world, token => (failures-- > 0 ? throwError(() => new Error('my server is down')) : of(token)));
    const line = world.client({ token: getToken });
    world.listen(line.activity$);
    world.pass(10_000);
    expect([asked.length, line.story().at(-1)]).toEqual([4, 'online @3540']);
    expect(line.statuses[2]?.[1]).toMatchObject({ error: { name: 'DirectLineCallbackError', cause: { message: 'my server is down' } } });
  }));

  it('that throws counts as one that fails', inWorld(({ client, listen, pass }) => {
    const line = client({ token: () => { throw new Error('mine'); } });
    listen(line.activity$);
    pass(10);
    expect(line.statuses.at(-1)?.[1]).toMatchObject({ state: 'waiting', error: { name: 'DirectLineCallbackError', cause: { message: 'mine' } } });
  }));

  it('that has none is `needsToken`, and is asked again by reconnect()', inWorld(world => {
    let empty = true;
    const { asked, token: getToken } = app(world, token => (empty ? EMPTY : of(token)));
    const line = world.client({ token: getToken });
    const activities = world.listen(line.activity$);
    world.pass(100_000);
    expect([line.story().at(-1), asked.length, activities.errors]).toEqual(['needsToken @0', 1, []]);
    empty = false;
    line.reconnect();
    world.pass(100);
    expect(line.story().at(-1)).toBe('online @100040');
  }));

  it('is asked once by activity$, token$ and a post that come together', inWorld(world => {
    const { asked, token: getToken } = app(world, token => timer(100).pipe(concatMap(() => of(token))));
    const line = world.client({ token: getToken });
    [line.activity$, line.token$, line.postActivity({ type: 'message' })].forEach(source => world.listen<unknown>(source));
    world.pass(1_000);
    expect([asked, world.service.opCount('start')]).toEqual([[{ reason: 'start' }], 1]);
  }));
});

describe('a user', () => {
  it('of the token wins over the one of the options, with one notice', inWorld(({ client, service, listen, pass }) => {
    const line = client({ token: service.token(undefined, 'ann'), user: 'bob' });
    const conversation = listen(line.conversation$);
    listen(line.activity$);
    pass(100);
    expect([conversation.values.map(({ userId }) => userId), line.notices()]).toEqual([['ann'], ['tokenUserWins']]);
  }));

  it('that the token has is not lost to an answer whose token has none', inWorld(({ client, service, listen, pass }) => {
    const token = service.token('c5', 'ann');
    service.trouble('start', { status: 201, body: { conversationId: 'c5', token: service.token('c5'), streamUrl: 'wss://x' } });
    const conversation = listen(client({ token }).conversation$);
    pass(100);
    expect(conversation.values).toMatchObject([{ userId: 'ann' }]);
  }));

  it('is told to the service at start, with the locale', inWorld(({ client, service, listen, pass }) => {
    listen(client({ secret: SECRET, user: { id: 'ann', name: 'Ann' }, locale: 'fr-FR' }).token$);
    pass(100);
    expect(service.requests[0]?.body).toEqual({ user: { id: 'ann', name: 'Ann' }, locale: 'fr-FR' });
  }));
});

it('a secret in a browser is a notice, once', inWorld(({ client, listen, pass }) => {
  const line = client({ secret: SECRET }, { isBrowser: true });
  expect(line.notices()).toEqual([]);
  listen(line.activity$);
  pass(20_000);
  line.reconnect();
  pass(100);
  expect(line.notices()).toEqual(['secretInBrowser']);
}));
