import assert from 'node:assert/strict';
import { test } from 'node:test';

const greeting = /^Hello! I am the built-in bot/;
const answer = 'This answer came in pieces, each with all before it.';
const posts = { match: /^POST .*\/activities/ };

/** @param {readonly string[]} texts @param {readonly string[]} wanted what follows the greeting */
const saysAfterGreeting = ([first = '', ...rest], wanted) => {
  assert.match(first, greeting);
  assert.deepEqual(rest, wanted);
};

/** What people do with the example, on good days and bad ones. @param {import('./stage.mjs').Stage} stage */
export const chatting = (stage) => {
  test('is built without a warning', () => assert.doesNotMatch(stage.said, /warning|CommonJS|not ESM/i));

  test('greets, sends with the keyboard, and keeps the focus where one writes', async (t) => {
    const chat = await (await stage.opened(t)).open();
    await chat.online();
    await chat.shows('Hello!');
    await chat.say('hello');
    await chat.shows('You said: hello');
    assert.equal(await chat.box.evaluate((box) => box === document.activeElement && box.value), '');
    await chat.say('   ');
    saysAfterGreeting(await chat.texts(), ['hello', 'You said: hello']);
    assert.equal(await chat.log.getAttribute('aria-live'), 'polite');
  });

  test('goes on when the connection is lost in the middle of an answer, each thing once', async (t) => {
    const chat = await (await stage.opened(t)).open();
    await chat.shows('Hello!');
    await chat.say('stream');
    await chat.shows('This answer');
    stage.service.faults.drop();
    await chat.log.locator('[data-state=received]', { hasText: answer }).waitFor();
    await chat.online();
    saysAfterGreeting(await chat.texts(), ['stream', answer]);
  });

  test('says what was not sent, and sends it again where it stands', async (t) => {
    const chat = await (await stage.opened(t)).open();
    await chat.shows('Hello!');
    stage.service.faults.respond(400, posts);
    await chat.say('refused');
    await chat.shows('Not sent.');
    await chat.press('Send again');
    await chat.shows('You said: refused');
    saysAfterGreeting(await chat.texts(), ['refused', 'You said: refused']);
  });

  test('says that the connection is lost and when it is tried again, or now', async (t) => {
    const chat = await (await stage.opened(t)).open();
    await chat.shows('Hello!');
    await stage.lostAndTriedNow(chat);
    assert.equal(await chat.box.evaluate((box) => box === document.activeElement), true);
    await chat.say('back');
    await chat.shows('You said: back');
  });

  test('says that one is offline, and is back by itself', async (t) => {
    const { context, open } = await stage.opened(t);
    const chat = await open();
    await chat.shows('Hello!');
    await context.setOffline(true);
    stage.service.faults.drop();
    await chat.notice('You are offline.');
    await context.setOffline(false);
    await chat.online();
    await chat.say('back');
    await chat.shows('You said: back');
    saysAfterGreeting(await chat.texts(), ['back', 'You said: back']);
  });

  test('says that it has failed, shows that nothing was said, and begins when one tries again', async (t) => {
    stage.service.faults.respond(403, { match: 'POST /v3/directline/conversations', times: Infinity });
    const chat = await (await stage.opened(t)).open();
    await chat.notice('The chat is not available');
    await chat.shows('Nothing was said yet.');
    stage.service.faults.clear();
    await chat.press('Try again');
    await chat.shows('Hello!');
    await chat.online();
  });

  test('has what was said still there after it has failed, and goes on when one tries again', async (t) => {
    const chat = await (await stage.opened(t)).open();
    await chat.shows('Hello!');
    await chat.say('before');
    await chat.shows('You said: before');
    stage.service.faults.respond(400, { match: '/v3/directline', times: Infinity });
    stage.service.faults.drop();
    await chat.notice('The chat is not available');
    saysAfterGreeting(await chat.texts(), ['before', 'You said: before']);
    stage.service.faults.clear();
    await chat.press('Try again');
    await chat.online();
    await chat.say('after');
    await chat.shows('You said: after');
    saysAfterGreeting(await chat.texts(), ['before', 'You said: before', 'after', 'You said: after']);
  });

  test('says that nobody is signed in, and begins when somebody is', async (t) => {
    stage.site.refuse(401);
    t.after(() => stage.site.refuse(0));
    const chat = await (await stage.opened(t)).open();
    await chat.notice('You are signed out.');
    stage.site.refuse(0);
    await chat.press('Sign in again');
    await chat.shows('Hello!');
  });

  test('says that the conversation is over', async (t) => {
    const chat = await (await stage.opened(t)).open();
    await chat.shows('Hello!');
    await chat.say('bye');
    await chat.notice('This conversation is over.');
    await chat.shows('Goodbye!');
    assert.equal(await chat.box.isDisabled(), true);
  });
};
