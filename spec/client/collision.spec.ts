import { Observable, Subject } from 'rxjs';
import { DirectLineSocketError } from '../../src/errors.js';
import type { Frame, Socket } from '../../src/transport/socket.js';
import { SECRET } from '../support/service.js';
import { inWorld, named, texts, type Client, type World } from '../support/world.js';

const MINUTE = 60_000;

const online = ({ client, listen, pass }: World, transport: 'auto' | 'websocket' = 'auto') => {
  const line = client({ secret: SECRET, transport });
  const activities = listen(line.activity$);
  pass(6_000);
  return { line, activities };
};

const status = ({ statuses }: Client) => statuses.at(-1)?.[1];
const onSocket = { state: 'online', run: expect.any(Number), transport: 'websocket' };
const polledFor = (pollingReason: string) => ({ state: 'online', run: expect.any(Number), transport: 'polling', pollingReason });
/** Every transport that it was online by, one after the other. */
const transports = ({ statuses }: Client): string[] => statuses.flatMap(([, each]) => (each.state === 'online' ? [each.transport] : []));

describe('a stream that is closed with `collision`', () => {
  it('after we lost our own is waited for, since it is our ghost that is in the way, and healed: nothing is polled', inWorld(world => {
    const { line, activities } = online(world);
    world.service.ghostUntilMs = world.now() + 60_000;
    world.service.cut();
    world.service.says('meanwhile');
    world.pass(100_000);
    expect([texts(activities), activities.errors, status(line)]).toEqual([['meanwhile'], [], onSocket]);
    expect(line.statuses.some(([, { state }]) => state === 'failed')).toBe(false);
    expect(new Set(transports(line))).toEqual(new Set(['websocket']));
    // Waited for, not raced.
    expect(world.service.sockets.length).toBeLessThan(15);
  }));

  it('out of a run that held, without a loss of ours, is another client: polled, and says so', inWorld(world => {
    const { line, activities } = online(world);
    world.pass(100_000);
    world.service.cut('collision');
    world.service.says('meanwhile');
    world.pass(2_000);
    expect(status(line)).toEqual(polledFor('otherClient'));
    expect([texts(activities), activities.errors, world.service.sockets.length]).toEqual([['meanwhile'], [], 1]);
  }));

  it('out of such a run is another client: `failed`, and says so, with `transport: websocket`', inWorld(world => {
    const { line, activities } = online(world, 'websocket');
    world.pass(100_000);
    world.service.cut('collision');
    expect(named(activities.errors)).toEqual(['DirectLineCollisionError']);
    expect(status(line)).toMatchObject({ state: 'failed', error: { cause: { reason: 'collision' } } });
  }));

  it('three times in a row, without a loss of ours, is another client', inWorld(world => {
    world.service.occupied = true;
    const { line, activities } = online(world);
    world.service.says('meanwhile');
    world.pass(MINUTE);
    expect([status(line), activities.errors, texts(activities)]).toEqual([polledFor('otherClient'), [], ['meanwhile']]);
    expect(world.service.sockets.length).toBe(3);
  }));

  it('three times in a row is `failed` with `transport: websocket`', inWorld(world => {
    world.service.occupied = true;
    const { line, activities } = online(world, 'websocket');
    world.pass(MINUTE);
    expect([named(activities.errors), world.service.sockets.length, status(line)?.state]).toEqual([['DirectLineCollisionError'], 3, 'failed']);
  }));

  it('does not fight: of two clients the older one gives way, and takes over when the app says so', inWorld(world => {
    const { service, pass, listen } = world;
    const { line, activities } = online(world, 'websocket');
    pass(100_000);
    const newcomer = world.client({ secret: SECRET, transport: 'websocket', resume: { conversationId: 'c1', watermark: '-1' } });
    const theirs = listen(newcomer.activity$);
    service.cut('collision');
    pass(600_000);
    expect([status(line)?.state, service.sockets.length]).toEqual(['failed', 2]);
    newcomer.end();
    line.reconnect();
    activities.come();
    pass(100);
    service.says('back');
    expect([texts(activities), texts(theirs)]).toEqual([['back'], []]);
  }));
});

/** One stream a conversation: whose is closed where a second opens is not known (docs/protocol.md, 20). */
const oneStream = (closed: 'older' | 'newer') => {
  const opened$ = new Subject<void>();
  let holder: object | undefined;
  return (socket: Socket): Socket =>
    url =>
      new Observable<Frame>(subscriber => {
        const me = {};
        const collide = (): void => subscriber.error(new DirectLineSocketError('the stream closed (1000)', true, 1000, 'collision'));
        const overtaken = opened$.subscribe(() => holder === me && collide());
        const frames = socket(url).subscribe({
          next: frame => {
            subscriber.next(frame);
            if (frame.kind !== 'opened') return;
            if (closed === 'newer' && holder) return collide();
            opened$.next();
            holder = me;
          },
          error: (error: unknown) => subscriber.error(error),
        });
        return () => {
          [frames, overtaken].forEach(each => each.unsubscribe());
          if (holder === me) holder = undefined;
        };
      });
};

