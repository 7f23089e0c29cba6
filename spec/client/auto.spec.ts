import type { DirectLineOptions } from '../../src/options.js';
import { SECRET, type SocketTrouble } from '../support/service.js';
import { inWorld, named, texts, type World } from '../support/world.js';

const MINUTE = 60_000;

/** A client behind a proxy that answers no upgrade, as it has found that out. */
const behindProxy = ({ client, service, listen, pass }: World, proxy: SocketTrouble = 'refused', options: DirectLineOptions = { secret: SECRET }) => {
  service.proxy = proxy;
  const line = client(options);
  const activities = listen(line.activity$);
  pass(30_000);
  return { line, activities };
};

const ways = (line: ReturnType<World['client']>): string[] =>
  line.statuses.flatMap(([, status]) => (status.state === 'online' ? [[status.transport, status.pollingReason].filter(Boolean).join(' ')] : []));

/** When sockets were tried, in minutes from the second one. */
const tries = ({ service: { sockets } }: World): number[] => sockets.slice(1).map(({ askedAtMs }, _, [second]) => Math.round((askedAtMs - (second?.askedAtMs ?? 0)) / MINUTE));

/** The bot says something every 1.7 s. */
const chatter = (world: World, ms: number): void => {
  for (let passed = 0; passed < ms; passed += 1_700) {
    world.service.says(`${world.service.history().length}`);
    world.pass(1_700);
  }
};

const everything = ({ service }: World): (string | undefined)[] => service.history().map(({ text }) => text);

