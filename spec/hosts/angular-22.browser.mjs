// The highest Angular, as the example's own build has it; and rendered by a server, without zone.js and with it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openWorkspace } from './angular/workspace.mjs';
import { angularSuite } from './angular/suite.mjs';

const host = 'angular-22';

angularSuite('Angular 22, zoneless', { host });
angularSuite('Angular 22, zoneless, rendered by a server', { host, main: 'src/main.ssr.ts', rendered: true });
angularSuite('Angular 22 with zone.js, rendered by a server', { host, zone: true, main: 'src/main.ssr.ts', rendered: true });

test("the example's own test, which docs/angular.md shows, passes by ng test", { timeout: 240_000 }, async (t) => {
  const workspace = await openWorkspace(host);
  t.after(workspace.close);
  assert.match(await workspace.ng('test', '--no-watch'), /1 passed/);
});
