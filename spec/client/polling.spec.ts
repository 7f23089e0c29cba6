import type { LooseOptions } from '../support/world.js';
import { seeded } from '../support/random.js';
import { SECRET, type Trouble } from '../support/service.js';
import { inWorld, named, texts, type World } from '../support/world.js';

const polled = (options: LooseOptions = {}): LooseOptions => ({ secret: SECRET, transport: 'polling', ...options });

/** A client that polls, and has had its first answer. */
const online = ({ client, listen, pass }: World, options: LooseOptions = {}) => {
  const line = client(polled(options));
  const activities = listen(line.activity$);
  pass(100);
  return { line, activities };
};

const states = (line: ReturnType<World['client']>): string[] => line.statuses.map(([, { state }]) => state);

describe('a client that polls', () => {
  it('is online with the first answer, says by what, and never opens a socket', inWorld(world => {
    const { line, activities } = online(world);
    expect(line.story()).toEqual(['idle @0', 'connecting 1 @0', 'online @40']);
    expect(line.statuses.at(-1)?.[1]).toEqual({ state: 'online', run: expect.any(Number), transport: 'polling' });
    world.service.says('hello');
    world.pass(1_000);
    expect([texts(activities), world.service.sockets, world.service.opCount('reconnect')]).toEqual([['hello'], [], 0]);
  }));

  it('brings what the service keeps, all pages of it, then what is new', inWorld(world => {
    const { service, pass } = world;
    service.pageSize = 2;
    const conversationId = service.conversation('a', 'b', 'c', 'd', 'e');
    const { activities } = online(world, { resume: { conversationId } });
    pass(100);
    service.says('f');
    pass(1_000);
    expect(texts(activities)).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    expect(service.paths('history').slice(0, 5)).toEqual(['', '?watermark=1', '?watermark=3', '?watermark=4', '?watermark=4'].map(after => `/conversations/c1/activities${after}`));
  }));

  it('brings only what is new, where history is not wanted, and that even if nobody was there when it came', inWorld(world => {
    const { service, pass, client, listen } = world;
    const token = service.token(service.conversation('a', 'b', 'c'));
    const line = client({ token, transport: 'polling', history: 'new', lingerMs: 5_000 });
    const activities = listen(line.activity$);
    pass(10);
    activities.leave();
    pass(500);
    service.says('d');
    pass(2_000);
    activities.come();
    pass(10);
    service.says('e');
    pass(2_000);
    expect([texts(activities), line.checkpoint()?.watermark]).toEqual([['d', 'e'], '4']);
  }));

  it('goes on after the watermark of a checkpoint', inWorld(world => {
    const conversationId = world.service.conversation('a', 'b', 'c');
    const { activities } = online(world, { resume: { conversationId, watermark: '1' } });
    expect([texts(activities), world.service.paths('history')[0]]).toEqual([['c'], '/conversations/c1/activities?watermark=1']);
  }));

  it('has one question at a time, however slow the service and whatever wakes the host', inWorld(world => {
    const { service, pass, wake$, listen } = world;
    const { line, activities } = online(world);
    service.trouble('history', { slowMs: 3_000 }, Infinity);
    for (let index = 0; index < 40; index += 1) {
      service.says(`${index}`);
      if (index % 3 === 0) wake$.next();
      if (index % 10 === 0) listen(line.postActivity({ type: 'message', text: 'post' }));
      pass(1_700);
    }
    pass(10_000);
    expect(service.mostAtOnce('history')).toBe(1);
    expect(texts(activities).filter(text => text !== 'post')).toEqual(Array.from({ length: 40 }, (_, index) => `${index}`));
    expect(states(line)).toEqual(['idle', 'connecting', 'online']);
  }));

  it('asks at once when the host wakes up, since that is what may have been missed', inWorld(world => {
    const { activities } = online(world);
    world.pass(299_000);
    const before = world.service.opCount('history');
    world.service.says('while it slept');
    world.wake$.next();
    world.pass(100);
    expect([texts(activities), world.service.opCount('history') - before]).toEqual([['while it slept'], 2]);
  }));

  it('asks no second time to prove what its questions prove', inWorld(world => {
    const { line } = online(world, { silenceMs: 30_000 });
    world.pass(600_000);
    // 1 s for half a minute, 5 s up to two, 10 s up to ten.
    expect(world.service.opCount('history')).toBeLessThanOrEqual(32 + 18 + 48);
    expect(states(line)).toEqual(['idle', 'connecting', 'online']);
  }));

  it('asks once more soon after a post', inWorld(world => {
    const { line, activities } = online(world);
    world.pass(203_000);
    const postedMs = world.now();
    const post = world.listen(line.postActivity({ type: 'message', text: 'hello' }));
    world.pass(2_000);
    // The post's request leaves at once.
    expect(world.service.times('history').filter(atMs => atMs > postedMs)[0]).toBe(postedMs + 300);
    expect([texts(activities), post.values]).toEqual([['hello'], [{ id: 'c1|0000000' }]]);
  }));

  it('goes on asking while a post waits for a slow bot, so that its echo and the answer come before the post is over', inWorld(world => {
    const { line, activities } = online(world);
    world.service.trouble('post', { slowMs: 14_000 });
    const post = world.listen(line.postActivity({ type: 'message', text: 'hello' }));
    world.pass(5_000);
    world.service.says('hm');
    world.pass(5_000);
    expect([texts(activities), post.values]).toEqual([['hello', 'hm'], []]);
    world.pass(5_000);
    expect(post.values).toHaveLength(1);
    expect(world.service.opCount('history')).toBeGreaterThanOrEqual(14);
  }));

  it('never brings what is told to sockets only', inWorld(world => {
    const { activities } = online(world);
    world.service.push({ activities: [{ type: 'typing', from: { id: 'bot' } }] });
    world.service.says('done');
    world.pass(2_000);
    expect(activities.values.map(({ type }) => type)).toEqual(['message']);
  }));
});

