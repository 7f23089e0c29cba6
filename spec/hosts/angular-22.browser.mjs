// The highest Angular: as the example is, and rendered by a server, without zone.js and with it.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { chatting } from './angular/chatting.mjs';
import { hosting } from './angular/hosting.mjs';
import { rendering } from './angular/rendering.mjs';
import { angularSuite } from './angular/suite.mjs';
import { openWorkspace } from './angular/workspace.mjs';

const host = 'angular-22';
export const needs = [host];

export const suite = () =>
  describe('Angular 22', { concurrency: 1 }, () => {
    angularSuite('zoneless', { host, parts: [chatting] });
    angularSuite('zoneless, rendered by a server', { host, main: 'src/main.ssr.ts', rendered: true, parts: [rendering, hosting] });
    angularSuite('with zone.js, rendered by a server', { host, zone: true, main: 'src/main.ssr.ts', rendered: true, parts: [rendering, hosting] });

    test("runs the example's own test, which docs/angular.md shows, by ng test", { timeout: 300_000 }, async (t) => {
      const workspace = await openWorkspace(host);
      t.after(workspace.close);
      assert.match(await workspace.ng('test', '--no-watch'), /Tests +1 passed/);
    });
  });
