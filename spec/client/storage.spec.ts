import { of } from 'rxjs';
import { directLine1, storedIn } from '../../src/index.js';
import type { StoredInOptions } from '../../src/storedIn.js';
import { Disk, type Process } from '../support/disk.js';
import { SECRET, SECRETS } from '../support/service.js';
import { inWorld, named, texts, type World } from '../support/world.js';

const stored = (process: Process, options?: StoredInOptions) => ({ secret: SECRET, resume: storedIn(process, options) });
const kept = (more: object) => ({ baseUrl: 'https://service', ...more });

/** A page: a client that listens, with a storage; its end is that of the page. */
const page = ({ client, listen, pass }: World, process: Process, options: object = {}) => {
  const line = client({ ...stored(process), ...options });
  const activities = listen(line.activity$);
  pass(200);
  const close = (): void => {
    process.killed = true;
    line.end();
  };
  return { line, activities, close };
};

describe('a checkpoint in a storage', () => {
  it('is neither read nor written before somebody subscribes, whatever the client is told', inWorld(world => {
    const { service } = world;
    const disk = new Disk();
    disk.texts.set('rx-directline', JSON.stringify(kept({ conversationId: service.conversation() })));
    const process = disk.process();
    const line = world.client({ token: () => [], resume: storedIn(process, { withToken: true }) });
    line.setToken(service.token('c1'));
    world.pass(1_000);
    expect(process.done).toEqual([]);
    world.listen(line.token$);
    expect(process.done).toEqual(['get @1000', 'set @1000']);
  }));

  it('is not looked at before somebody subscribes, and the client goes on with it: no start, only what came after it', inWorld(world => {
    const { service } = world;
    const disk = new Disk();
    const one = page(world, disk.process());
    service.says('one');
    one.close();
    service.says('two');
    const process = disk.process();
    const line = world.client(stored(process));
    expect(process.done).toEqual([]);
    const activities = world.listen(line.activity$);
    world.pass(200);
    expect([texts(activities), service.opCount('start'), process.done[0]]).toEqual([['two'], 1, 'get @200']);
    expect(service.paths('reconnect').at(-1)).toBe('/conversations/c1?watermark=0');
  }));

  it('is saved as the conversation begins and after each set, never before its last activity was delivered', inWorld(world => {
    const disk = new Disk();
    const seen: unknown[] = [];
    const line = world.client(stored(disk.process()));
    line.activity$.subscribe(({ text }) => seen.push([text, disk.kept]));
    world.pass(200);
    expect(disk.kept).toEqual(kept({ conversationId: 'c1' }));
    world.service.says('one');
    world.service.push({ activities: [{ type: 'message', text: 'two', id: 'c1|0000001' }, { type: 'message', text: 'three', id: 'c1|0000002' }], watermark: '2' });
    expect(seen).toEqual([
      ['one', kept({ conversationId: 'c1' })], ['two', kept({ conversationId: 'c1', watermark: '0' })], ['three', kept({ conversationId: 'c1', watermark: '0' })],
    ]);
    expect(disk.kept).toEqual(kept({ conversationId: 'c1', watermark: '2' }));
  }));

  it('is written only where it says something else', inWorld(world => {
    const [disk, { service, pass }] = [new Disk(), world];
    const process = disk.process();
    const { activities } = page(world, process);
    service.record({ type: 'message', text: 'one' });
    service.push({ activities: [], watermark: '9' });
    service.push({ activities: [{ type: 'typing' }] });
    service.cut();
    pass(3_000_000);
    activities.leave();
    expect(process.done).toEqual(['get @0', 'set @20', 'set @200']);
  }));

  it('holds the token only if it is asked to, and each that takes its place', inWorld(world => {
    const disk = new Disk();
    const process = disk.process();
    const { activities } = page(world, process, { resume: storedIn(process, { withToken: true }) });
    const first = disk.kept;
    expect(first).toMatchObject({ token: expect.stringContaining(SECRETS.token) });
    world.pass(1_500_000);
    expect(disk.kept).toMatchObject({ token: expect.stringContaining(SECRETS.token) });
    expect(disk.kept).not.toEqual(first);
    activities.leave();
    const next = world.client({ token: () => [], resume: storedIn(disk.process(), { withToken: true }) });
    expect(world.listen(next.conversation$).values).toMatchObject([{ conversationId: 'c1', started: 'existing' }]);
  }));

  it('never holds the secret, where that speaks for itself', inWorld(world => {
    const disk = new Disk();
    const process = disk.process();
    disk.texts.set('rx-directline', JSON.stringify(kept({ conversationId: world.service.conversation('hello') })));
    page(world, process, { protocol: directLine1, resume: storedIn(process, { withToken: true }) });
    expect(disk.kept).toMatchObject({ watermark: expect.any(String) });
    expect(disk.text).not.toContain(SECRETS.secret);
  }));

  it('without the watermark brings a page that keeps no messages the whole conversation again', inWorld(world => {
    const disk = new Disk();
    const open = () => {
      const process = disk.process();
      return page(world, process, { resume: storedIn(process, { withWatermark: false }) });
    };
    const one = open();
    world.service.says('one');
    one.close();
    world.service.says('two');
    expect(texts(open().activities)).toEqual(['one', 'two']);
    expect(world.service.opCount('start')).toBe(1);
  }));

  it('is read and written under its key', inWorld(world => {
    const disk = new Disk();
    const [mine, other] = [world.service.conversation('mine'), world.service.conversation('other')];
    disk.texts.set('chat', JSON.stringify(kept({ conversationId: mine })));
    disk.texts.set('rx-directline', JSON.stringify(kept({ conversationId: other })));
    const process = disk.process();
    const { activities } = page(world, process, { resume: storedIn(process, { key: 'chat' }) });
    expect([texts(activities), [...disk.texts.values()].map(text => JSON.parse(text) as unknown)])
      .toEqual([['mine'], [kept({ conversationId: mine, watermark: '0' }), kept({ conversationId: other })]]);
  }));

  it('goes on with what the app hands over before: setToken(token) is newer than the storage', inWorld(world => {
    const { service } = world;
    const disk = new Disk();
    const id = service.conversation('hello');
    disk.texts.set('rx-directline', JSON.stringify(kept({ conversationId: id, token: service.token(id) })));
    const line = world.client({ token: () => [], resume: storedIn(disk.process(), { withToken: true }) });
    const token = service.token(id);
    line.setToken(token);
    const activities = world.listen(line.activity$);
    world.pass(200);
    expect([texts(activities), service.requests[0]?.credential]).toEqual([['hello'], token]);
  }));
});

