// The hooks of rx-directline/react: a chat that is built on nothing else, in StrictMode, rendered in the page or by a server.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { ReplaySubject } from 'rxjs';
import { startEmulator } from '../../dist/esm/emulator/index.js';
import { answer, greeting, startBot } from './support/bot.mjs';
import { bundled, bundledForServer } from './support/bundle.mjs';
import { person } from './support/chromium.mjs';
import { ownPage } from './support/ownPage.mjs';
import { startSite } from './support/site.mjs';
import { until } from './support/until.mjs';

export const needs = ['webchat', 'react-19'];

/** What a server sends. @param {string} html */
const pageOf = (html) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<div id="root">${html}</div>
<script>globalThis.rendered = document.querySelector('form');</script>
<script src="/bundles/hooks.js"></script>
</html>`;

/** @param {string} react the host whose React it is */
const openStage = async (react) => {
  const bot = await startBot();
  const service = await startEmulator({ bot: bot.url });
  const server = await bundledForServer('hooks/server.jsx', react);
  const site = await startSite(service, {
    'hooks.js': await bundled('hooks/main.jsx', react),
    'mechanics.js': await bundled('hooks/mechanics.jsx', react),
    'rendered.html': Buffer.from(pageOf(server.render().html)),
  });
  const { context, opener, close } = await person(`${site.url}/signin`);
  /** @type {ReplaySubject<import('../../dist/esm/emulator/index.js').LogEvent>} */
  const log$ = new ReplaySubject();
  service.log$.subscribe(log$);
  return {
    service, context, log$, server,
    /** A page of its own, and what it logs as an error. @param {import('node:test').TestContext} t */
    opened: async (t, path = '/pages/hooks.html', query = {}) => {
      const open = opener(t);
      /** @type {string[]} */
      const errors = [];
      const collect = (/** @type {import('playwright-core').ConsoleMessage} */ message) => message.type() === 'error' && errors.push(message.text());
      context.on('console', collect);
      t.after(() => context.off('console', collect));
      const page = await open(site.page(path, query));
      return { page, errors, chat: ownPage(page) };
    },
    close: async () => {
      await close();
      site.close();
      await service.close();
      bot.close();
    },
  };
};

/** @typedef {Awaited<ReturnType<typeof openStage>>} Stage */

/** @param {import('playwright-core').Page} page @param {string} state */
const isClient = (page, state) => page.waitForFunction((wanted) => document.documentElement.dataset.status === wanted, state);

/** The id that useObservable shows. @param {import('playwright-core').Page} page */
const conversationOf = async (page) => {
  const text = page.locator('#conversation:not(:empty)');
  await text.waitFor();
  return (await text.textContent()) ?? '';
};

/** @param {Stage} stage */
const chatting = (stage) => {
  test('a chat on the hooks shows the greeting, what the user sends, and a streamed answer that grows in one item through a drop', async (t) => {
    const { page, chat, errors } = await stage.opened(t);
    await chat.shows(greeting);
    await chat.banner('online');
    await chat.say('hello');
    await chat.shows('You said: hello');
    await chat.say('stream');
    await chat.rows.filter({ hasText: /^A streamed/ }).waitFor();
    stage.service.faults.drop();
    await chat.rows.filter({ hasText: new RegExp(`^${answer}$`) }).waitFor();
    assert.deepEqual(await chat.texts(), [greeting, 'You: hello', 'You said: hello', 'You: stream', answer]);
    assert.deepEqual(errors, []);
  });

  test('a chat on the hooks shows that the connection waits, and that it is online again', async (t) => {
    const { chat } = await stage.opened(t);
    await chat.shows(greeting);
    await stage.context.setOffline(true);
    stage.service.faults.drop();
    await chat.banner('waiting');
    await stage.context.setOffline(false);
    await chat.banner('online');
    assert.deepEqual(await chat.texts(), [greeting]);
  });

  test('a chat on the hooks closes its stream when it is unmounted, and goes on with the same conversation when it is mounted again', async (t) => {
    const { page, chat } = await stage.opened(t);
    await chat.shows(greeting);
    await chat.say('before');
    await chat.shows('You said: before');
    const conversation = await conversationOf(page);
    const { socket } = await until(stage.log$, 'the socket opens', (event) => event.type === 'socketOpened' && event.conversationId === conversation);
    await page.getByRole('button', { name: 'Close' }).click();
    await isClient(page, 'idle');
    await until(stage.log$, 'the socket closes', (event) => event.type === 'socketClosed' && event.socket === socket);
    await page.getByRole('button', { name: 'Open' }).click();
    await chat.banner('online');
    await chat.say('after');
    await chat.shows('You said: after');
    assert.deepEqual(await chat.texts(), [greeting, 'You: before', 'You said: before', 'You: after', 'You said: after']);
    assert.equal(await conversationOf(page), conversation);
  });

  test('StrictMode, which mounts each component twice, opens one socket', async (t) => {
    const { page, chat } = await stage.opened(t);
    await chat.shows(greeting);
    const conversation = await conversationOf(page);
    /** @type {string[]} */
    const sockets = [];
    stage.log$.subscribe((event) => event.type === 'socketOpened' && event.conversationId === conversation && sockets.push(event.socket)).unsubscribe();
    assert.equal(sockets.length, 1);
  });
};

/** @param {Stage} stage */
const rendering = (stage) => {
  const isSameForm = () => globalThis.rendered !== null && globalThis.rendered === document.querySelector('form');

  test('a server renders the chat as idle and without messages, and requests no token', async (t) => {
    const requests = t.mock.method(globalThis, 'fetch');
    const { html } = stage.server.render();
    await pause(500);
    assert.match(html, /<p role="status">idle<\/p><ol><\/ol>/);
    // The first request of a client; others in this process are of the site and of the bot.
    assert.equal(requests.mock.calls.filter(({ arguments: [url] }) => url === '/api/directline/token').length, 0);
  });

  test('the page hydrates what the server has rendered, without a warning', async (t) => {
    const { page, chat, errors } = await stage.opened(t, '/bundles/rendered.html');
    await chat.shows(greeting);
    assert.equal(await page.evaluate(isSameForm), true);
    assert.deepEqual(errors, []);
  });

  test('the page hydrates without a warning when messages have arrived before', async (t) => {
    const { page, chat, errors } = await stage.opened(t, '/bundles/rendered.html', { early: 'yes' });
    await chat.shows(greeting);
    assert.equal(await page.evaluate(isSameForm), true);
    assert.deepEqual(errors, []);
  });
};

/** @param {Stage} stage */
const mechanics = (stage) => {
  const returns = async (/** @type {import('node:test').TestContext} */ t, /** @type {string} */ name) => {
    const { page, errors } = await stage.opened(t, '/pages/hooks-mechanics.html');
    const result = await page.evaluate((which) => globalThis.mechanics[which](), name);
    assert.deepEqual(errors, []);
    return result;
  };

  test('useObservable returns the initial value, then the last one, which a component that mounts later has at once', async (t) => {
    assert.deepEqual(await returns(t, 'valueOfLateComponent'), { first: ['initial', 'a'], second: ['a'] });
  });

  test('useObservable subscribes once for all components, and unsubscribes when the last one is unmounted', async (t) => {
    assert.deepEqual(await returns(t, 'subscriptions'), ['subscribe a', 'unmount', 'unsubscribe a']);
  });

  test('useObservable follows another observable from its initial value on', async (t) => {
    assert.deepEqual(await returns(t, 'otherObservable'), { log: ['subscribe a', 'subscribe b', 'unsubscribe a', 'unsubscribe b'], seen: ['no a', 'a', 'no b', 'b'] });
  });

  test('useObservable reports an error of the observable to the page once, and keeps the last value', async (t) => {
    assert.deepEqual(await returns(t, 'error'), { reported: ['broken'], text: 'a' });
  });

  test('useObservable returns the same initial object in each render', async (t) => {
    assert.equal(await returns(t, 'initialValues'), 1);
  });

  test('useConnectionStatus returns the current status in the first render, and the last one after the end', async (t) => {
    assert.deepEqual(await returns(t, 'firstStatus'), ['online', 'waiting', 'ended']);
  });

  test('useObservable gives all components of one commit the same value while a transition renders', async (t) => {
    assert.deepEqual(await returns(t, 'valuesOfOneCommit'), { emitted: true, torn: [] });
  });
};

export const suite = () => {
  for (const [major, react] of [['18', 'webchat'], ['19', 'react-19']])
    describe(`the hooks with React ${major}`, { timeout: 600_000, concurrency: 1 }, () => {
      /** Filled in before the first test. @type {Stage} */
      const stage = Object.create(null);
      before(async () => Object.assign(stage, await openStage(react)));
      after(() => stage.close());
      for (const part of [chatting, rendering, mechanics]) part(stage);
      test(`the page and the server have React ${major}`, async (t) => {
        const { page } = await stage.opened(t);
        assert.deepEqual([await page.evaluate(() => document.documentElement.dataset.react), stage.server.render().version].map((version) => version?.split('.')[0]), [major, major]);
      });
    });
};
