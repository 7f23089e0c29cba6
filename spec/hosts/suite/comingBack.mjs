import assert from 'node:assert/strict';
import { test } from 'node:test';
import { greeting } from '../support/bot.mjs';
import { webChat } from '../support/webChat.mjs';

/** Who leaves, comes again, or is there twice. @param {import('../support/stage.mjs').Stage} stage */
export const comingBack = (stage) => {
  test('has the same transcript after the page was loaded anew, and the same user', async (t) => {
    const { chat } = await stage.greeted(t);
    await chat.say('before');
    await chat.shows('You said: before');
    const id = await chat.conversationId();
    await stage.saysElsewhere(id, 'elsewhere');
    await chat.shows('You said: elsewhere');
    await chat.page.reload();
    await chat.shows('You said: elsewhere');
    await chat.say('after');
    await chat.shows('You said: after');
    await chat.allSent();
    assert.equal(await chat.conversationId(), id);
    assert.deepEqual(await chat.ownTexts(), ['before', 'elsewhere', 'after']);
    assert.equal(await chat.bubbles.count(), 7);
    const users = (await stage.recorded(chat)).map(({ from }) => from.id).filter((from) => from.startsWith('dl_'));
    assert.deepEqual(users, ['dl_ann', 'dl_ann', 'dl_ann']);
    await stage.isWhole(chat);
  });

  test('begins another conversation when the page is loaded anew and the server of tokens has forgotten the old one', async (t) => {
    const { chat } = await stage.greeted(t);
    await chat.say('before');
    await chat.shows('You said: before');
    const id = await chat.conversationId();
    stage.site.restart();
    await chat.page.reload();
    await chat.shows(greeting);
    await chat.says('Connected');
    await chat.say('anew');
    await chat.shows('You said: anew');
    await chat.allSent();
    assert.notEqual(await chat.conversationId(), id);
    assert.deepEqual(await chat.texts(), [greeting, 'anew', 'You said: anew']);
    await stage.isWhole(chat);
  });

  test('shows one conversation in two tabs, which share the one socket that there is', async (t) => {
    const { open, chat } = await stage.greeted(t);
    const conversation = await chat.conversationId();
    const second = webChat(await open(stage.site.page(stage.path, { conversation, user: 'dl_ann' })));
    await second.shows(greeting);
    // Until it is decided who has the socket, both lose it by turns, and Web Chat sends nothing while it is not connected.
    await Promise.race([chat.polls(), second.polls()]);
    await second.says('Connected');
    await second.say('from the second');
    await chat.shows('You said: from the second');
    await chat.say('from the first');
    await second.shows('You said: from the first');
    await Promise.all([chat.says('Connected'), second.says('Connected')]);
    await Promise.all([chat.allSent(), second.allSent()]);
    await stage.isWhole(chat);
    await stage.isWhole(second);
  });
};

/** Only an app that has its React can unmount it. @param {import('../support/stage.mjs').Stage} stage */
export const mountingAgain = (stage) => {
  test('goes on where it was when it is unmounted and mounted again', async (t) => {
    const { chat } = await stage.greeted(t);
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
    await stage.isWhole(chat);
  });
};
