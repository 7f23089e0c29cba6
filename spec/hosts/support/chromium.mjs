import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { chromiumPath, inHost } from './needs.mjs';

/** Mutable: one browser for all, launched for the first person. @type {Promise<import('playwright-core').Browser> | undefined} */
let launched;

const launch = () => {
  /** @type {typeof import('playwright-core')} */
  const { chromium } = createRequire(import.meta.url)(inHost('browser', 'playwright-core'));
  const args = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking', '--disable-component-update', '--no-first-run'];
  return chromium.launch({ executablePath: chromiumPath, args: [...args, '--process-per-site'] });
};

export const closeBrowser = async () => (await launched)?.close();

/** How long a page may take to show what it should, on a busy machine. */
const patienceMs = 60_000;

/**
 * Somebody with a browser: his pages share what they store, and nothing with anybody else's. They share a process as well, in which what was
 * compiled once is not compiled again: a page of Web Chat costs a fifth.
 * @param {string} home a small page of the site, which stays open, and the process with it
 */
export async function person(home) {
  const browser = await (launched ??= launch());
  const context = await browser.newContext({ locale: 'en-US', reducedMotion: 'reduce' });
  context.setDefaultTimeout(patienceMs);
  /** Mutable: what pages threw, and nobody caught. @type {string[]} */
  const thrown = [];
  context.on('weberror', (error) => thrown.push(String(error.error().stack ?? error.error())));
  const first = await context.newPage();
  await first.goto(home);
  return {
    context,
    /** Opens pages for a test, which are closed after it and have thrown nothing. @param {import('node:test').TestContext} t */
    opener: (t) => {
      t.after(async () => {
        await context.setOffline(false);
        await Promise.all(context.pages().map((page) => page !== first && page.close()));
        assert.deepEqual(thrown.splice(0), []);
      });
      return async (/** @type {string} */ url) => {
        const page = await context.newPage();
        await page.goto(url);
        return page;
      };
    },
    close: () => context.close(),
  };
}
