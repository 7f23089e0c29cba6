import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startEmulator } from '../../../dist/esm/emulator/index.js';
import { person } from '../support/chromium.mjs';
import { chatPage } from './chatPage.mjs';
import { nodeFor } from './node.mjs';
import { startSite } from './site.mjs';
import { openWorkspace } from './workspace.mjs';

/** @typedef {Awaited<ReturnType<typeof openStage>>} Stage */
/** How an application is built: with which Angular, with zone.js or without, from which page, and whether a server renders it. */
/** @typedef {{ readonly host: string, readonly zone?: boolean, readonly main?: string, readonly rendered?: boolean }} How */

/** The workspace as it is to be tried: with zone.js, with another page, rendered by a server. @param {How} how */
const edited = ({ zone = false, main = 'src/main.ts', rendered = false }) => (/** @type {string} */ file, /** @type {string} */ text) => {
  if (file === 'tsconfig.json') return JSON.stringify({ ...JSON.parse(text), files: [main, ...(rendered ? ['src/main.server.ts'] : [])] });
  if (file !== 'angular.json') return zone ? text.replaceAll('provideZonelessChangeDetection', 'provideZoneChangeDetection') : text;
  const options = { browser: main, ...(zone && { polyfills: ['zone.js'] }), ...(rendered && { server: 'src/main.server.ts', outputMode: 'server', ssr: { entry: 'src/server.mjs' } }) };
  const settings = JSON.parse(text);
  Object.assign(settings.projects.chat.architect.build.options, options);
  return JSON.stringify(settings);
};

/** An application as it is deployed: built, on a site, with the service that it talks to. @param {How} how */
export async function openStage(how) {
  const workspace = await openWorkspace(how.host, edited(how));
  const said = await workspace.ng('build');
  const service = await startEmulator();
  /** @type {import('../../../dist/esm/emulator/index.js').LogEvent[]} */
  const logged = [];
  service.log$.subscribe((event) => logged.push(event));
  const renderer = how.rendered ? spawn(nodeFor(how.host), [join(workspace.folder, 'dist/chat/server/server.mjs')], { stdio: ['ignore', 'pipe', 'inherit'] }) : undefined;
  const port = renderer && String((await once(renderer.stdout, 'data'))[0]).trim();
  const site = await startSite(service, join(workspace.folder, 'dist/chat/browser'), port && `http://127.0.0.1:${port}`);
  const somebody = await person(site.home);
  /** Mutable: what Angular has said; what a browser says of a request or a socket that failed is meant to be. @type {string[]} */
  const errors = [];
  somebody.context.on('console', (message) => message.type() === 'error' && !/^Failed to load resource|WebSocket connection/.test(message.text()) && errors.push(message.text()));
  const count = (/** @type {string} */ wanted) => logged.filter(({ type }) => type === wanted).length;
  return {
    service,
    site,
    /** What the build has said. */
    said,
    workspace,
    logged,
    openSockets: () => count('socketOpened') - count('socketClosed'),
    /** The connection is lost, and tried again in a minute, else it may be back before the button is pressed; then that is pressed, and it is back. */
    lostAndTriedNow: async (/** @type {ReturnType<typeof chatPage>} */ chat) => {
      const before = logged.length;
      service.faults.respond(503, { match: '/v3/directline', times: Infinity, retryAfter: 60 });
      service.faults.drop();
      const isRefused = () => logged.slice(before).some((event) => event.type === 'request' && event.status === 503);
      for (const until = Date.now() + 15_000; !isRefused() && Date.now() < until; ) await pause(50);
      assert.ok(isRefused());
      await chat.notice('Connection lost. Trying again at');
      service.faults.clear();
      await chat.press('Try now');
      await chat.online();
    },
    /** Opens the page for a test; what it throws, or Angular says of it, is a failure. @param {import('node:test').TestContext} t */
    opened: async (t) => {
      const open = somebody.opener(t);
      t.after(() => assert.deepEqual(errors.splice(0), []));
      t.after(() => service.faults.clear());
      return { context: somebody.context, open: async () => chatPage(await open(site.page)) };
    },
    close: async () => {
      await somebody.close();
      renderer?.kill();
      site.close();
      await service.close();
      await workspace.close();
    },
  };
}
