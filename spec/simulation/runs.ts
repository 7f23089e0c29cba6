import fc from 'fast-check';
import { scheduleOf } from './arbitrary.js';
import { picture } from './picture.js';
import { run } from './run.js';
import type { Client } from './schedule.js';

/** What many bad days came to: nothing, or the least one that breaks a promise. */
export interface Result {
  readonly runs: number;
  readonly failure?: { readonly client: Client; readonly seed: number; readonly path: string; readonly picture: string; readonly broken: readonly string[] };
}

export interface Runs {
  readonly client: Client;
  readonly seed: number;
  readonly runs: number;
  /** Where to begin: a failure's own path runs just that. */
  readonly path?: string;
  /** Without, the first failure is given as it was found. */
  readonly shrinks?: boolean;
}

/** Runs as many bad days of a seed, until one breaks a promise. */
export const runMany = ({ client, seed, runs, path, shrinks = true }: Runs): Result => {
  const details = fc.check(
    fc.property(scheduleOf(client), day => run(day).broken.length === 0),
    { seed, numRuns: runs, endOnFailure: !shrinks, ...(path !== undefined && { path }) },
  );
  const [day] = details.counterexample ?? [];
  if (!day) return { runs: details.numRuns };
  const outcome = run(day);
  return {
    runs: details.numRuns,
    failure: { client, seed, path: details.counterexamplePath ?? '', picture: picture(day, outcome), broken: outcome.broken },
  };
};
