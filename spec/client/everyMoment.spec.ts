import type { DirectLineOptions } from '../../src/options.js';
import { SECRET } from '../support/service.js';
import { inWorld, texts, type Client, type Heard, type World } from '../support/world.js';
import type { Activity } from '../../src/protocol/types.js';

/** Moments through the start, the stream URL, the socket, and three pages of history. */
const moments = Array.from({ length: 32 }, (_, index) => index * 5);
const before = ['1', '2', '3'];

interface Scene extends World {
  readonly line: Client;
  readonly activities: Heard<Activity>;
}

/** Something is said, something happens, something else is said: at whatever moment, each is delivered once and in order. */
const atAnyMoment = (happens: (scene: Scene) => void, options: (world: World, id: string) => DirectLineOptions = ({ service }, id) => ({ token: service.token(id) })) => () => {
  for (const atMs of moments)
    inWorld(world => {
      const { service, pass } = world;
      service.pageSize = 2;
      const id = service.conversation(...before);
      const line = world.client(options(world, id));
      const activities = world.listen(line.activity$);
      pass(atMs);
      service.says('4');
      happens({ ...world, line, activities });
      service.says('5');
      pass(10_000);
      service.says('6');
      expect([atMs, texts(activities)]).toEqual([atMs, ['1', '2', '3', '4', '5', '6']]);
    })();
};

describe('at any moment of joining a conversation nothing is lost or repeated', () => {
  it('when the stream is cut', atAnyMoment(({ service }) => service.cut()));

  it('when its socket opens long after the answer of the first page', atAnyMoment(() => undefined, ({ service }, id) => {
    service.socketTrouble({ slowMs: 70 });
    return { token: service.token(id) };
  }));

  it('when its socket opens long after the answer of the first page, and is cut then', atAnyMoment(({ service }) => service.cut(), ({ service }, id) => {
    service.socketTrouble({ slowMs: 70 }, { slowMs: 70 });
    return { token: service.token(id) };
  }));

  it('when it is cut and everything is replayed', atAnyMoment(({ service }) => {
    service.replaysAll = true;
    service.cut();
  }));

  it('when it is cut and cut again', atAnyMoment(({ service, pass }) => {
    service.socketTrouble({ cutAfterMs: 5 }, { cutAfterMs: 25 }, 'refused');
    service.cut();
    pass(700);
    service.cut();
  }));

  it('when it goes silent', atAnyMoment(({ service, pass }) => {
    service.goSilent();
    pass(60_000);
  }));

  it('when the app says reconnect()', atAnyMoment(({ line }) => line.reconnect()));

  it('when the token expires and the stream is cut', atAnyMoment(({ service }) => {
    service.expireTokens();
    service.cut();
  }, (_, id) => ({ secret: SECRET, resume: { conversationId: id } })));

  it('when the last subscriber leaves and comes back soon', atAnyMoment(({ activities, service, pass }) => {
    activities.leave();
    service.cut();
    pass(300);
    activities.come();
  }));

  it('when the last subscriber leaves and comes back late', atAnyMoment(({ activities, pass }) => {
    activities.leave();
    pass(5_000);
    activities.come();
  }));

  it('when the network is away for a minute', atAnyMoment(({ service, pass }) => {
    service.offline = true;
    service.cut();
    pass(60_000);
    service.offline = false;
    pass(30_000);
  }));

  it('when each answer of history fails once', atAnyMoment(({ service, pass }) => {
    service.trouble('history', { lost: 'on the way back' }, 2);
    service.cut();
    pass(5_000);
  }));
});
