import { from, lastValueFrom, mergeMap } from 'rxjs';

/** So few that a busy machine keeps the deadlines of each. */
const AT_ONCE = 20;

/** They take a few seconds; on a machine that does much else, more. */
const PATIENCE_MS = 180_000;

/** Specs that are mostly waiting: run side by side before the first is told, and told one by one. */
export function sideBySide(specs: readonly (readonly [name: string, run: () => Promise<unknown>])[]): void {
  const failures = new Map<string, unknown>();

  beforeAll(async () => {
    const runs$ = from(specs).pipe(mergeMap(([name, run]) => run().catch((error: unknown) => failures.set(name, error)), AT_ONCE));
    await lastValueFrom(runs$, { defaultValue: undefined });
  }, PATIENCE_MS);

  it.each(specs.map(([name]) => name))('%s', (name) => {
    if (failures.has(name)) throw failures.get(name);
  });
}
