/** They take a few seconds; on a machine that does much else, more. */
const PATIENCE_MS = 180_000;

/** Specs that are mostly waiting: run all at once before the first is told, and told one by one. */
export function sideBySide(specs: readonly (readonly [name: string, run: () => Promise<unknown>])[]): void {
  const failures = new Map<string, unknown>();

  beforeAll(async () => {
    await Promise.all(specs.map(([name, run]) => run().catch((error: unknown) => failures.set(name, error))));
  }, PATIENCE_MS);

  it.each(specs.map(([name]) => name))('%s', (name) => {
    if (failures.has(name)) throw failures.get(name);
  });
}
