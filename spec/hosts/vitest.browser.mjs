// The Vitest example of docs/testing.md, in a project that has the package as it would be published. It needs no browser.
import assert from 'node:assert/strict';
import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { inHost, root } from './support/needs.mjs';
import { openProject } from './support/project.mjs';

export const needs = ['vitest'];

const compilerOptions = {
  target: 'ES2022', lib: ['ES2022', 'DOM'], types: [], module: 'nodenext', moduleResolution: 'nodenext', strict: true, skipLibCheck: true, noEmit: true,
};

export const suite = () =>
  test('Vitest runs the example of docs/testing.md, which also type-checks', async (t) => {
    const project = await openProject('vitest');
    t.after(project.close);
    await cp(join(root, 'spec/hosts/vitest/chat.test.ts'), join(project.folder, 'chat.test.ts'));
    await writeFile(join(project.folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['chat.test.ts'] }));
    assert.match(await project.node(inHost('vitest', 'vitest/vitest.mjs'), 'run'), /Tests +1 passed/);
    await project.node(join(root, 'node_modules/typescript/bin/tsc'), '-p', project.folder);
  });
