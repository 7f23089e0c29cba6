import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';

interface Told {
  readonly name: string;
  readonly found: boolean;
  readonly runs: number;
}

describe('a client that is broken on purpose', () => {
  it('is found out by the simulation, whichever way, within 1,000 days', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [resolve(__dirname, 'mutants.mjs')]);
    const told = stdout.trim().split('\n').map((line): Told => JSON.parse(line));
    expect(told.filter(({ found, runs }) => !found || runs > 1_000)).toEqual([]);
    expect(told.length).toBeGreaterThanOrEqual(10);
  }, 600_000);
});