describe('nobody is there', () => {
  it('the question on its way is aborted after lingerMs, and no timer is left', inWorld(world => {
    const { activities } = online(world);
    world.service.trouble('history', { slowMs: 8_000 }, Infinity);
    world.pass(2_000);
    expect(world.service.inFlight).toBe(1);
    activities.leave();
    world.pass(999);
    expect(world.service.inFlight).toBe(1);
    world.pass(1);
    expect([world.service.inFlight, world.timers()]).toEqual([0, 0]);
  }));

  it('for less than lingerMs: what came meanwhile comes first, and nothing is asked twice', inWorld(world => {
    const { line, activities } = online(world, { lingerMs: 3_000 });
    activities.leave();
    world.service.says('a');
    world.pass(2_000);
    world.service.says('b');
    activities.come();
    expect(texts(activities)).toEqual(['a']);
    world.pass(2_000);
    expect(texts(activities)).toEqual(['a', 'b']);
    expect([world.service.opCount('start'), states(line)]).toEqual([1, ['idle', 'connecting', 'online']]);
  }));

  it('for longer: what was held and not taken is asked for again, from the watermark', inWorld(world => {
    const { line, activities } = online(world, { lingerMs: 3_000 });
    world.service.says('a');
    world.pass(1_000);
    activities.leave();
    world.service.says('b');
    world.pass(60_000);
    activities.come();
    world.pass(1_000);
    expect([texts(activities), world.service.opCount('start'), states(line).filter(state => state === 'idle').length]).toEqual([['a', 'b'], 1, 2]);
  }));

  it('since end(): everything has completed, nothing is left, nothing more is asked', inWorld(world => {
    const { line, activities } = online(world);
    world.service.trouble('history', { slowMs: 8_000 }, Infinity);
    world.pass(2_000);
    line.end();
    expect([world.service.inFlight, world.timers(), activities.completed, line.story().at(-1)]).toEqual([0, 0, true, 'ended end @2100']);
    const asked = world.service.requests.length;
    world.pass(60_000);
    expect(world.service.requests.length).toBe(asked);
  }));
});

