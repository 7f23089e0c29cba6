// The chat pages of docs/examples/page.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startEmulator } from '../../dist/esm/emulator/index.js';
import { answer, greeting, startBot } from './support/bot.mjs';
import { bundled } from './support/bundle.mjs';
import { person } from './support/chromium.mjs';
import { ownPage } from './support/ownPage.mjs';
import { startSite } from './support/site.mjs';

export const needs = ['webchat', 'react-19'];

/** @param {string} path @param {Readonly<Record<string, Buffer>>} bundles */
const openStage = async (path, bundles) => {
  const bot = await startBot();
  const service = await startEmulator({ bot: bot.url });
  const site = await startSite(service, bundles);
  const { context, opener, close } = await person(`${site.url}/signin`);
  return {
    service,
    site,
    /** @param {import('node:test').TestContext} t */
    opened: (t) => {
      const open = opener(t);
      return { context, open: async () => ownPage(await open(site.page(path))) };
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

/** @param {Stage} stage */
const chatting = (stage) => {
  test('greets, sends, says who types, shows an answer that grows in one row, and goes on when the connection is lost in the middle of it', async (t) => {
    const chat = await stage.opened(t).open();
    await chat.shows(greeting);
    await chat.banner('');
    await chat.say('hello');
    await chat.shows('You said: hello');
    await chat.say('typing');
    await chat.page.locator('ol:not([data-typing=""])').waitFor();
    await chat.shows('That was me typing.');
    await chat.page.locator('ol[data-typing=""]').waitFor();
    await chat.say('stream');
    await chat.rows.filter({ hasText: 'A streamed' }).waitFor();
    stage.service.faults.drop();
    await chat.page.locator('li.received', { hasText: answer }).waitFor();
    await chat.banner('');
    assert.deepEqual(await chat.texts(), [greeting, 'hello', 'You said: hello', 'typing', 'That was me typing.', 'stream', answer]);
    assert.deepEqual(await chat.page.locator('li.sent').allInnerTexts(), ['hello', 'typing', 'stream']);
  });

  test('says when the connection is lost, and offers to send again what was not sent', async (t) => {
    const { context, open } = stage.opened(t);
    const chat = await open();
    await chat.shows(greeting);
    stage.service.faults.respond(400, { match: 'POST /v3/directline' });
    await chat.say('refused');
    await chat.page.locator('li.failed', { hasText: 'Not sent.' }).waitFor();
    await chat.page.getByRole('button', { name: 'Send again' }).click();
    await chat.shows('You said: refused');
    await context.setOffline(true);
    stage.service.faults.drop();
    await chat.banner('Connection lost. Trying again at');
    await context.setOffline(false);
    await chat.banner('');
    assert.deepEqual(await chat.texts(), [greeting, 'refused', 'You said: refused']);
  });
};

/** @param {Stage} stage */
const comingBack = (stage) => {
  test('has the same conversation, and user, after it was loaded anew', async (t) => {
    const chat = await stage.opened(t).open();
    await chat.shows(greeting);
    await chat.say('before');
    await chat.shows('You said: before');
    await chat.page.reload();
    await chat.shows('You said: before');
    await chat.say('after');
    await chat.shows('You said: after');
    assert.deepEqual(await chat.texts(), [greeting, 'before', 'You said: before', 'after', 'You said: after']);
  });

  test('begins another conversation when it is loaded anew and the server of tokens has forgotten the old one, and keeps that', async (t) => {
    const chat = await stage.opened(t).open();
    await chat.shows(greeting);
    await chat.say('before');
    await chat.shows('You said: before');
    stage.site.restart();
    await chat.page.reload();
    await chat.banner('');
    await chat.shows(greeting);
    await chat.say('anew');
    await chat.shows('You said: anew');
    assert.deepEqual(await chat.texts(), [greeting, 'anew', 'You said: anew']);
    await chat.page.reload();
    await chat.shows('You said: anew');
    assert.deepEqual(await chat.texts(), [greeting, 'anew', 'You said: anew']);
  });

  test('tries again, and forgets nothing, while the server of tokens has an error', async (t) => {
    const { context, open } = stage.opened(t);
    const chat = await open();
    await chat.shows(greeting);
    await chat.say('before');
    await chat.shows('You said: before');
    await context.route('**/api/directline/token', (route) => route.fulfill({ status: 500, body: 'Internal Server Error' }));
    await chat.page.reload();
    await chat.banner('No connection yet. Trying again at');
    await context.unroute('**/api/directline/token');
    await chat.shows('You said: before');
  });

  test('says that the conversation is over, and begins another when it is loaded anew', async (t) => {
    const chat = await stage.opened(t).open();
    await chat.shows(greeting);
    await chat.say('goodbye');
    await chat.banner('The conversation is over.');
    await chat.page.reload();
    await chat.banner('');
    await chat.shows(greeting);
    assert.deepEqual(await chat.texts(), [greeting]);
  });
};

/** @param {Stage} stage */
const sharing = (stage) => {
  /** Pages of somebody who has kept nothing. @param {import('node:test').TestContext} t */
  const anew = async (t) => {
    const { context, open } = stage.opened(t);
    await context.pages()[0]?.evaluate(() => localStorage.clear());
    return open;
  };

  test('shows one conversation in all tabs over one socket, and goes on when the tab that owned it is closed', async (t) => {
    const open = await anew(t);
    const first = await open();
    await first.shows(greeting);
    await first.say('one');
    await first.shows('You said: one');
    /** @type {string[]} */
    const sockets = [];
    const log = stage.service.log$.subscribe(({ type }) => type.startsWith('socket') && sockets.push(type));
    t.after(() => log.unsubscribe());
    const [second, third] = [await open(), await open()];
    await Promise.all([second.shows('You said: one'), third.shows('You said: one')]);
    await third.say('two');
    await Promise.all([first, second, third].map((tab) => tab.shows('You said: two')));
    assert.deepEqual(await third.texts(), await first.texts());
    await second.banner('');
    assert.deepEqual(sockets, []);

    await first.page.close();
    await second.banner('This tab has the stream: online');
    assert.deepEqual(sockets, ['socketClosed', 'socketOpened']);
    await third.say('three');
    await Promise.all([second.shows('You said: three'), third.shows('You said: three')]);
    const said = [greeting, 'one', 'You said: one', 'two', 'You said: two', 'three', 'You said: three'];
    assert.deepEqual([await second.texts(), await third.texts()], [said, said]);
    for (const tab of [second, third]) assert.deepEqual(await tab.page.locator('li.sent').allInnerTexts(), ['one', 'two', 'three']);
  });

  test('goes on in all tabs when the server of tokens has forgotten the conversation, and begins another when the last one is loaded anew', async (t) => {
    const open = await anew(t);
    const first = await open();
    await first.banner('This tab has the stream: online');
    await first.shows(greeting);
    stage.site.restart();
    const second = await open();
    await second.shows(greeting);
    await second.say('one');
    await Promise.all([first.shows('You said: one'), second.shows('You said: one')]);
    await first.page.close();
    await second.banner('This tab has the stream: online');
    await second.say('two');
    await second.shows('You said: two');
    assert.deepEqual(await second.texts(), [greeting, 'one', 'You said: one', 'two', 'You said: two']);

    await second.page.reload();
    await second.banner('This tab has the stream: online');
    await second.shows(greeting);
    const third = await open();
    await third.shows(greeting);
    await third.say('anew');
    await Promise.all([second.shows('You said: anew'), third.shows('You said: anew')]);
    for (const tab of [second, third]) assert.deepEqual(await tab.texts(), [greeting, 'anew', 'You said: anew']);
  });

  test('lets go of the stream when the conversation is over: the next tab begins another, which all are told of', async (t) => {
    const open = await anew(t);
    const first = await open();
    await first.banner('This tab has the stream: online');
    await first.shows(greeting);
    const second = await open();
    await second.shows(greeting);
    await second.say('goodbye');
    await second.banner('This tab has the stream: online');
    await first.banner('');
    await first.say('hello');
    await Promise.all([first.shows('You said: hello'), second.shows('You said: hello')]);
    const said = [greeting, 'goodbye', greeting, 'hello', 'You said: hello'];
    assert.deepEqual([await first.texts(), await second.texts()], [said, said]);
  });

  test('says why it has given up, and lets the next tab try', async (t) => {
    const open = await anew(t);
    stage.service.faults.respond(400, { match: 'POST /v3/directline/conversations' });
    const first = await open();
    await first.banner('This did not work:');
    const second = await open();
    await second.banner('This tab has the stream: online');
    await Promise.all([first, second].map((tab) => tab.shows(greeting)));
  });
};

/** @type {readonly (readonly [name: string, path: string, parts: readonly ((stage: Stage) => void)[], bundles?: () => Promise<Readonly<Record<string, Buffer>>>])[]} */
const pages = [
  ['a chat page without a framework', '/examples/page/index.html', [chatting, comingBack]],
  ['a chat page with React 18 in StrictMode', '/pages/chat-18.html', [chatting], async () => ({ 'chat-18.js': await bundled('react-chat.jsx') })],
  ['a chat page with React 19 in StrictMode', '/pages/chat-19.html', [chatting], async () => ({ 'chat-19.js': await bundled('react-chat.jsx', 'react-19') })],
  ['a chat page whose tabs share one stream', '/examples/page/tabs.html', [sharing]],
];

export const suite = () => {
  for (const [name, path, parts, bundles] of pages)
    describe(name, { timeout: 600_000, concurrency: 1 }, () => {
      /** Filled in before the first test. @type {Stage} */
      const stage = Object.create(null);
      before(async () => Object.assign(stage, await openStage(path, (await bundles?.()) ?? {})));
      after(() => stage.close());
      for (const part of parts) part(stage);
    });
};