describe('a storage that takes its time', () => {
  it('delays the first request and nothing else, and is asked once for all who wait', inWorld(world => {
    const { service, listen, pass } = world;
    const disk = new Disk();
    const id = service.conversation('one', 'two');
    disk.texts.set('rx-directline', JSON.stringify(kept({ conversationId: id, watermark: '0' })));
    const process = disk.process(70);
    const line = world.client({ ...stored(process), transport: 'polling' });
    const [activities, session, post] = [listen(line.activity$), listen(line.token$), listen(line.postActivity({ type: 'message', text: 'mine' }))];
    expect(line.story()).toEqual(['idle @0', 'connecting 1 @0']);
    pass(69);
    expect(service.requests).toEqual([]);
    pass(2_000);
    expect(service.requests[0]?.atMs).toBe(70);
    expect([texts(activities), session.values.length, post.values.length]).toEqual([['two', 'mine'], 1, 1]);
    expect(process.done.filter(what => what.startsWith('get'))).toEqual(['get @70']);
  }));

  it('is written to one at a time, then the newest', inWorld(world => {
    const { service, pass } = world;
    const disk = new Disk();
    const process = disk.process(50);
    page(world, process);
    process.done.length = 0;
    for (let count = 0; count < 100; count += 1) {
      service.says(`${count}`);
      pass(1);
    }
    expect(process.done).toEqual(['set @250', 'set @300']);
    pass(200);
    expect(process.done).toEqual(['set @250', 'set @300', 'set @350']);
    expect(disk.kept).toEqual(kept({ conversationId: 'c1', watermark: '99' }));
  }));

  it('is left alone by who leaves before it answers, and asked again by who comes back', inWorld(world => {
    const process = new Disk().process(50);
    const line = world.client({ ...stored(process), lingerMs: 0 });
    const activities = world.listen(line.activity$);
    world.pass(20);
    activities.leave();
    world.pass(100);
    expect([process.done, world.service.requests, world.timers()]).toEqual([[], [], 0]);
    activities.come();
    world.pass(200);
    expect([process.done[0], world.service.opCount('start')]).toEqual(['get @170', 1]);
  }));

  it('gets what was on its way when the client ended', inWorld(world => {
    const disk = new Disk();
    const { line } = page(world, disk.process(50));
    world.service.says('one');
    world.service.says('two');
    line.end();
    world.pass(200);
    expect(disk.kept).toEqual(kept({ conversationId: 'c1', watermark: '1' }));
  }));
});

