import { createRequire } from 'node:module';
import { chromiumPath, inHost } from './needs.mjs';

/** Mutable: one browser for all, launched for the first person. @type {Promise<import('playwright-core').Browser> | undefined} */
let launched;

const launch = () => {
  /** @type {typeof import('playwright-core')} */
  const { chromium } = createRequire(import.meta.url)(inHost('browser', 'playwright-core'));
  const args = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking', '--disable-component-update', '--no-first-run'];
  return chromium.launch({ executablePath: chromiumPath, args });
};

export const closeBrowser = async () => (await launched)?.close();

/** How long a page may take to show what it should, on a busy machine. */
const patienceMs = 30_000;

/**
 * A person's browser: its pages share what they store, and nothing with anybody else's. What a page throws, and nobody catches, is kept.
 * @param {import('node:test').TestContext} t
 */
export async function person(t) {
  const browser = await (launched ??= launch());
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
