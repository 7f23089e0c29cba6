import { after } from 'node:test';
import { createRequire } from 'node:module';
import { chromiumPath, inHost } from './needs.mjs';

/** @type {typeof import('playwright-core')} */
const { chromium } = createRequire(import.meta.url)(inHost('browser', 'playwright-core'));

const browser = await chromium.launch({
  executablePath: chromiumPath,
  args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking', '--disable-component-update', '--no-first-run'],
});
after(() => browser.close());

/** How long a page may take to show what it should, on a busy machine. */
const patienceMs = 15_000;

/**
 * A person's browser: its pages share what they store. What a page throws, and nobody catches, is kept.
 * @param {import('node:test').TestContext} t
 */
export async function person(t) {
  const context = await browser.newContext({ locale: 'en-US' });
  context.setDefaultTimeout(patienceMs);
  /** @type {string[]} */
  const thrown = [];
  context.on('weberror', (error) => thrown.push(String(error.error().stack ?? error.error())));
  t.after(() => context.close());
  return {
    context,
    thrown,
    /** @param {string} url */
    open: async (url) => {
      const page = await context.newPage();
      await page.goto(url);
      return page;
    },
  };
}
