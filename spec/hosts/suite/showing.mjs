import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { answer } from '../support/bot.mjs';
import { watched } from '../support/webChat.mjs';

const picture = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

/** What is said, and how it looks. @param {import('../support/stage.mjs').Stage} stage */
export const showing = (stage) => {
  test('greets, takes what is said to the bot, and shows its answer and that it is typing', async (t) => {
    const { chat } = await stage.greeted(t);
    await chat.says('Connected');
    await chat.say('hello');
    await chat.shows('You said: hello');
    await chat.allSent();
    assert.deepEqual(await chat.ownTexts(), ['hello']);
    await chat.say('typing');
    await chat.page.locator('.webchat__typing-indicator').waitFor();
    await chat.shows('That was me typing.');
    await stage.isWhole(chat);
  });

  test('shows a card with a picture and buttons that speak, actions to choose from, and markdown', async (t) => {
    const { chat } = await stage.greeted(t);
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

  test('uploads a picture and a file, which the bot has byte for byte, and shows and downloads what the bot gives', async (t) => {
    const { chat } = await stage.greeted(t);
    await chat.sendFile({ name: 'pixel.png', mimeType: 'image/png', buffer: picture });
    await chat.bubble(`I have pixel.png, ${picture.length} bytes`).waitFor();
    const given = chat.page.getByAltText('copy of pixel.png').or(chat.page.locator('article img')).last();
    await given.waitFor();
    const bytes = await given.evaluate(async (image) => [...new Uint8Array(await (await fetch(image.src)).arrayBuffer())]);
    assert.deepEqual(Buffer.from(bytes), picture);

    const notes = Buffer.from([0, 1, 2, 253, 254, 255]);
    await chat.sendFile({ name: 'notes.bin', mimeType: 'application/octet-stream', buffer: notes });
    await chat.bubble('I have notes.bin, 6 bytes').waitFor();
    const downloading = chat.page.waitForEvent('download');
    await chat.page.getByRole('link', { name: 'copy of notes.bin' }).click();
    const download = await downloading;
    assert.deepEqual(await readFile(await download.path()), notes);
    await chat.allSent();
  });

  test('shows a streamed answer in one bubble, which grows in its place', async (t) => {
    const { chat } = await stage.greeted(t);
    await chat.say('typing');
    await chat.shows('That was me typing.');
    const seen = await watched(chat, async () => {
      await chat.say('stream');
      await stage.isAnswered(chat);
    });
    assert.ok(seen.length >= 3, `it was seen growing: ${seen.join(' | ')}`);
    for (const [index, text] of seen.entries()) assert.ok(answer.startsWith(text) && text.length >= (seen[index - 1] ?? '').length, `in order: ${seen.join(' | ')}`);
    await chat.allSent();
    await stage.isWhole(chat);
  });

  test('opens the page to sign in, of an OAuth card with the id of the session', async (t) => {
    const { context, chat } = await stage.greeted(t);
    /** @param {string} button */
    const opened = async (button) => {
      const opening = context.waitForEvent('page');
      await chat.button(button).click();
      const page = await opening;
      await page.waitForURL(/\/signin/);
      return page.url();
    };
    await chat.say('sign in');
    assert.equal(await opened('Sign in'), `${stage.site.url}/signin?card=signin`);
    await chat.say('oauth');
    assert.match(decodeURIComponent(await opened('Sign in with a session')), /\/signin\?state=s&code_challenge=\S+$/);
  });
};
