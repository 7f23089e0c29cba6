import { storedIn } from '../../src/index.js';
import type { StorageLike } from '../../src/storedIn.js';
import { Disk } from '../support/disk.js';
import { SECRET } from '../support/service.js';
import { inWorld, texts, type World } from '../support/world.js';

const key = {
  name: 'DirectLineOptionError',
  option: 'storedIn, key',
  message: 'storedIn, key: got the default key, which another client uses; it takes a key of its own',
};

const online = ({ client, listen, pass }: World, storage: StorageLike | (() => StorageLike), options = {}) => {
  const line = client({ secret: SECRET, resume: storedIn(storage, options) });
  const activities = listen(line.activity$);
  pass(400);
  return { line, activities, state: () => line.statuses.at(-1)?.[1].state };
};

describe('the default key of a storage', () => {
  it('is for one client: another one fails with an error that names the option, without a request and without a write', inWorld(world => {
    const storage = new Disk().process();
    const first = online(world, storage);
    const before = [world.service.requests.length, storage.done.length];
    const second = online(world, storage);
    const [session, post] = [world.listen(second.line.token$), world.listen(second.line.postActivity({ type: 'message', text: 'hello' }))];
    expect([first.state(), second.state()]).toEqual(['online', 'failed']);
    expect([second.activities.errors, session.errors, post.errors]).toMatchObject([[key], [key], [key]]);
    expect([[world.service.requests.length, storage.done.length], second.line.notices()]).toEqual([before, []]);
  }));

  it('is for one client if both use the same storedIn()', inWorld(world => {
    const resume = storedIn(new Disk().process());
    const [first, second] = [1, 2].map(() => world.listen(world.client({ secret: SECRET, resume }).activity$));
    world.pass(400);
    expect([first?.errors, second?.errors]).toMatchObject([[], [key]]);
  }));

  it('is not used by a client that nobody subscribes to', inWorld(world => {
    const storage = new Disk().process();
    world.client({ secret: SECRET, resume: storedIn(storage) });
    expect(online(world, storage).state()).toBe('online');
  }));

  it('is used by one client for as long as it lives, whoever leaves it and comes back', inWorld(world => {
    const storage = new Disk().process();
    const first = online(world, storage);
    first.activities.leave();
    world.pass(5_000);
    expect(online(world, storage).state()).toBe('failed');
    first.activities.come();
    world.pass(400);
    expect(first.state()).toBe('online');
  }));

  it('is used by a client whose load() was abandoned', inWorld(world => {
    const storage = new Disk().process(50);
    const line = world.client({ secret: SECRET, resume: storedIn(storage), lingerMs: 0 });
    const activities = world.listen(line.activity$);
    world.pass(20);
    activities.leave();
    expect(online(world, storage).state()).toBe('failed');
    activities.come();
    world.pass(400);
    expect(line.statuses.at(-1)?.[1].state).toBe('online');
  }));

  it('is free after end(): the next client resumes the conversation', inWorld(world => {
    const storage = new Disk().process();
    const first = online(world, storage);
    first.line.end();
    world.service.says('meanwhile');
    const second = online(world, storage);
    expect([second.state(), texts(second.activities), world.service.opCount('start')]).toEqual(['online', ['meanwhile'], 1]);
    expect(online(world, storage).state()).toBe('failed');
  }));

  it('is free after the end of the conversation', inWorld(world => {
    const storage = new Disk().process();
    online(world, storage);
    world.service.record({ type: 'endOfConversation', from: { id: 'bot' } });
    world.pass(500);
    expect(online(world, storage).state()).toBe('online');
  }));

  it('stays free if a client ends while its write is in progress', inWorld(world => {
    const storage = new Disk().process(50);
    const first = online(world, storage);
    world.service.says('one');
    world.service.says('two');
    first.line.end();
    world.pass(200);
    expect(online(world, storage).state()).toBe('online');
  }));

  it('is not written to any more by a client that has ended, once the next one uses it', inWorld(world => {
    const disk = new Disk();
    const storage = disk.process(50);
    const first = online(world, storage);
    world.service.says('one');
    world.service.says('two');
    first.line.end();
    const next = world.client({ secret: SECRET, resume: storedIn(storage) });
    world.listen(next.activity$);
    storage.done.length = 0;
    world.pass(50);
    expect(storage.done.filter(what => what.startsWith('set'))).toEqual(['set @450']);
    world.pass(400);
    expect([next.statuses.at(-1)?.[1].state, disk.kept]).toMatchObject(['online', { watermark: '1' }]);
  }));

  it('is free for a client that failed, once the other one has ended and it is subscribed again', inWorld(world => {
    const storage = new Disk().process();
    const first = online(world, storage);
    const second = online(world, storage);
    first.line.end();
    second.activities.come();
    world.pass(2_000);
    expect([second.state(), second.line.checkpoint(), second.activities.errors.length]).toEqual(['online', { conversationId: 'c1' }, 1]);
  }));

  it('is not released by the end of a client that failed', inWorld(world => {
    const storage = new Disk().process();
    online(world, storage);
    online(world, storage).line.end();
    expect(online(world, storage).state()).toBe('failed');
  }));

  it('is compared by the storage object that a function returns', inWorld(world => {
    const [mine, other] = [new Disk().process(), new Disk().process()];
    expect([() => mine, () => other, () => mine, mine].map(storage => online(world, storage).state())).toEqual(['online', 'online', 'failed', 'failed']);
  }));

  it('of a storage that was not available at first is not written to if another client uses it', inWorld(world => {
    const storage = new Disk().process();
    // Mutable: whether the access throws.
    let isBlocked = true;
    const second = online(world, () => {
      if (isBlocked) throw new Error('blocked');
      return storage;
    });
    online(world, storage);
    isBlocked = false;
    const before = storage.done.length;
    world.service.says('hello', 'c1');
    expect([second.state(), texts(second.activities), storage.done.length]).toEqual(['online', ['hello'], before]);
  }));
});

describe('a key of its own', () => {
  it('is used by each of two clients in one storage', inWorld(world => {
    const disk = new Disk();
    const storage = disk.process();
    expect([{ key: 'a' }, { key: 'b' }, {}].map(options => online(world, storage, options).state())).toEqual(['online', 'online', 'online']);
    expect([...disk.texts.keys()]).toEqual(['a', 'b', 'rx-directline']);
  }));

  it('is not checked, even if it has the text of the default key', inWorld(world => {
    const storage = new Disk().process();
    expect([{ key: 'rx-directline' }, { key: 'rx-directline' }, {}].map(options => online(world, storage, options).state())).toEqual(['online', 'online', 'online']);
  }));
});
