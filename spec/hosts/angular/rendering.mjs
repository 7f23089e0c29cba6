import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

/** The server renders, the browser talks. @param {import('./stage.mjs').Stage} stage */
export const rendering = (stage) => {
  test('the server renders the page, and asks nothing of anybody', async () => {
    const before = [stage.logged.length, stage.site.asked.length];
    const page = await (await fetch(stage.site.page)).text();
    assert.match(page, /Nothing was said yet\./);
    assert.match(page, /Connecting …/);
    await pause(1_000);
    assert.deepEqual([stage.logged.length, stage.site.asked.length], before);
  });

  test('what the server has rendered is what the browser begins with', async (t) => {
    const { context, open } = await stage.opened(t);
    await context.addInitScript(() => addEventListener('DOMContentLoaded', () => (globalThis.rendered = document.querySelector('main'))));
    const chat = await open();
    await chat.shows('Hello!');
    assert.equal(await chat.page.evaluate(() => globalThis.rendered !== null && globalThis.rendered === document.querySelector('main')), true);
  });
};
