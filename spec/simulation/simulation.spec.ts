import { startNode } from '../support/process.js';
import { root } from '../support/packed.js';

// Always the same days, half of them of the client and half of the five lines: `.ci/run` adds fresh ones. In processes of their own, where a day costs a fifth of what it does here.
const days = ['--runs', '500', '--seed', '20260101'];

describe('the client and the five lines through random bad days', () => {
  it('breaks no promise', async () => {
    const simulation = startNode(['spec/simulation/main.mjs', ...days], { cwd: root });
    const { code } = await simulation.exit;
    expect([code, simulation.output()]).toEqual([0, expect.stringContaining('500 runs in')]);
  }, 300_000);
});
