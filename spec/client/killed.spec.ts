import { concatMap, delay, from, ignoreElements, of, tap, type Observable } from 'rxjs';
import { storedIn, type Activity, type DirectLine } from '../../src/index.js';
import { Disk } from '../support/disk.js';
import { inWorld, type World } from '../support/world.js';

/** What a process does with a client: `handled` is called when an activity is done with. */
type App = (line: DirectLine, handled: (activity: Activity) => void) => Observable<unknown>;

const atOnce: App = ({ activity$ }, handled) => activity$.pipe(tap(handled));

/** Each activity takes 7 ms; a set is committed after its last. */
const slowly: App = ({ activitySet$ }, handled) =>
  activitySet$.pipe(
    concatMap(({ activities, commit }) =>
      from(activities).pipe(concatMap(activity => of(activity).pipe(delay(7), tap(handled))), ignoreElements(), tap({ complete: commit })),
    ),
  );

const PAGE = 3;

/** A conversation that goes on while processes come, each killed after `livesMs`: what each of them handled, in words. */
const lives = (world: World, app: App, slowMs: number | undefined, livesMs: readonly number[]) => {
  const { service, client, pass } = world;
  service.pageSize = PAGE;
  const id = service.conversation('1', '2', '3', '4', '5', '6', '7');
  const disk = new Disk();
  const getToken = () => of(service.token(id));
  const handled: string[][] = [];
  let said = service.history(id).length;
  for (const lifeMs of [...livesMs, 4_000]) {
    const [process, own] = [disk.process(slowMs), [] as string[]];
    handled.push(own);
    const line = client({ token: getToken, resume: storedIn(process) });
    const life = app(line, ({ text = '' }) => own.push(text)).subscribe();
    for (let msLeft = lifeMs; msLeft > 0; msLeft -= 5) {
      pass(Math.min(5, msLeft));
      // One after the other, sometimes two at once, and now and then the stream is cut.
      if (said < 20 && service.opCount('history') > 1) service.says(`${(said += 1)}`, id);
      if (said % 4 === 0 && said < 20) service.says(`${(said += 1)}`, id);
      if (said % 9 === 0) service.cut();
    }
    // Killed: it does nothing more, and its end is only this world's.
    process.killed = true;
    life.unsubscribe();
    line.end();
  }
  const texts = service.history(id).map(({ text = '' }) => text);
  const all = handled.flat();
  return {
    said: texts.length,
    lost: texts.filter(text => !all.includes(text)),
    /** Of each life, how many of its activities one before it had handled. */
    repeated: handled.map((own, index) => own.filter(text => handled.slice(0, index).flat().includes(text)).length),
    twiceInOneLife: handled.filter(own => new Set(own).size < own.length),
    outOfOrder: handled.filter(own => own.some((text, index) => Number(text) < Number(own[index - 1] ?? 0))),
  };
};

const clean = { said: 20, lost: [], twiceInOneLife: [], outOfOrder: [] };
const moments = Array.from({ length: 50 }, (_, index) => index * 8 + 1);

describe.each([
  // Saved with the delivery itself: nothing comes again.
  ['what listens to activity$, with a storage that answers at once', atOnce, undefined, 0],
  // A write takes 12 ms, in which up to two sets come, or two pages; the one before it may have to be waited for.
  ['what listens to activity$, with one that takes its time', atOnce, 12, 3 * PAGE],
  // The set that it was at work on.
  ['a pipeline whose handlers take time', slowly, undefined, PAGE - 1],
  ['a pipeline, with a storage that takes its time', slowly, 12, 2 * PAGE],
] as const)('killed at any moment, %s', (_, app, slowMs, atMost) => {
  it('once: nothing is lost, and no more repeated than was not saved', () => {
    for (const atMs of moments)
      inWorld(world => {
        const { repeated, ...rest } = lives(world, app, slowMs, [atMs]);
        expect([atMs, rest]).toEqual([atMs, clean]);
        expect(Math.max(...repeated)).toBeLessThanOrEqual(atMost);
      })();
  });

  it.each([97, 131, 170])('again and again, every %d ms', lifeMs => inWorld(world => {
    const { repeated, ...rest } = lives(world, app, slowMs, Array.from({ length: 20 }, () => lifeMs));
    expect(rest).toEqual(clean);
    expect(Math.max(...repeated)).toBeLessThanOrEqual(atMost);
  })());
});

describe('this measure', () => {
  it('finds what is repeated: where nothing is written in time, all of it is', inWorld(world => {
    const { repeated, ...rest } = lives(world, slowly, 1_000, [1_900]);
    expect(rest).toEqual(clean);
    expect(repeated[1]).toBeGreaterThan(7);
  }));
});
