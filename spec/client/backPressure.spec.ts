import { concatMap, delay, filter, from, ignoreElements, mergeMap, of, tap } from 'rxjs';
import type { CommittableSet } from '../../src/index.js';
import type { DirectLineOptions } from '../../src/options.js';
import { directLine1 } from '../../src/protocol/v1.js';
import { SECRET } from '../support/service.js';
import { inWorld, type World } from '../support/world.js';

const HANDLING_MS = 10;

/** A pipeline that takes its time for each activity, one after the other; what it has had at most at once, and when it had handled what. */
const pipeline = ({ client, listen, now }: World, options: Partial<DirectLineOptions>) => {
  const line = client({ secret: SECRET, ...options });
  // Mutable: what it was given and has not committed.
  const told = { uncommitted: 0, most: 0, handled: [] as (string | undefined)[], committedAtMs: [] as number[] };
  const handle = ({ activities, commit }: CommittableSet) =>
    from(activities).pipe(
      concatMap(activity => of(activity).pipe(delay(HANDLING_MS), tap(({ text }) => told.handled.push(text)))),
      ignoreElements(),
      tap({
        complete: () => {
          told.uncommitted -= activities.length;
          told.committedAtMs.push(now());
          commit();
        },
      }),
    );
  const counted = tap(({ activities }: CommittableSet) => {
    told.uncommitted += activities.length;
    told.most = Math.max(told.most, told.uncommitted);
  });
  const sets = listen(line.activitySet$.pipe(counted, concatMap(handle)));
  return { line, told, sets };
};

const numbers = (count: number): string[] => Array.from({ length: count }, (_, index) => `${index}`);

describe('polling', () => {
  it.each([['3.0', {}], ['1.1', { protocol: directLine1 }]] as const)('by %s is pulled by its pipeline: each page is asked for when the one before it is committed', (_, protocol) => inWorld(world => {
    const { service, pass } = world;
    const id = service.conversation(...numbers(1_000));
    const { told, line } = pipeline(world, { transport: 'polling', resume: { conversationId: id }, ...protocol });
    pass(11_000);
    expect([told.handled, told.most]).toEqual([numbers(1_000), 100]);
    const asked = service.times('history');
    expect(told.committedAtMs).toHaveLength(10);
    for (const [index, atMs] of told.committedAtMs.entries()) expect(asked.filter(ms => ms < atMs)).toHaveLength(index + 1);
    expect(line.checkpoint()?.watermark).toBe('999');
  })());

  it('goes on as ever where nothing is uncommitted, and where the pipeline has left', inWorld(world => {
    const { service, listen, pass } = world;
    const { line, sets, told } = pipeline(world, { transport: 'polling' });
    const activities = listen(line.activity$);
    pass(100);
    for (const text of numbers(5)) {
      service.says(text);
      pass(1_000);
    }
    expect(told.handled).toEqual(numbers(5));
    service.says('not committed');
    pass(1_005);
    sets.leave();
    service.says('later');
    pass(3_000);
    expect(activities.values.map(({ text }) => text)).toEqual([...numbers(5), 'not committed', 'later']);
  }));

  it('that waits for a slow handler proves its life with questions whose answers are let go', inWorld(world => {
    const { service, pass } = world;
    service.conversation('one');
    const line = world.client({ secret: SECRET, transport: 'polling', resume: { conversationId: 'c1' } });
    const sets = world.listen(line.activitySet$);
    pass(100);
    service.says('two');
    pass(200_000);
    expect(line.story()).toEqual(['idle @0', 'connecting 1 @0', 'online @40']);
    expect([sets.values.length, service.mostAtOnce('history')]).toEqual([1, 1]);
    expect(service.times('history').length).toBeGreaterThan(5);
    sets.values[0]?.commit();
    pass(20);
    expect(sets.values.map(({ activities }) => activities[0]?.text)).toEqual(['one', 'two']);
  }));

  it('that waits for a slow handler finds out that the service is gone', inWorld(world => {
    const { service, pass } = world;
    service.conversation('one');
    const line = world.client({ secret: SECRET, transport: 'polling', resume: { conversationId: 'c1' } });
    const sets = world.listen(line.activitySet$);
    pass(100);
    service.trouble('history', { slowMs: Infinity }, 1);
    pass(43_000);
    expect(line.story().slice(2)).toEqual(['online @40', expect.stringMatching(/^waiting 1 for 0 /), expect.stringMatching(/^connecting 1 /)]);
    expect(line.statuses.at(-2)?.[1]).toMatchObject({ error: { name: 'DirectLineTimeoutError' } });
    sets.leave();
  }));
});

