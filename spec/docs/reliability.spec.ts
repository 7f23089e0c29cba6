import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support/packed.js';

const page = readFileSync(join(root, 'docs/reliability.md'), 'utf8');
const mutations = readFileSync(join(root, 'spec/simulation/mutations.mjs'), 'utf8');

describe('docs/reliability.md', () => {
  it('has each way in which the client is broken on purpose, and no other', () => {
    const names = [...mutations.matchAll(/^ {4}name: '([^']+)'/gm)].map(([, name]) => name);
    const rows = page.split('## What the client saves')[0]?.split('\n').filter((line) => line.startsWith('| ')).slice(1) ?? [];
    const told = rows.flatMap((row) => (row.split('|').at(-2) ?? '').split(';')).map((name) => name.trim()).filter((name) => name !== '' && !name.startsWith('('));
    expect(names.length).toBeGreaterThan(10);
    expect(told.sort()).toEqual(names.sort());
  });

  it('names specs that there are', () => {
    const specs = [...page.matchAll(/`(spec\/[\w/.]+)`/g)].map(([, path = '']) => path);
    expect(specs.length).toBeGreaterThan(20);
    expect(specs.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});
