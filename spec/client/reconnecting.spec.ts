import { SECRET, type Service } from '../support/service.js';
import { inWorld, texts, type World } from '../support/world.js';

const online = ({ client, listen, pass }: World) => {
  const line = client();
  const activities = listen(line.activity$);
  pass(40);
  return { line, activities };
};

describe('a stream that is cut', () => {
  it('after 5 s is opened again at once', inWorld(world => {
    const { line } = online(world);
    world.pass(5_000);
    world.service.cut();
    world.pass(40);
    expect(line.story()).toEqual([
      'idle @0', 'connecting 1 @0', 'online @40', 'waiting 1 for 0 @5040', 'connecting 1 @5040', 'online @5080',
    ]);
  }));

  it('before that meets a growing delay, although it opens each time', inWorld(world => {
    world.service.socketTrouble(...Array.from({ length: 8 }, () => ({ cutAfterMs: 100 })));
    const { line } = online(world);
    world.pass(120_000);
    const delays = line.statuses.flatMap(([, status]) => (status.state === 'waiting' ? [status.delayMs] : []));
    expect(delays).toEqual([500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000]);
  }));

  it('is `online` only while a socket is open', inWorld(world => {
    world.service.socketTrouble({ cutAfterMs: 6_000 }, 'refused', { slowMs: 3_000 }, { cutAfterMs: 10 });
    const { line } = online(world);
    world.pass(60_000);
    const { sockets } = world.service;
    for (const [atMs, status] of line.statuses) {
      const open = sockets.some(({ openedAtMs = Infinity, closedAtMs = Infinity }) => openedAtMs <= atMs && atMs < closedAtMs);
      expect([atMs, status.state === 'online']).toEqual([atMs, open]);
    }
  }));

  it('goes on where it was: nothing is lost, nothing repeated', inWorld(world => {
    const { activities } = online(world);
    const said: string[] = [];
    for (let round = 0; round < 20; round += 1) {
      const text = String(round);
      said.push(text);
      world.service.says(text);
      if (round % 3 === 0) world.service.cut();
      world.pass(round * 37);
    }
    world.pass(60_000);
    expect(texts(activities)).toEqual(said);
  }));
});

describe('an attempt that fails', () => {
  it.each([['7', 7_000], ['Thu, 01 Jan 1970 00:00:09 GMT', 8_980]])('waits as Retry-After (%s) says, without jitter', (retryAfter, delayMs) =>
    inWorld(({ client, service, listen, pass }) => {
      service.trouble('start', { status: 503, retryAfter });
      const line = client();
      listen(line.activity$);
      pass(20);
      expect(line.story().slice(2, 3)).toEqual([`waiting 2 for ${delayMs} @20`]);
      pass(delayMs + 40);
      expect(line.story().at(-1)).toBe(`online @${delayMs + 60}`);
    })());

  it.each([0, 408, 429, 500, 502, 503, 504])('with a %i is tried again', status =>
    inWorld(({ client, service, listen, pass }) => {
      service.trouble('start', { status }, 3);
      const line = client();
      listen(line.activity$);
      pass(10_000);
      expect(line.story().at(-1)).toMatch(/^online/);
      expect(service.opCount('start')).toBe(4);
    })());

  it('for an hour, before there ever was a conversation, is told by the status all the while, and over as soon as the service is there', inWorld(({ client, service, listen, pass }) => {
    service.offline = true;
    const line = client();
    const activities = listen(line.activity$);
    pass(100);
    expect(line.statuses.at(-1)?.[1]).toMatchObject({ state: 'waiting', attempt: 2, error: { name: 'DirectLineNetworkError' } });
    pass(3_600_000);
    // Every 15 s or so, to the end.
    expect(3_600_000 - (service.times('start').at(-1) ?? 0)).toBeLessThan(16_000);
    service.offline = false;
    pass(16_000);
    service.says('hello');
    expect([line.story().at(-1)?.split(' ')[0], texts(activities), activities.errors]).toEqual(['online', ['hello'], []]);
  }));

  it.each<[string, (service: Service) => void]>([
    ['503', service => service.trouble('reconnect', { status: 503 }, Infinity)],
    ['a network that is away', service => void (service.offline = true)],
  ])('for an hour after a cut, by %s, is never `online`, and over as soon as that is', (_, begin) => inWorld(world => {
    const { service, pass } = world;
    const { line, activities } = online(world);
    pass(6_000);
    begin(service);
    service.cut();
    service.says('meanwhile');
    const from = line.statuses.length;
    pass(3_600_000);
    expect(new Set(line.statuses.slice(from).map(([, { state }]) => state))).toEqual(new Set(['waiting', 'connecting']));
    service.calm();
    service.offline = false;
    pass(16_000);
    expect([line.story().at(-1)?.split(' ')[0], texts(activities)]).toEqual(['online', ['meanwhile']]);
  })());

  it('is given up when the policy says null, with what went wrong', inWorld(({ client, service, listen, pass }) => {
    service.offline = true;
    const asked: number[] = [];
    const line = client({ secret: SECRET, reconnectPolicy: ({ attempt }) => (asked.push(attempt), attempt < 3 ? 100 : null) });
    const activities = listen(line.activity$);
    pass(10_000);
    expect(asked).toEqual([1, 2, 3]);
    expect(activities.errors).toMatchObject([{ name: 'DirectLineNetworkError' }]);
    expect(line.statuses.at(-1)?.[1]).toMatchObject({ state: 'failed', error: { name: 'DirectLineNetworkError' } });
  }));

  it('is given up with the error of a policy that throws', inWorld(({ client, service, listen, pass }) => {
    service.offline = true;
    const activities = listen(client({ secret: SECRET, reconnectPolicy: () => { throw new Error('mine'); } }).activity$);
    pass(10_000);
    expect(activities.errors).toMatchObject([{ name: 'DirectLineCallbackError', callback: 'reconnectPolicy', cause: { message: 'mine' } }]);
  }));
});

describe('coming back', () => {
  it('online after an hour connects at once, with what was missed', inWorld(world => {
    const { service, pass, wake$ } = world;
    const { line, activities } = online(world);
    service.says('before');
    pass(6_000);
    service.offline = true;
    service.cut();
    service.says('meanwhile');
    pass(3_600_000);
    service.calm();
    expect(line.statuses.filter(([, { state }]) => state === 'connecting').length).toBeLessThan(260);
    service.offline = false;
    wake$.next();
    // The token is over by now: a way for a new one, one for a stream URL, one for the socket.
    pass(80);
    expect(line.story().at(-1)).toMatch(/^online/);
    expect(texts(activities)).toEqual(['before', 'meanwhile']);
  }));

  it('by reconnect() ends a wait, and replaces an open stream', inWorld(world => {
    const { service, pass } = world;
    const { line, activities } = online(world);
    service.says('one');
    line.reconnect();
    pass(40);
    expect(line.story().slice(-2)).toEqual(['connecting 1 @40', 'online @80']);
    service.cut();
    line.reconnect();
    pass(40);
    service.says('two');
    expect([texts(activities), service.openSockets, service.sockets.length]).toEqual([['one', 'two'], 1, 3]);
  }));

  it('by reconnect() while nobody listens does nothing', inWorld(({ client, service, pass, timers }) => {
    const line = client();
    line.reconnect();
    pass(10_000);
    expect([line.story(), service.requests, timers()]).toEqual([['idle @0'], [], 0]);
  }));
});
