import { repeat, retry, take, tap } from 'rxjs';
import { storedIn } from '../../src/index.js';
import { Disk } from '../support/disk.js';
import { SECRET } from '../support/service.js';
import { inWorld, named, texts, type World } from '../support/world.js';

const message = (serial: number) => ({ type: 'message', id: `c1|000000${serial}`, text: `${serial}` });
const setOf = (...serials: readonly number[]) => ({ activities: serials.map(message), watermark: String(serials.at(-1)) });

const online = ({ client, listen, pass }: World, options: object = {}) => {
  const line = client({ secret: SECRET, ...options });
  const sets = listen(line.activitySet$);
  pass(100);
  const heard = (): string[] => sets.values.map(({ activities }) => activities.map(({ text }) => text).join(' '));
  const commit = (index: number): void => sets.values[index]?.commit();
  const saved = () => line.checkpoint()?.watermark;
  return { line, sets, heard, commit, saved };
};

describe('a set', () => {
  it('has the activities and the watermark after them, and is saved when it is committed', inWorld(world => {
    const { sets, heard, commit, saved } = online(world);
    world.service.push(setOf(0, 1));
    expect([heard(), sets.values[0]?.watermark, saved()]).toEqual([['0 1'], '1', undefined]);
    commit(0);
    expect(saved()).toBe('1');
  }));

  it('that is committed before one before it waits for that: what is saved is before the first that is not', inWorld(world => {
    const { commit, saved } = online(world);
    [setOf(0), setOf(1), setOf(2, 3), setOf(4)].forEach(set => world.service.push(set));
    const told = [2, 0, 2, 0, 1, 1, 3].map(index => (commit(index), saved()));
    expect(told).toEqual([undefined, '0', '0', '0', '3', '3', '4']);
  }));

  it('can be committed while it is handed out, and when nobody listens any more', inWorld(world => {
    const line = world.client();
    const told: unknown[] = [];
    line.activitySet$.pipe(take(1)).subscribe(({ commit }) => {
      told.push(line.checkpoint()?.watermark);
      commit();
      told.push(line.checkpoint()?.watermark);
    });
    world.pass(100);
    world.service.push(setOf(0));
    expect(told).toEqual([undefined, '0']);
    const late = world.listen(line.activitySet$.pipe(take(1)));
    world.service.push(setOf(1));
    expect(late.completed).toBe(true);
    world.pass(5_000);
    late.values[0]?.commit();
    expect(line.checkpoint()?.watermark).toBe('1');
  }));

  it('can be committed after the end, which is saved', inWorld(world => {
    const disk = new Disk();
    const { line, commit } = online(world, { resume: storedIn(disk.process()) });
    world.service.push(setOf(0));
    line.end();
    expect(disk.kept).not.toHaveProperty('watermark');
    commit(0);
    expect([disk.kept, line.checkpoint()]).toMatchObject([{ watermark: '0' }, { watermark: '0' }]);
  }));

  it('of a conversation that another one has followed changes nothing', inWorld(world => {
    const { sets, commit, saved } = online(world, { onGone: 'restart' });
    world.service.push(setOf(0));
    world.service.forget();
    world.service.cut();
    world.pass(10_000);
    world.service.says('new');
    expect([sets.values.length, saved()]).toEqual([2, undefined]);
    commit(0);
    expect(saved()).toBe(undefined);
    commit(1);
    expect(saved()).toBe('0');
  }));

  it('of known activities only, or of none, is not handed out', inWorld(world => {
    const { heard, commit, saved } = online(world);
    [setOf(0, 1), setOf(0, 1), { activities: [], watermark: '9' }, setOf(1, 2)].forEach(set => world.service.push(set));
    expect(heard()).toEqual(['0 1', '2']);
    commit(0);
    commit(1);
    expect(saved()).toBe('2');
  }));

  it('is of the history too, by page, but not of the one that was not wanted', inWorld(world => {
    const { service, pass } = world;
    service.pageSize = 2;
    const id = service.conversation('a', 'b', 'c');
    const all = world.listen(world.client({ token: service.token(id) }).activitySet$.pipe(tap(({ commit }) => commit())));
    const fresh = world.listen(world.client({ token: service.token(id), history: 'new' }).activitySet$);
    pass(500);
    service.says('d');
    expect([all, fresh].map(({ values }) => values.map(({ activities }) => activities.map(({ text }) => text)))).toEqual([[['a', 'b'], ['c'], ['d']], [['d']]]);
  }));
});