describe('a storage that fails', () => {
  const failures = ['throws', 'errors', 'never answers'] as const;

  it.each(failures)('%s when it is asked: a notice, and a new conversation', fails => inWorld(world => {
    const process = new Disk().process();
    process.fails = fails;
    const { line, activities } = page(world, process);
    world.pass(5_000);
    world.service.says('hello');
    expect([texts(activities), line.story().at(-1)?.split(' ')[0]]).toEqual([['hello'], 'online']);
    expect(line.notices()).toEqual(fails === 'never answers' ? ['storageFailed'] : ['storageFailed', 'storageFailed']);
    const errors = line.traced.flatMap(event => (event.type === 'notice' ? [event.error] : []));
    expect(new Set(named(errors))).toEqual(new Set(['DirectLineCallbackError']));
  })());

  it.each(['throws', 'errors'] as const)('%s when it is written to: one notice until it works again, and the stream goes on', fails => inWorld(world => {
    const { service, pass } = world;
    const disk = new Disk();
    const process = disk.process();
    const { line, activities } = page(world, process);
    process.fails = fails;
    for (const text of ['one', 'two', 'three']) service.says(text);
    expect([texts(activities), line.notices(), disk.kept]).toEqual([['one', 'two', 'three'], ['storageFailed'], kept({ conversationId: 'c1' })]);
    process.fails = undefined;
    service.says('four');
    expect(disk.kept).toEqual(kept({ conversationId: 'c1', watermark: '3' }));
    process.fails = fails;
    service.says('five');
    pass(1_000);
    expect([line.notices(), line.story().length]).toEqual([['storageFailed', 'storageFailed'], 3]);
  })());

  it('is not to be had at all, as in a page without cookies: a notice', inWorld(world => {
    const resume = storedIn(() => {
      throw new Error('the operation is insecure');
    });
    const line = world.client({ secret: SECRET, resume });
    const activities = world.listen(line.activity$);
    world.pass(100);
    world.service.says('hello');
    expect([texts(activities), line.notices()]).toEqual([['hello'], ['storageFailed', 'storageFailed']]);
  }));

  it('and quotes what it was given: no credential is told', inWorld(world => {
    const resume = storedIn({ getItem: () => null, setItem: (_, text) => { throw new Error(`cannot write ${text}`); }, removeItem: () => undefined }, { withToken: true });
    const line = world.client({ secret: SECRET, resume });
    world.listen(line.activity$);
    world.pass(100);
    expect(line.notices()).toEqual(['storageFailed']);
  }));
});

