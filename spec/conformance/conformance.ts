import { catchError, defer, from, lastValueFrom, map, mergeMap, of, toArray } from 'rxjs';
import { hereAt, type Example } from './here.js';
import { opening } from './opening.js';
import { refusing } from './refusing.js';
import { returning } from './returning.js';
import { talking } from './talking.js';
import { missing, nameOf, type Target } from './target.js';
import { telling } from './telling.js';

/** Every spec, in the order in which a conversation goes. */
export const examples: readonly Example[] = [...opening, ...talking, ...returning, ...telling, ...refusing];

/** The specs that are not for a target, and why. */
export const notRegistered = (target: Target): readonly { readonly name: string; readonly because: string }[] =>
  examples.flatMap(({ name, needs }) => {
    const because = missing(target, needs);
    return because === undefined ? [] : [{ name, because }];
  });

/** So few that a busy machine keeps the deadlines of each, so many that most of polling is waited for together. */
const AT_ONCE = 5;

/** Each spec has deadlines of its own; all of a target take ten seconds and more, and on a machine that does much else many times that. */
const PATIENCE_MS = 180_000;

type Outcome = { readonly error?: unknown };

/** Runs a target's specs, each in conversations of its own, and gives what became of each. */
async function outcomesOf(target: Target, registered: readonly Example[], closing: (close: () => Promise<void>) => void): Promise<ReadonlyMap<string, Outcome>> {
  const { close, ...service } = await target.service();
  if (close) closing(close);
  const outcome = ({ name, run }: Example) => {
    const here = hereAt(service, target);
    return defer(() => run(here).finally(here.leave)).pipe(
      map((): Outcome => ({})),
      catchError((error: unknown) => of<Outcome>({ error })),
      map((how) => [name, how] as const),
    );
  };
  // From the last on, since the longest are there.
  return new Map(await lastValueFrom(from([...registered].reverse()).pipe(mergeMap(outcome, target.atOnce ?? AT_ONCE), toArray())));
}

/**
 * Registers what every Direct Line service holds to, asked through this client: nothing of it needs a fault or the inside of
 * the service, so it can be asked of the real one. All targets are asked side by side, since polling is mostly waiting; then
 * each spec is told by its name.
 */
export function conformance(targets: readonly Target[], deadlineMs = PATIENCE_MS): void {
  const toClose: (() => Promise<void>)[] = [];
  const isFor = (target: Target) => ({ name, needs }: Example): boolean => missing(target, needs) === undefined && target.except?.[name] === undefined;
  const runs = targets.map((target) => ({ target, registered: examples.filter(isFor(target)) }));
  const outcomes = new Map<Target, ReadonlyMap<string, Outcome>>();

  beforeAll(async () => {
    await Promise.all(
      runs.map(async ({ target, registered }) => outcomes.set(target, await outcomesOf(target, registered, (close) => toClose.push(close)))),
    );
  }, deadlineMs);

  afterAll(() => Promise.all(toClose.map((close) => close())));

  describe.each(runs.map((run) => ({ ...run, name: nameOf(run.target) })))('Direct Line $name', ({ target, registered }) => {
    it.each(registered.map(({ name }) => name))('%s', (name) => {
      const outcome = outcomes.get(target)?.get(name);
      if (!outcome) throw new Error('it did not come to its end');
      if ('error' in outcome) throw outcome.error;
    });
  });
}