describe.each(['older', 'newer'] as const)('two clients on one conversation, of whose sockets the %s one is closed:', closed => {
  /** The first has listened for this long when the second comes; both hear all of it. */
  const two = (world: World, aheadMs: number) => {
    const { host, listen, pass, service } = world;
    const only = oneStream(closed);
    const conversationId = service.conversation();
    const come = () => {
      const line = world.client({ secret: SECRET, resume: { conversationId, watermark: '-1' } }, { socket: only(host().socket) });
      return { line, activities: listen(line.activity$) };
    };
    const first = come();
    pass(aheadMs);
    const second = come();
    return { first, second, both: [first, second] };
  };

  /** The bot says something every 7 seconds; what it said. */
  const talk = ({ service, pass, now }: World, forMs: number): string[] => {
    const said: string[] = [];
    for (const untilMs = now() + forMs; now() < untilMs; pass(7_000)) said.push(service.says(`at ${now()}`).text ?? '');
    return said;
  };

  /** Since then: how many sockets were asked for, and how many requests made. */
  const since = ({ service }: World, atMs: number) => ({
    sockets: service.sockets.filter(({ askedAtMs }) => askedAtMs >= atMs).length,
    requests: service.requests.filter(seen => seen.atMs >= atMs).length,
  });

  it.each<[string, { readonly older: number; readonly newer: number }, number, (world: World) => void]>([
    ['one that held', { older: 1, newer: 3 }, 100_000, () => undefined],
    ['one that is young', { older: 5, newer: 3 }, 1_000, () => undefined],
    ['one that came at the same time', { older: 6, newer: 4 }, 0, () => undefined],
    ['one that has just lost its socket', { older: 7, newer: 4 }, 100_000, ({ service }) => service.cut()],
  ])('ten minutes beside %s are no fight, and both hear everything once and in order', (_, sockets, aheadMs, meet) => inWorld(world => {
    const { both } = two(world, aheadMs);
    const began = world.now();
    meet(world);
    const said = talk(world, 10 * MINUTE);
    expect(both.map(({ activities }) => texts(activities))).toEqual([said, said]);
    expect(both.map(({ activities }) => activities.errors)).toEqual([[], []]);
    // One holds the stream, the other polls.
    expect(new Set(both.map(({ line }) => status(line)))).toEqual(new Set([onSocket, polledFor('otherClient')]));
    const total = since(world, began);
    expect(total.sockets).toBe(sockets[closed]);
    // From the one that polls: one a second while there is talk, and one more after each page that was not empty.
    expect(total.requests).toBeLessThanOrEqual((world.now() - began) / 1_000 + said.length + 2 * total.sockets);
    expect(since(world, began + 2 * MINUTE).sockets).toBe(0);
  })());

  it('while nobody talks there is a question every 10 s from who polls, and a proof every 30 s for the socket', inWorld(world => {
    two(world, 100_000);
    world.pass(5 * MINUTE);
    const quiet = world.now();
    world.pass(10 * MINUTE);
    expect(since(world, quiet).sockets).toBe(0);
    expect(since(world, quiet).requests).toBeLessThanOrEqual(60 + 20);
  }));

  it.each<[string, (client: { readonly line: Client; readonly activities: { leave(): void; come(): void } }, world: World) => void]>([
    ['reconnect()', ({ line }) => line.reconnect()],
    ['a new first subscriber', ({ activities }, { pass }) => {
      activities.leave();
      pass(2_000);
      activities.come();
    }],
  ])('%s tries the socket again, and gets it where it is free', (_, again) => inWorld(world => {
    const { first, second, both } = two(world, 100_000);
    const before = talk(world, 5 * MINUTE);
    const [polled, holder] = closed === 'older' ? [first, second] : [second, first];
    expect(both.map(({ line }) => transports(line).at(-1))).toEqual(closed === 'older' ? ['polling', 'websocket'] : ['websocket', 'polling']);

    // Held by the other: who comes gets it or not, as the service has it; either way one of them polls.
    const asked = world.now();
    again(polled, world);
    expect(status(polled.line)).toEqual({ state: 'connecting', run: expect.any(Number), attempt: 1, transport: 'websocket' });
    const meanwhile = talk(world, 5 * MINUTE);
    const taken = closed === 'older';
    expect([polled, holder].map(({ line }) => status(line))).toEqual(taken ? [onSocket, polledFor('otherClient')] : [polledFor('otherClient'), onSocket]);
    expect(since(world, asked).sockets).toBe(taken ? 1 : 3);

    // Free: it is the socket, and stays it.
    const [leaver, stayer] = taken ? [polled, holder] : [holder, polled];
    leaver.line.end();
    again(stayer, world);
    const after = talk(world, MINUTE);
    expect(status(stayer.line)).toEqual(onSocket);
    expect(texts(stayer.activities)).toEqual([...before, ...meanwhile, ...after]);
    expect(texts(leaver.activities)).toEqual([...before, ...meanwhile]);
  })());

  it('another subscriber beside the first does not', inWorld(world => {
    const { first, second } = two(world, 100_000);
    world.pass(MINUTE);
    const polled = closed === 'older' ? first : second;
    const asked = world.now();
    world.listen(polled.line.activity$);
    polled.activities.leave();
    world.pass(MINUTE);
    expect([since(world, asked).sockets, status(polled.line)]).toEqual([0, polledFor('otherClient')]);
  }));
});
