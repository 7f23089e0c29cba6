import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { startEmulator } from '../../../dist/esm/emulator/index.js';
import { answer, greeting, startBot } from './bot.mjs';
import { person } from './chromium.mjs';
import { startSite } from './site.mjs';
import { webChat } from './webChat.mjs';

const picture = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

/**
 * What people do with Web Chat, on a page of a host: each test with a browser and a conversation of its own.
 * @param {string} name @param {string} path @param {{ bundles?: () => Promise<Readonly<Record<string, string>>>, mounts?: boolean }} [how]
 */
export const webChatSuite = (name, path, { bundles, mounts = false } = {}) =>
  describe(name, { timeout: 240_000 }, () => {
    /** @type {Awaited<ReturnType<typeof startEmulator>>} */
    let service;
    /** @type {Awaited<ReturnType<typeof startSite>>} */
    let site;
    /** @type {Awaited<ReturnType<typeof startBot>>} */
    let bot;
    before(async () => {
      const signIn = { url: '' };
      bot = await startBot(signIn);
      service = await startEmulator({ bot: bot.url });
      site = await startSite(service, await bundles?.());
      signIn.url = `${site.url}/signin`;
    });
    after(async () => {
      site.close();
      await service.close();
      bot.close();
    });

    /** So many tokens were asked for. @param {number} count */
    const untilAsked = async (count) => {
      while (site.asked.length < count) await pause(50);
    };
    /** @param {import('node:test').TestContext} t */
    const greeted = async (t) => {
      const somebody = await person(t);
      const chat = webChat(await somebody.open(site.page(path)));
      t.after(() => assert.deepEqual(somebody.thrown, []));
      await chat.shows(greeting);
      return { ...somebody, chat };
    };
    /** The texts of the messages that the service keeps. @param {ReturnType<typeof webChat>} chat */
    const recorded = async (chat) => {
      const url = `${service.url}/v3/directline/conversations/${await chat.conversationId()}/activities`;
      const { activities } = await (await fetch(url, { headers: { Authorization: `Bearer ${service.secret}` } })).json();
      return activities.filter(({ type }) => type === 'message').map(({ text }) => text);
    };
    /** What the service keeps is what is shown, each once and in its order. @param {ReturnType<typeof webChat>} chat */
    const isWhole = async (chat) => assert.deepEqual(await chat.texts(), await recorded(chat));
    /** The last chunk of an answer has its text, too. @param {ReturnType<typeof webChat>} chat */
    const isAnswered = async (chat) => {
      await chat.shows(answer);
      while (!(await recorded(chat)).includes(answer)) await pause(100);
    };

    test('greets, takes what is said to the bot, and shows its answer and that it is typing', async (t) => {
      const { chat } = await greeted(t);
      await chat.says('Connected');
      await chat.say('hello');
      await chat.shows('You said: hello');
      await chat.allSent();
      assert.equal(await chat.page.locator('.webchat__bubble--from-user').innerText().then((text) => text.trim()), 'hello');
      await chat.say('typing');
      await chat.page.locator('.webchat__typing-indicator').waitFor();
      await chat.shows('That was me typing.');
      await isWhole(chat);
    });

    test('shows a card with a picture and buttons that speak, actions to choose from, and markdown', async (t) => {
      const { chat } = await greeted(t);
      await chat.say('card');
      const image = chat.bubble('A hero card').locator('img');
      await image.waitFor();
      assert.ok(await image.evaluate((shown) => shown.complete && shown.naturalWidth > 0));
      await chat.button('Say hello').click();
      await chat.shows('You said: hello by a button');
      await chat.say('choose');
      await chat.suggested('Blue').click();
      await chat.shows('You said: Blue');
      await chat.say('choose mine');
      await chat.suggested('Only yours').click();
      await chat.shows('You said: Only yours');
      await chat.say('markdown');
      const shown = chat.bubble('This is bold');
      await shown.locator('strong', { hasText: 'bold' }).waitFor();
      assert.deepEqual([await shown.locator('li').count(), await shown.locator('a').getAttribute('href')], [2, 'https://example.org/']);
      await chat.allSent();
    });

    test('uploads a file, which the bot has byte for byte, and downloads what the bot gives', async (t) => {
      const { chat } = await greeted(t);
      await chat.page.locator('input[type=file]').setInputFiles({ name: 'pixel.png', mimeType: 'image/png', buffer: picture });
      await chat.page.getByTitle('Send').click();
      await chat.bubble(`I have pixel.png, ${picture.length} bytes`).waitFor();
      await chat.allSent();
      const given = chat.page.getByAltText('copy of pixel.png').or(chat.page.locator('article img')).last();
      await given.waitFor();
      const bytes = await given.evaluate(async (image) => [...new Uint8Array(await (await fetch(image.src)).arrayBuffer())]);
      assert.deepEqual(Buffer.from(bytes), picture);
    });

    test('shows a streamed answer in one bubble, which grows in its place', async (t) => {
      const { chat } = await greeted(t);
      await chat.say('typing');
      await chat.shows('That was me typing.');
      const seen = await watched(chat, async () => {
        await chat.say('stream');
        await isAnswered(chat);
      });
      assert.ok(seen.length >= 3, `it was seen growing: ${seen.join(' | ')}`);
      for (const [index, text] of seen.entries()) assert.ok(answer.startsWith(text) && text.length >= (seen[index - 1] ?? '').length, `in order: ${seen.join(' | ')}`);
      await chat.allSent();
      await isWhole(chat);
    });

    test('goes on when the connection is lost in the middle of an answer: nothing twice, nothing lost, nothing failed', async (t) => {
      const { chat } = await greeted(t);
      const conversationId = await chat.conversationId();
      await chat.say('stream');
      await chat.bubble('A streamed').waitFor();
      assert.equal(service.faults.drop({ conversationId }), 1);
      await isAnswered(chat);
      await chat.says('Connected');
      await chat.say('and then?');
      await chat.shows('You said: and then?');
      await chat.allSent();
      await isWhole(chat);
    });

    test('opens the page to sign in, of an OAuth card with the id of the session', async (t) => {
      const { context, chat } = await greeted(t);
      /** @param {string} button */
      const opened = async (button) => {
        const opening = context.waitForEvent('page');
        await chat.button(button).click();
        const page = await opening;
        await page.waitForURL(/\/signin/);
        return page.url();
      };
      await chat.say('sign in');
      assert.equal(await opened('Sign in'), `${site.url}/signin?card=signin`);
      await chat.say('oauth');
      assert.match(decodeURIComponent(await opened('Sign in with a session')), /\/signin\?state=s&code_challenge=\S+$/);
    });

    test('has another token when its own has expired, and nobody notices', async (t) => {
      const { chat } = await greeted(t);
      const asked = site.asked.length;
      service.faults.expire();
      assert.equal(service.faults.drop({ conversationId: await chat.conversationId() }), 1);
      await untilAsked(asked + 1);
      await chat.says('Connected');
      await chat.say('are you there?');
      await chat.shows('You said: are you there?');
      assert.deepEqual(site.asked.slice(asked), ['expired']);
      await chat.allSent();
      await isWhole(chat);
    });

    test('says that it is offline, and is back by itself with all that was said meanwhile', async (t) => {
      const { context, chat } = await greeted(t);
      const conversationId = await chat.conversationId();
      await context.setOffline(true);
      service.faults.drop({ conversationId });
      await chat.says('Network interruption occurred. Reconnecting…');
      const said = await fetch(`${service.url}/v3/directline/conversations/${conversationId}/activities`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${service.secret}`, 'Content-Type': 'application/json' },
        body: JSON.stringify({ type: 'message', text: 'from elsewhere', from: { id: 'bob' } }),
      });
      assert.equal(said.status, 200);
      await context.setOffline(false);
      await chat.shows('You said: from elsewhere');
      await chat.says('Connected');
      await chat.say('back');
      await chat.shows('You said: back');
      await isWhole(chat);
    });

    test('has the same transcript after the page was loaded anew, and the same user', async (t) => {
      const { chat } = await greeted(t);
      await chat.say('before');
      await chat.shows('You said: before');
      const id = await chat.conversationId();
      await chat.page.reload();
      await chat.shows('You said: before');
      await chat.say('after');
      await chat.shows('You said: after');
      await chat.allSent();
      assert.equal(await chat.conversationId(), id);
      assert.deepEqual(await chat.page.locator('.webchat__bubble--from-user').allInnerTexts().then((texts) => texts.map((text) => text.trim())), ['before', 'after']);
      assert.equal(await chat.bubbles.count(), 5);
      await isWhole(chat);
    });

    test('shows one conversation in two tabs, which share the one socket that there is', async (t) => {
      const { open, chat } = await greeted(t);
      const conversation = await chat.conversationId();
      const second = webChat(await open(site.page(path, { conversation, user: 'dl_ann' })));
      await second.shows(greeting);
      await second.say('from the second');
      await chat.shows('You said: from the second');
      await chat.say('from the first');
      await second.shows('You said: from the first');
      await Promise.all([chat.says('Connected'), second.says('Connected')]);
      await Promise.all([chat.allSent(), second.allSent()]);
      await isWhole(chat);
      await isWhole(second);
    });

    // Only an app that has its React can unmount it.
    if (mounts) test('goes on where it was when it is unmounted and mounted again', async (t) => {
      const { chat } = await greeted(t);
      await chat.say('before');
      await chat.shows('You said: before');
      await chat.page.getByText('Close', { exact: true }).click();
      await chat.bubbles.first().waitFor({ state: 'detached' });
      await chat.isClient('idle');
      await chat.page.getByText('Open', { exact: true }).click();
      await chat.shows('You said: before');
      await chat.says('Connected');
      await chat.say('after');
      await chat.shows('You said: after');
      await chat.allSent();
      await isWhole(chat);
    });
  });

/** The texts of the last bubble of the bot, each different one, while something happens. @param {ReturnType<typeof webChat>} chat @param {() => Promise<unknown>} happens */
async function watched({ page }, happens) {
  await page.evaluate(() => {
    const seen = (window.seen = []);
    const look = () => {
      const growing = [...document.querySelectorAll('.webchat__bubble__content')].map((bubble) => bubble.innerText.trim()).filter((text) => text.startsWith('A streamed'));
      if (growing.length > 1) seen.push('more than one bubble');
      if (growing[0] !== undefined && growing[0] !== seen.at(-1)) seen.push(growing[0]);
    };
    window.watching = new MutationObserver(look);
    window.watching.observe(document.body, { childList: true, subtree: true, characterData: true });
  });
  await happens();
  return page.evaluate(() => (window.watching.disconnect(), window.seen));
}
