import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support/packed.js';
import { startNode } from '../support/process.js';

const rowsOf = (text: string) => [...text.matchAll(/^\| (.+) \| (\d+\.\d) \| (\d+\.\d) \|$/gm)].map(([, what, kB, limit]) => ({ what, kB: Number(kB), limit: Number(limit) }));

// `npm run build` comes first.
describe('what a page loads', () => {
  it('is within the limits, and is what docs/performance.md says', async () => {
    const sizes = startNode(['spec/bench/size.mjs', '--check'], { cwd: root });
    expect(await sizes.exit).toEqual({ code: 0, signal: null });
    const measured = rowsOf(sizes.stdout());
    expect(measured.length).toBeGreaterThan(10);
    const told = rowsOf(readFileSync(join(root, 'docs/performance.md'), 'utf8'));
    expect(told.map(({ what, limit }) => [what, limit])).toEqual(measured.map(({ what, limit }) => [what, limit]));
    // Rounded, and with room for a bundler of another day.
    for (const [index, { what, kB }] of measured.entries()) expect([what, Math.abs((told[index]?.kB ?? NaN) - kB) <= 0.25]).toEqual([what, true]);
  });
});