describe('behind a proxy that answers no upgrade', () => {
  it.each<[SocketTrouble, number, number]>([['never opens', 20_000, 22_000], ['refused', 0, 2_000]])(
    'where a socket %s: after two handshakes it polls, and says so and why',
    (proxy, fromMs, toMs) => inWorld(world => {
      const { line } = behindProxy(world, proxy);
      expect(ways(line)).toEqual(['polling socketBlocked']);
      const [onlineAtMs] = line.statuses.find(([, { state }]) => state === 'online') ?? [];
      expect(onlineAtMs).toBeGreaterThan(fromMs);
      expect(onlineAtMs).toBeLessThan(toMs);
      expect(world.service.sockets.length).toBe(2);
      // The second failure is not waited for: polling begins at once.
      expect(line.statuses.map(([, { state }]) => state)).toEqual(['idle', 'connecting', 'waiting', 'connecting', 'connecting', 'online']);
    })());

  it('nothing is lost or comes twice, from what was said while nothing opened to what is polled', inWorld(world => {
    world.service.proxy = 'never opens';
    const activities = world.listen(world.client().activity$);
    world.pass(100);
    chatter(world, 60_000);
    world.pass(2_000);
    expect(texts(activities)).toEqual(everything(world));
  }));

  it('joining a conversation brings what the service keeps once, and goes on after a checkpoint where it was', inWorld(world => {
    const conversationId = world.service.conversation('a', 'b', 'c');
    const { activities } = behindProxy(world, 'refused', { secret: SECRET, resume: { conversationId } });
    const later = behindProxy(world, 'refused', { secret: SECRET, resume: { conversationId, watermark: '1' } });
    expect([texts(activities), texts(later.activities)]).toEqual([['a', 'b', 'c'], ['c']]);
  }));

  it('where history is not wanted, only what is new is polled', inWorld(world => {
    const { service } = world;
    const token = service.token(service.conversation('a', 'b', 'c'));
    const { activities } = behindProxy(world, 'refused', { token, history: 'new' });
    service.says('d');
    world.pass(10_000);
    expect(texts(activities)).toEqual(['d']);
  }));

  it('posts go as ever, and their echo comes', inWorld(world => {
    const { line, activities } = behindProxy(world);
    const post = world.listen(line.postActivity({ type: 'message', text: 'hello' }));
    world.pass(2_000);
    expect([post.values.length, texts(activities)]).toEqual([1, ['hello']]);
  }));

  it('a socket lost on the way there had held: what was said since comes by polling', inWorld(world => {
    const { service, pass, client, listen } = world;
    const line = client();
    const activities = listen(line.activity$);
    pass(10_000);
    chatter(world, 20_000);
    service.proxy = 'never opens';
    service.cut();
    chatter(world, 60_000);
    pass(5_000);
    expect(texts(activities)).toEqual(everything(world));
    expect(ways(line)).toEqual(['websocket', 'polling socketBlocked']);
  }));

  it('the socket is tried again after 5 min, then 10, 20, 40 and every 60', inWorld(world => {
    const { line, activities } = behindProxy(world);
    world.pass(200 * MINUTE);
    expect(tries(world)).toEqual([0, 5, 15, 35, 75, 135, 195]);
    expect(new Set(ways(line))).toEqual(new Set(['polling socketBlocked']));
    // A try that fails is no loss: it is polled again at once.
    expect(line.statuses.filter(([, { state }]) => state === 'waiting').length).toBe(1);
    expect(activities.errors).toEqual([]);
  }));

  it('a try that does not open costs nothing of what is said meanwhile', inWorld(world => {
    const { activities } = behindProxy(world, 'never opens');
    chatter(world, 20 * MINUTE);
    world.pass(15_000);
    expect(world.service.sockets.length).toBe(4);
    expect(texts(activities)).toEqual(everything(world));
  }));

  it('is there no more: the try opens, goes on after the watermark, and once it has held all is forgotten', inWorld(world => {
    const { line, activities } = behindProxy(world);
    world.pass(16 * MINUTE);
    world.service.proxy = undefined;
    chatter(world, 25 * MINUTE);
    expect(texts(activities)).toEqual(everything(world));
    expect(ways(line).slice(-2)).toEqual(['polling socketBlocked', 'websocket']);
    // Nothing is asked for what the socket brings.
    const asked = world.service.opCount('history');
    world.pass(60_000);
    expect(world.service.opCount('history') - asked).toBeLessThanOrEqual(3);

    // Forgotten: it takes two again, and five minutes.
    world.service.proxy = 'refused';
    const before = world.service.sockets.length;
    world.service.cut();
    world.pass(10_000);
    expect([world.service.sockets.length - before, ways(line).at(-1)]).toEqual([2, 'polling socketBlocked']);
    world.pass(5 * MINUTE);
    expect(world.service.sockets.length - before).toBe(3);
    chatter(world, 60_000);
    expect(texts(activities)).toEqual(everything(world));
  }));

  it('lets it open and cuts it before it has held: what was known is not forgotten', inWorld(world => {
    const { line, activities } = behindProxy(world);
    world.service.socketTrouble({ cutAfterMs: 2_000 });
    const before = world.service.sockets.length;
    chatter(world, 6 * MINUTE);
    // One that opened and was cut, one that did not open: that is enough.
    expect([world.service.sockets.length - before, ways(line).slice(-2)]).toEqual([2, ['websocket', 'polling socketBlocked']]);
    world.pass(9 * MINUTE);
    expect(world.service.sockets.length - before).toBe(3);
    chatter(world, 10_000);
    world.pass(2_000);
    expect(texts(activities)).toEqual(everything(world));
  }));

  it('reconnect() tries the socket at once', inWorld(world => {
    const { line, activities } = behindProxy(world);
    world.service.proxy = undefined;
    world.service.says('a');
    line.reconnect();
    world.pass(1_000);
    expect([ways(line), texts(activities)]).toEqual([['polling socketBlocked', 'websocket'], ['a']]);
  }));

  it('nobody is there when the try is due: who comes then makes it, who comes before polls', inWorld(world => {
    const { line, activities } = behindProxy(world);
    activities.leave();
    world.pass(2 * MINUTE);
    activities.come();
    world.pass(1_000);
    activities.leave();
    expect([world.service.sockets.length, ways(line)]).toEqual([2, ['polling socketBlocked', 'polling socketBlocked']]);
    world.pass(10 * MINUTE);
    expect([world.service.sockets.length, world.timers()]).toEqual([2, 0]);
    world.service.proxy = undefined;
    activities.come();
    world.pass(1_000);
    expect([world.service.sockets.length, ways(line).at(-1)]).toEqual([3, 'websocket']);
  }));

  it('polling that fails is waited for like any other, and stays polling', inWorld(world => {
    const { line, activities } = behindProxy(world);
    world.service.trouble('history', { status: 500 }, 2);
    chatter(world, 20_000);
    world.pass(2_000);
    expect([new Set(ways(line)), world.service.sockets.length, texts(activities)]).toEqual([new Set(['polling socketBlocked']), 2, everything(world)]);
  }));

  it('end() in any of its moments leaves nothing', inWorld(world => {
    for (const ms of [15, 10, 500, 600, 5 * MINUTE, 5]) {
      const { line } = behindProxy(world, 'never opens');
      world.pass(ms);
      line.end();
      expect([world.timers(), world.service.inFlight, world.service.openSockets]).toEqual([0, 0, 0]);
    }
  }));
});

describe('what does not lead to polling', () => {
  it('one handshake that fails, between others that do not', inWorld(world => {
    const { service, client, listen, pass } = world;
    const line = client();
    listen(line.activity$);
    for (let round = 0; round < 5; round += 1) {
      pass(20_000);
      service.socketTrouble('refused');
      service.cut();
    }
    pass(20_000);
    expect(new Set(ways(line))).toEqual(new Set(['websocket']));
  }));

  it('a service that cannot be reached at all: that is not the socket\'s fault', inWorld(world => {
    const { service, client, listen, pass } = world;
    const line = client();
    const activities = listen(line.activity$);
    pass(10_000);
    service.offline = true;
    service.cut();
    pass(5 * MINUTE);
    service.offline = false;
    service.says('a');
    pass(MINUTE);
    expect([new Set(ways(line)), texts(activities)]).toEqual([new Set(['websocket']), ['a']]);
  }));

  it("`transport: 'websocket'`: it goes on trying", inWorld(world => {
    const { line, activities } = behindProxy(world, 'refused', { secret: SECRET, transport: 'websocket' });
    world.pass(5 * MINUTE);
    expect([ways(line), world.service.opCount('history'), named(activities.errors)]).toEqual([[], 0, []]);
    expect(world.service.sockets.length).toBeGreaterThan(10);
    world.service.proxy = undefined;
    world.service.says('a');
    world.pass(MINUTE);
    expect(texts(activities)).toEqual(['a']);
  }));
});
