import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse, sources, unitOf, type Import, type Source } from './support/sources.js';

// The table stands in docs/architecture.md and nowhere else: what is allowed is changed there, where it is explained.
interface Row {
  readonly unit: string;
  readonly values: ReadonlySet<string>;
  readonly types: ReadonlySet<string>;
}

const files = sources();
const table = readTable(readFileSync(resolve(__dirname, '../docs/architecture.md'), 'utf8'));

/** Who may import a package, as folders or files of src/. `rxjs` is the language that all of it speaks. */
const packages: Readonly<Record<string, RegExp>> = {
  rxjs: /./,
  '@angular/core': /^angular\//,
  react: /^react\//,
  'cross-fetch': /^transport\/platform\.ts$/,
  'isomorphic-ws': /^transport\/platform\.ts$/,
  'node:': /^(cli|emulator\/node)\/|^transport\/nodeHttp\.ts$/,
  ws: /^emulator\/node\//,
  hono: /^emulator\/(http|node)\//,
  '@hono/node-server': /^emulator\/node\//,
};

/** Put into our own files by src/build.mjs, so nobody installs them. */
const bundled = ['@hono/node-server', 'hono'];

/** Where the host's clock, timers and promises may be named: elsewhere time is RxJS', so that specs can make it virtual. */
const hostCode = /^(transport|cli)\/|^emulator\/(?!core\/)|^index\.ts$/;
const hostNames = ['Date.now', 'new Date()', 'performance.now', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'Promise', 'document', 'window', 'navigator', 'globalThis'];

describe('src/', () => {
  it('has a row in the import table for each of its folders and root files, and no row without one', () => {
    const units = [...new Set(files.map((file) => file.unit))];
    expect(table.map((row) => row.unit).sort()).toEqual(units.sort());
  });

  it('imports between its units only what the table in docs/architecture.md allows', () => {
    expect(files.flatMap(notInTheTable)).toEqual([]);
  });

  it('imports files that exist', () => {
    const paths = new Set(files.map((file) => file.path));
    expect(ownImports(({ of }) => !paths.has(of))).toEqual([]);
  });

  it('has no cycle of value imports', () => {
    expect(cycles(files)).toEqual([]);
  });

  it('imports each package only where it belongs', () => {
    expect(files.flatMap(foreignImports)).toEqual([]);
  });

  it('imports each package that package.json brings to its users, those that are bundled, and no other', () => {
    const manifest = JSON.parse(readFileSync(resolve(__dirname, '../package.json'), 'utf8')) as Record<'dependencies' | 'devDependencies' | 'peerDependencies', object>;
    const used = files.flatMap((file) => file.imports.filter(({ from }) => from === 'package').map(({ of }) => of));
    const named = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
    expect([...new Set(used)].filter((name) => name !== 'node:').sort()).toEqual([...named, ...bundled].sort());
    expect(Object.keys(manifest.devDependencies)).toEqual(expect.arrayContaining(bundled));
  });

  it('builds its command line on the public entries only', () => {
    const beside = ownImports(({ of }, file) => file.unit === 'cli' && unitOf(of) !== 'cli' && !['index.ts', 'parts/index.ts', 'emulator/index.ts'].includes(of));
    expect(beside).toEqual([]);
  });

  it("names the host's clock, timers, promises and page only in transport, the entry, the command line and the emulator around its core", () => {
    expect(files.flatMap(hostNamesOutsideTheirPlace)).toEqual([]);
  });

  it('prints nothing, but for the command line', () => {
    expect(files.filter((file) => file.unit !== 'cli' && file.references.has('console')).map((file) => file.path)).toEqual([]);
  });

  it('has no any, no export *, no double cast and no silenced check', () => {
    expect(files.flatMap((file) => file.offences.map((offence) => `${file.path}: ${offence}`))).toEqual([]);
  });
});