describe('a stream', () => {
  it('pages the history as the pipeline commits it, and what comes meanwhile follows', inWorld(world => {
    const { service, pass } = world;
    const id = service.conversation(...numbers(500));
    const { told } = pipeline(world, { resume: { conversationId: id } });
    pass(2_000);
    service.says('live');
    pass(10_000);
    expect([told.handled, told.most]).toEqual([[...numbers(500), 'live'], 100]);
  }));

  it('brings 1,000 that are uncommitted, holds as much again (ends of sets counted), and then ends until they are committed; nothing is lost or repeated', inWorld(world => {
    const { service, pass } = world;
    const { line, told } = pipeline(world, {});
    pass(100);
    const said = numbers(3_500);
    for (const text of said.slice(0, 1_500)) service.says(text);
    expect([told.most, line.story().length]).toEqual([1_000, 3]);
    for (const text of said.slice(1_500)) service.says(text);
    expect(line.statuses.at(-1)?.[1]).toMatchObject({ state: 'waiting', error: { name: 'DirectLineOverflowError' } });
    pass(5_000);
    expect([line.statuses.at(-1)?.[1].state, service.sockets.length]).toEqual(['connecting', 1]);
    pass(60_000);
    expect([told.handled, told.most]).toEqual([said, 1_000]);
    expect(line.story().at(-1)).toMatch(/^online/);
    expect(service.sockets.length).toBeLessThanOrEqual(5);
  }));

  it('goes on for who listens to activity$ once the pipeline that was behind has left', inWorld(world => {
    const { service, listen, pass } = world;
    const { line, sets } = pipeline(world, {});
    const activities = listen(line.activity$);
    pass(100);
    for (const text of numbers(1_500)) service.says(text);
    expect(activities.values).toHaveLength(1_000);
    sets.leave();
    expect(activities.values).toHaveLength(1_500);
  }));

  it('may be handled in parallel, committed in any order', inWorld(world => {
    const { service, listen, pass } = world;
    const line = world.client();
    const done: number[] = [];
    listen(line.activitySet$.pipe(mergeMap(({ activities, watermark, commit }) =>
      of(activities).pipe(delay(500 - 40 * Number(watermark)), tap(() => (done.push(Number(watermark)), commit()))), 4)));
    pass(100);
    for (const text of numbers(8)) service.says(text);
    pass(340);
    expect([done, line.checkpoint()?.watermark]).toEqual([[], undefined]);
    pass(3_000);
    expect([done.slice(0, 2), line.checkpoint()?.watermark]).toEqual([[3, 2], '7']);
  }));
});

describe('a handler that posts', () => {
  // 1.1 answers no post with an id: that has to be found where polling does not go on.
  it.each([['3.0', {}, 100], ['1.1', { protocol: directLine1 }, 2_100]] as const)('by %s gets its id while polling waits for it', (_, protocol, withinMs) => inWorld(world => {
    const { service, listen, pass, now } = world;
    const line = world.client({ secret: SECRET, transport: 'polling', user: 'ann', ...protocol });
    const tookMs: number[] = [];
    const answer = ({ activities, commit }: CommittableSet) => {
      const atMs = now();
      return from(activities).pipe(
        filter(({ from: by }) => by?.id === 'bot'),
        concatMap(({ text }) => line.postActivity({ type: 'message', text: `re ${text}` })),
        tap({ complete: () => (tookMs.push(now() - atMs), commit()) }),
      );
    };
    const ids = listen(line.activitySet$.pipe(concatMap(answer)));
    pass(100);
    service.says('one');
    service.says('two');
    pass(10_000);
    expect([ids.values.length, service.history().map(({ text }) => text)]).toEqual([2, ['one', 'two', 're one', 're two']]);
    expect(Math.max(...tookMs)).toBeLessThanOrEqual(2 * withinMs);
  })());
});