describe('a bad day of polling', () => {
  it.each<[string, Trouble]>([
    ['500', { status: 500 }], ['503', { status: 503 }], ['408', { status: 408 }], ['status 0', { status: 0 }],
    ['a refused connection', { lost: 'refused' }], ['a cut', { lost: 'on the way back' }], ['no answer at all', { slowMs: Infinity }],
  ])('%s ends the run; the next goes on after the watermark, nothing is lost or comes twice', (_, trouble) =>
    inWorld(world => {
      const { line, activities } = online(world);
      world.service.says('a');
      world.pass(6_000);
      world.service.trouble('history', trouble, 3);
      world.pass(1_000);
      world.service.says('b');
      world.pass(60_000);
      world.service.says('c');
      world.pass(10_000);
      expect([texts(activities), activities.errors]).toEqual([['a', 'b', 'c'], []]);
      expect(states(line)).toEqual(['idle', 'connecting', 'online', ...['waiting', 'connecting', 'waiting', 'connecting', 'waiting', 'connecting'], 'online']);
      expect(line.statuses.at(-1)?.[1]).toEqual({ state: 'online', run: expect.any(Number), transport: 'polling' });
    })());

  it('429 with Retry-After: nothing is asked for so long, and the status says when', inWorld(world => {
    const { line, activities } = online(world);
    world.pass(6_000);
    world.service.trouble('history', { status: 429, retryAfter: '20' });
    world.pass(1_000);
    world.service.says('a');
    world.pass(40_000);
    const waiting = line.statuses.map(([, status]) => status).find(({ state }) => state === 'waiting');
    expect(waiting).toMatchObject({ delayMs: 20_000, error: { status: 429 } });
    const gaps = world.service.times('history').map((atMs, index, all) => atMs - (all[index - 1] ?? atMs));
    // The answer's way back is part of it.
    expect([Math.max(...gaps), texts(activities)]).toEqual([20_020, ['a']]);
  }));

  it('a service that throttles for ever is asked less and less, and never given up', inWorld(world => {
    const { activities } = online(world);
    world.service.trouble('history', { status: 429 }, Infinity);
    world.pass(600_000);
    expect([activities.errors, world.service.opCount('history') < 60]).toEqual([[], true]);
  }));

  it('offline for a minute, and back: at once, since the host says so', inWorld(world => {
    const { line, activities } = online(world);
    world.service.offline = true;
    world.pass(60_000);
    world.service.offline = false;
    world.service.says('welcome back');
    world.wake$.next();
    world.pass(100);
    expect([texts(activities), line.story().at(-1)?.split(' ')[0]]).toEqual([['welcome back'], 'online']);
  }));

  it('a token that expires is renewed, once, and nobody notices', inWorld(world => {
    const { line, activities } = online(world);
    world.service.expireTokens();
    world.service.says('a');
    world.pass(5_000);
    expect([texts(activities), states(line), world.service.opCount('reconnect') + world.service.opCount('refresh')])
      .toEqual([['a'], ['idle', 'connecting', 'online'], 1]);
  }));

  it('a token that expires and has no other: `needsToken`, silent, until setToken(token)', inWorld(world => {
    const { service, client, listen, pass } = world;
    const token = service.token();
    const line = client({ token, transport: 'polling' });
    const activities = listen(line.activity$);
    pass(3_000);
    service.expireTokens();
    pass(60_000);
    expect([line.story().at(-1)?.split(' ')[0], activities.errors]).toEqual(['needsToken', []]);
    const asked = service.requests.length;
    pass(60_000);
    expect(service.requests.length).toBe(asked);
    service.says('a');
    line.setToken(service.token('c1'));
    pass(1_000);
    expect([texts(activities), line.statuses.at(-1)?.[1]]).toEqual([['a'], { state: 'online', run: expect.any(Number), transport: 'polling' }]);
  }));

  it('a conversation that is gone ends', inWorld(world => {
    const { line, activities } = online(world);
    world.service.forget();
    world.pass(5_000);
    expect([activities.completed, line.story().at(-1)?.split(' @')[0]]).toEqual([true, 'ended gone']);
  }));

  it('an answer that is no activity set is given up, and says what it was', inWorld(world => {
    const { line, activities } = online(world);
    world.service.trouble('history', { status: 200, body: { nothing: 'here' } });
    world.pass(5_000);
    expect([named(activities.errors), states(line).at(-1)]).toEqual([['DirectLineProtocolError'], 'failed']);
  }));

  it('a clock that jumps by an hour: it goes on, with what came meanwhile', inWorld(world => {
    const { activities } = online(world);
    world.service.says('a');
    world.pass(2_000);
    world.service.says('b');
    world.sleep(3_600_000);
    world.pass(5_000);
    world.service.says('c');
    world.pass(15_000);
    expect(texts(activities)).toEqual(['a', 'b', 'c']);
  }));

  it('a clock that is set back by an hour: it goes on', inWorld(world => {
    const { line, activities } = online(world);
    world.pass(2_000);
    world.sleep(-3_600_000);
    world.service.says('a');
    world.pass(15_000);
    expect([texts(activities), states(line)]).toEqual([['a'], ['idle', 'connecting', 'online']]);
  }));

  it.each([1, 2, 3, 4, 5, 6])('everything at once, by chance (seed %i): each comes once, in order', seed =>
    inWorld(world => {
      const { service, pass } = world;
      const random = seeded(seed);
      service.pageSize = 3;
      const { activities, line } = online(world);
      const troubles: readonly Trouble[] = [
        { status: 500 }, { status: 429, retryAfter: '2' }, { lost: 'on the way' }, { lost: 'on the way back' }, { slowMs: 4_000 }, { slowMs: Infinity }, { status: 403, code: 'TokenExpired' },
      ];
      const moments: readonly (() => void)[] = [
        () => service.says(`${service.history().length}`), () => service.says(`${service.history().length}`), () => service.says(`${service.history().length}`),
        () => service.trouble('history', troubles[Math.floor(random() * troubles.length)] ?? { status: 500 }),
        () => line.reconnect(), () => world.wake$.next(), () => service.expireTokens(),
        () => activities.leave(), () => activities.leave(), () => (activities.leave(), activities.come()), () => (activities.leave(), activities.come()), () => world.sleep(40_000),
      ];
      for (let moment = 0; moment < 300; moment += 1) {
        moments[Math.floor(random() * moments.length)]?.();
        pass(Math.floor(random() * 1_500));
      }
      service.calm();
      activities.leave();
      activities.come();
      pass(120_000);
      expect(texts(activities)).toEqual(service.history().map(({ text }) => text));
      expect(service.history().length).toBeGreaterThan(40);
      expect(service.mostAtOnce('history')).toBe(1);
      expect(activities.errors).toEqual([]);
    })());
});
