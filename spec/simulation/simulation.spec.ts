import { runMany } from './runs.js';

// Always the same days: `.ci/run` adds fresh ones.
const SEED = 20_260_101;

describe('the client through random bad days', () => {
  it('breaks no promise', () => {
    const { failure, runs } = runMany({ seed: SEED, runs: 150 });
    expect(failure?.picture).toBeUndefined();
    expect(runs).toBe(150);
  }, 300_000);
});
