import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

/** Components that come and go. @param {import('./stage.mjs').Stage} stage */
export const hosting = (stage) => {
  /** So many are open now, or soon: those of the test before close when its browser does. @param {number} wanted */
  const openSockets = async (wanted) => {
    for (const until = Date.now() + 15_000; stage.openSockets() !== wanted && Date.now() < until; ) await pause(50);
    assert.equal(stage.openSockets(), wanted);
  };
  const toggle = 'here or not';

  /** Less than the shortest wait of a client that is connected takes, for a sign of life say. @param {import('./chatPage.mjs').ChatPage} chat */
  const isStable = (chat) => chat.page.locator('#stable', { hasText: /^stable$/ }).waitFor({ timeout: 10_000 });
  /** @param {import('./chatPage.mjs').ChatPage} chat */
  const staysStable = async (chat) => {
    await chat.press('Stable or not');
    await isStable(chat);
  };

  test('the page is stable while it is connected', async (t) => {
    const chat = await (await stage.opened(t)).open();
    await chat.online();
    await isStable(chat);
  });

  test('the page is stable after one has tried to connect now', async (t) => {
    const chat = await (await stage.opened(t)).open();
    await chat.shows('Hello!');
    await stage.lostAndTriedNow(chat);
    await staysStable(chat);
  });

  test('the page is stable while what was not sent is sent again, which waits for the service', async (t) => {
    const chat = await (await stage.opened(t)).open();
    await chat.shows('Hello!');
    const posts = { match: /^POST .*\/activities/ };
    stage.service.faults.respond(400, posts);
    await chat.say('refused');
    await chat.shows('Not sent.');
    stage.service.faults.respond(429, { ...posts, retryAfter: 20 });
    await chat.press('Send again');
    await chat.shows('Sending …');
    await staysStable(chat);
    await chat.log.locator('[data-state=pending]').waitFor();
  });

  test('who only reads the status asks nothing of anybody; when the chat has gone the connection closes, and what was said is there when it is back', async (t) => {
    const chat = await (await stage.opened(t)).open();
    await chat.shows('Hello!');
    await openSockets(1);
    await chat.say('one');
    await chat.shows('You said: one');
    await chat.press(`Chat ${toggle}`);
    await chat.page.locator('#passive', { hasText: 'idle' }).waitFor();
    await openSockets(0);
    const requests = stage.logged.length;
    await pause(500);
    assert.equal(stage.logged.length, requests);
    await chat.press(`Chat ${toggle}`);
    await chat.online();
    await chat.say('two');
    await chat.shows('You said: two');
    assert.deepEqual((await chat.texts()).slice(1), ['one', 'You said: one', 'two', 'You said: two']);
  });

  test("a component's own client has another conversation, and is ended with the component", async (t) => {
    const chat = await (await stage.opened(t)).open();
    await chat.shows('Hello!');
    await chat.say('one');
    await chat.shows('You said: one');
    await openSockets(1);
    await chat.press(`Own ${toggle}`);
    await chat.page.locator('#own', { hasText: 'online: 1' }).waitFor();
    await openSockets(2);
    const asked = stage.site.asked.length;
    await chat.press(`Own ${toggle}`);
    await openSockets(1);
    await chat.press(`Own ${toggle}`);
    await chat.page.locator('#own', { hasText: 'online: 1' }).waitFor();
    assert.deepEqual(stage.site.asked.slice(asked), ['']);
    await chat.say('two');
    await chat.shows('You said: two');
  });
};