describe('these rules', () => {
  const offender = parse(
    'session/bad.ts',
    `import { of } from 'rxjs';
     import { a, type B } from './a.js';
     import type { C } from '../activities/c.js';
     import { type D } from '../cli/d.js';
     import { Hono } from 'hono/tiny';
     import { serve } from '@hono/node-server/serve';
     import fs from 'node:fs';
     export * from '../emulator/index.js';
     export { e } from '../directLine.js';
     export { type F } from '../host.js';
     type G = import('../send/g.js').G;
     const lazy = import('cross-fetch');
     // @ts-ignore
     const any: any = 1 as unknown as string;
     const now = Date.now() + +new Date() + asyncScheduler.now() + +new Date(0);
     console.log(new Promise(() => setTimeout(() => {})), x.setInterval, { window: 1 });
     function later(): Promise<void> | typeof document { return queueMicrotask!; }`,
  );

  it('see every import, and tell values from types', () => {
    expect(offender.imports.map(({ of, value }) => `${value ? 'value' : 'type'} ${of}`)).toEqual([
      'value rxjs', 'value session/a.ts', 'type activities/c.ts', 'type cli/d.ts', 'value hono', 'value @hono/node-server', 'value node:',
      'value emulator/index.ts', 'value directLine.ts', 'type host.ts', 'type send/g.ts', 'value cross-fetch',
    ]);
  });

  it('refuse what is not in the table, types included', () => {
    expect(notInTheTable(offender)).toEqual([
      'session/bad.ts: types of activities/c.ts', 'session/bad.ts: types of cli/d.ts', 'session/bad.ts: values of emulator/index.ts',
      'session/bad.ts: values of directLine.ts', 'session/bad.ts: types of host.ts', 'session/bad.ts: types of send/g.ts',
    ]);
    expect(foreignImports(offender).map((line) => line.replace('session/bad.ts: ', ''))).toEqual(['hono', '@hono/node-server', 'node:', 'cross-fetch']);
  });

  it("find the host's names in values, and neither in types nor in the names of members", () => {
    expect(hostNamesOutsideTheirPlace(offender).map((line) => line.replace('session/bad.ts: ', ''))).toEqual(['Date.now', 'new Date()', 'setTimeout', 'queueMicrotask', 'Promise']);
  });

  it('find offences and cycles', () => {
    expect([...offender.offences].sort()).toEqual(['@ts-ignore', 'any', 'as unknown as', 'export *']);
    const circle = [parse('a.ts', `import { b } from './b.js';`), parse('b.ts', `import { c } from './c.js';`), parse('c.ts', `import { b } from './b.js'; import type { a } from './a.js';`)];
    expect(cycles(circle)).toEqual(['b.ts > c.ts > b.ts']);
  });
});

function readTable(markdown: string): Row[] {
  const section = /<!-- imports -->([^]*?)<!-- \/imports -->/.exec(markdown)?.[1] ?? '';
  const rows: Row[] = [];
  for (const line of section.split('\n').filter((text) => text.startsWith('|')).slice(2)) {
    const [unit = '', values = '', types = ''] = line.split('|').slice(1, -1).map((cell) => cell.replaceAll('`', '').trim());
    const above = rows.map((row) => row.unit);
    const names = (cell: string) => cell.split(',').map((name) => name.trim()).filter(Boolean).flatMap((name) => (name === 'all above' ? above : [name]));
    rows.push({ unit, values: new Set(names(values)), types: new Set([...names(values), ...names(types)]) });
  }
  return rows;
}

function notInTheTable(file: Source): string[] {
  const row = table.find(({ unit }) => unit === file.unit);
  return file.imports
    .filter(({ from, of, value }) => from === 'src' && unitOf(of) !== file.unit && !(value ? row?.values : row?.types)?.has(unitOf(of)))
    .map(({ of, value }) => `${file.path}: ${value ? 'values' : 'types'} of ${of}`);
}

function ownImports(which: (found: Import, file: Source) => boolean): string[] {
  return files.flatMap((file) => file.imports.filter((found) => found.from === 'src' && which(found, file)).map(({ of }) => `${file.path}: ${of}`));
}

function foreignImports(file: Source): string[] {
  return file.imports.filter(({ from, of }) => from === 'package' && !packages[of]?.test(file.path)).map(({ of }) => `${file.path}: ${of}`);
}

function hostNamesOutsideTheirPlace(file: Source): string[] {
  return hostCode.test(file.path) ? [] : hostNames.filter((name) => file.references.has(name)).map((name) => `${file.path}: ${name}`);
}

/** Each cycle once, from its first file in reading order. */
function cycles(of: readonly Source[]): string[] {
  const next = new Map(of.map((file) => [file.path, file.imports.filter(({ from, value }) => from === 'src' && value).map((found) => found.of)]));
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (path: string, way: readonly string[]): void => {
    if (way.includes(path)) found.push([...way.slice(way.indexOf(path)), path].join(' > '));
    if (way.includes(path) || done.has(path)) return;
    next.get(path)?.forEach((to) => visit(to, [...way, path]));
    done.add(path);
  };
  of.forEach((file) => visit(file.path, []));
  return found;
}