describe('activitySet$ and activity$', () => {
  it('each have each activity once, and what is saved waits for the sets', inWorld(world => {
    const { line, heard, commit, saved } = online(world);
    const activities = world.listen(line.activity$);
    [setOf(0, 1), setOf(1, 2)].forEach(set => world.service.push(set));
    expect([heard(), texts(activities), saved()]).toEqual([['0 1', '2'], ['0', '1', '2'], undefined]);
    commit(0);
    expect(saved()).toBe('1');
  }));

  it('is saved as it is delivered while nobody subscribes to sets', inWorld(world => {
    const { line, sets, saved } = online(world);
    world.listen(line.activity$);
    sets.leave();
    world.service.push(setOf(0));
    expect(saved()).toBe('0');
  }));

  it('share one stream, which lingers for either', inWorld(world => {
    const { line, sets, heard } = online(world);
    const activities = world.listen(line.activity$);
    sets.leave();
    world.pass(10_000);
    activities.leave();
    world.pass(500);
    world.service.push(setOf(0, 1));
    sets.come();
    expect([heard(), texts(activities), world.service.sockets.length]).toEqual([['0 1'], [], 1]);
    sets.leave();
    world.pass(1_000);
    expect([line.story().at(-1), world.timers()]).toEqual(['idle @11600', 0]);
  }));

  it('hand over in mid-set: what one has begun the other has the rest of', inWorld(world => {
    const { line, sets, heard } = online(world);
    sets.leave();
    const first = world.listen(line.activity$.pipe(take(1)));
    world.service.push(setOf(0, 1, 2));
    sets.come();
    expect([texts(first), heard()]).toEqual([['0'], ['1 2']]);
  }));

  it('may be joined in mid-set by a pipeline, which gets the rest of it first', inWorld(world => {
    const line = world.client();
    const told: string[] = [];
    line.activity$.subscribe(({ text }) => {
      told.push(`${text}`);
      if (text === '0') line.activitySet$.subscribe(({ activities }) => told.push(`set of ${activities.length}`));
    });
    world.pass(100);
    world.service.push(setOf(0, 1, 2));
    expect(told).toEqual(['0', 'set of 2', '1', '2']);
  }));

  it('end and err alike', inWorld(world => {
    const { line, sets } = online(world);
    world.service.pushText('nonsense');
    expect(named(sets.errors)).toEqual(['DirectLineProtocolError']);
    world.pass(5_000);
    sets.come();
    world.pass(5_000);
    line.end();
    expect([sets.completed, world.listen(line.activitySet$).completed]).toEqual([true, true]);
  }));
});

describe('a pipeline', () => {
  it('that takes one set at a time misses none', inWorld(world => {
    const line = world.client();
    const sets = world.listen(line.activitySet$.pipe(take(1), tap(({ commit }) => commit()), repeat(3)));
    world.pass(100);
    [setOf(0, 1), setOf(2), setOf(3)].forEach(set => world.service.push(set));
    expect([sets.values.map(({ watermark }) => watermark), sets.completed, line.checkpoint()?.watermark]).toEqual([['1', '2', '3'], true, '3']);
    world.pass(1_000);
  }));

  it('that fails does not get the set again, which stays uncommitted: another client does', inWorld(world => {
    const { service, listen, pass } = world;
    const line = world.client();
    const done: (string | undefined)[] = [];
    listen(line.activitySet$.pipe(
      tap(({ activities: [first], commit }) => {
        if (first?.text === '1') throw new Error('the handler');
        done.push(first?.text);
        commit();
      }),
      retry({ count: 5, delay: 100 }),
    ));
    pass(100);
    for (const text of ['0', '1', '2', '3']) {
      service.says(text);
      pass(200);
    }
    const resume = line.checkpoint();
    expect([done, resume]).toEqual([['0', '2', '3'], { conversationId: 'c1', watermark: '0' }]);
    if (!resume) return;
    const again = listen(world.client({ secret: SECRET, resume }).activity$);
    pass(200);
    expect(texts(again)).toEqual(['1', '2', '3']);
  }));
});