describe('what a storage holds', () => {
  const foreign: readonly (readonly [string, string])[] = [
    ['is not JSON', '{"conversationId":'], ['is empty', ''], ['is null', 'null'], ['is another thing', '[1,2]'], ['is a text', '"c1"'],
    ['has no conversation', JSON.stringify(kept({ watermark: '0' }))], ['has a malformed conversation', JSON.stringify(kept({ conversationId: 7 }))],
    ['has a malformed watermark', JSON.stringify(kept({ conversationId: 'c1', watermark: 7 }))], ['has a malformed token', JSON.stringify(kept({ conversationId: 'c1', token: {} }))],
    ['is of another service', JSON.stringify({ baseUrl: 'https://other', conversationId: 'c1' })], ['is of no service', JSON.stringify({ conversationId: 'c1' })],
    ['is of another user', JSON.stringify(kept({ userId: 'bob', conversationId: 'c1' }))],
  ];
  it.each(foreign)('and %s is a notice and a new start, which takes its place', (_, text) => inWorld(world => {
    const { service } = world;
    service.conversation('not ours');
    const disk = new Disk();
    disk.texts.set('rx-directline', text);
    const { line, activities } = page(world, disk.process());
    service.says('ours', 'c2');
    expect([texts(activities), line.notices(), disk.kept]).toEqual([['ours'], ['notResumed'], kept({ conversationId: 'c2', watermark: '0' })]);
  })());

  it('is gone from the service: the client ends, the storage is empty, and the next one starts anew', inWorld(world => {
    const { service } = world;
    const disk = new Disk();
    page(world, disk.process()).close();
    service.forget();
    const gone = page(world, disk.process());
    expect([gone.line.story().at(-1), gone.activities.completed, disk.text]).toEqual(['ended gone @220', true, undefined]);
    expect(page(world, disk.process()).line.story().at(-1)).toMatch(/^online/);
    expect(disk.kept).toEqual(kept({ conversationId: 'c4' }));
  }));

  it('is gone from the service: with onGone restart it is replaced', inWorld(world => {
    const { service } = world;
    const disk = new Disk();
    page(world, disk.process()).close();
    service.forget();
    const { line } = page(world, disk.process(), { onGone: 'restart' });
    world.pass(5_000);
    expect([line.notices(), disk.kept]).toEqual([['restarted'], kept({ conversationId: 'c4' })]);
  }));

  it.each([['end', 'needsToken', 'c1'], ['restart', 'online', 'c2']] as const)('is not what the token is for: onGone %s', (onGone, state, conversationId) => inWorld(world => {
    const { service } = world;
    const [, theirs] = [service.conversation('mine'), service.conversation('theirs')];
    const disk = new Disk();
    disk.texts.set('rx-directline', JSON.stringify(kept({ conversationId: 'c1', watermark: '-1' })));
    const token = service.token(theirs, 'ann');
    const { line } = page(world, disk.process(), { secret: undefined, token: () => of(token), onGone });
    world.pass(5_000);
    expect([line.statuses.at(-1)?.[1].state, disk.kept]).toMatchObject([state, { conversationId }]);
  })());

  it('is removed when the bot ends the conversation, and stays when the app ends the client', inWorld(world => {
    const { service, pass } = world;
    const disk = new Disk();
    const { line } = page(world, disk.process());
    line.end();
    expect(disk.kept).toEqual(kept({ conversationId: 'c1' }));
    page(world, disk.process());
    service.record({ type: 'endOfConversation', from: { id: 'bot' } });
    pass(500);
    expect(disk.texts.size).toBe(0);
  }));

  it('is removed after the write that was on its way', inWorld(world => {
    const disk = new Disk();
    const process = disk.process(800);
    page(world, process);
    world.pass(2_000);
    world.service.record({ type: 'endOfConversation', from: { id: 'bot' } });
    world.pass(700);
    expect(disk.texts.size).toBe(1);
    world.pass(1_000);
    expect([process.done.slice(-2), disk.texts.size]).toEqual([['set @3000', 'remove @3800'], 0]);
  }));
});
