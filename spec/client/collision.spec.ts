import { SECRET } from '../support/service.js';
import { inWorld, named, texts, type World } from '../support/world.js';

const online = ({ client, listen, pass }: World) => {
  const line = client();
  const activities = listen(line.activity$);
  pass(6_000);
  return { line, activities };
};

describe('a stream that is closed with `collision`', () => {
  it('after we lost our own is waited for, since it is our ghost that is in the way, and healed', inWorld(world => {
    const { line, activities } = online(world);
    world.service.ghostUntilMs = world.now() + 60_000;
    world.service.cut();
    world.service.says('meanwhile');
    world.pass(100_000);
    expect([texts(activities), activities.errors, line.story().at(-1)?.split(' ')[0]]).toEqual([['meanwhile'], [], 'online']);
    expect(line.statuses.some(([, { state }]) => state === 'failed')).toBe(false);
    // Waited for, not raced.
    expect(world.service.sockets.length).toBeLessThan(15);
  }));

  it('out of a run that held, without a loss of ours, is another client: `failed`, and says so', inWorld(world => {
    const { line, activities } = online(world);
    world.pass(100_000);
    world.service.cut('collision');
    expect(named(activities.errors)).toEqual(['DirectLineCollisionError']);
    expect(line.statuses.at(-1)?.[1]).toMatchObject({ state: 'failed', error: { cause: { reason: 'collision' } } });
  }));

  it('three times in a row, without a loss of ours, is another client', inWorld(({ client, service, listen, pass }) => {
    service.occupied = true;
    const line = client();
    const activities = listen(line.activity$);
    pass(60_000);
    expect([named(activities.errors), service.sockets.length, line.story().at(-1)?.split(' ')[0]]).toEqual([['DirectLineCollisionError'], 3, 'failed']);
  }));

  it('does not fight: of two clients the older one gives way, and takes over when the app says so', inWorld(world => {
    const { service, pass, listen } = world;
    const { line, activities } = online(world);
    pass(100_000);
    const newcomer = world.client({ secret: SECRET, resume: { conversationId: 'c1', watermark: '-1' } });
    const theirs = listen(newcomer.activity$);
    service.cut('collision');
    pass(600_000);
    expect([line.story().at(-1)?.split(' ')[0], service.sockets.length]).toEqual(['failed', 2]);
    newcomer.end();
    line.reconnect();
    activities.come();
    pass(100);
    service.says('back');
    expect([texts(activities), texts(theirs)]).toEqual([['back'], []]);
  }));
});
