import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tableIn } from './conformance/markdown.js';
import { defects, pains, printed, type Cover } from './pains.js';
import { root } from './support/packed.js';
import { missing } from './support/titles.js';

const tables: readonly (readonly [what: string, heading: RegExp, letter: string, count: number, cover: Readonly<Record<string, Cover>>])[] = [
  ['what users suffered', /^## What users suffered/, 'P', 29, pains],
  ['what is broken', /^## What is broken/, 'D', 40, defects],
];

describe.each(tables)('docs/pains.md, %s', (_, heading, letter, count, cover) => {
  const rows = tableIn('pains.md', heading);

  it('has each number once, in order, and so has the cover here', () => {
    const numbers = Array.from({ length: count }, (_none, index) => `${letter}${index + 1}`);
    expect(rows.map(([number]) => number)).toEqual(numbers);
    expect(Object.keys(cover)).toEqual(numbers);
  });

  it.each(Object.entries(cover))('%s is covered by specs that there are, or says what makes it impossible', (_number, covered) => {
    if ('because' in covered) return expect(covered.because).toMatch(/\w+ \w+ \w+/);
    expect(covered.specs.flatMap(({ titles }) => titles)).not.toEqual([]);
    expect(missing(covered.specs)).toEqual([]);
  });

  it.each(rows)('%s says in a line what was, what holds here, and the specs that are walked', (number = '', ...[was = '', holds = '', by = '']) => {
    expect([was, holds]).toEqual([expect.stringMatching(/^.{10,170}$/), expect.stringMatching(/^.{10,360}$/)]);
    expect(by).toBe(cover[number] && printed(cover[number]));
  });
});

describe('the counts of docs/pains.md', () => {
  const all = Object.entries({ ...pains, ...defects });
  const byConstruction = all.filter(([, cover]) => 'because' in cover);

  it('are at most a quarter by construction', () => {
    expect(byConstruction.length).toBeLessThanOrEqual(Math.floor(all.length / 4));
  });

  it('stand on the page', () => {
    const text = readFileSync(join(root, 'docs', 'pains.md'), 'utf8').replace(/\s+/g, ' ');
    expect(text).toContain(`Of the ${all.length} rows ${all.length - byConstruction.length} name a spec and ${byConstruction.length} a mechanism.`);
  });
});
