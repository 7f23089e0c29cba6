import assert from 'node:assert/strict';

/** Web Chat on a page, as somebody sees it. @param {import('playwright-core').Page} page */
export const webChat = (page) => {
  const bubbles = page.locator('.webchat__bubble__content');
  const box = page.locator('[data-id=webchat-sendbox-input]');
  return {
    page,
    bubbles,
    /** @param {string} text */
    bubble: (text) => bubbles.filter({ hasText: text }),
    texts: async () => (await bubbles.allInnerTexts()).map((text) => text.trim()),
    /** What the user has said. */
    ownTexts: async () => (await page.locator('.webchat__bubble--from-user').allInnerTexts()).map((text) => text.trim()),
    /** @param {string} text */
    say: async (text) => {
      await box.fill(text);
      await box.press('Enter');
    },
    /** @param {{ name: string, mimeType: string, buffer: Buffer }} file */
    sendFile: async (file) => {
      await page.locator('input[type=file]').setInputFiles(file);
      await page.locator('.webchat__attachment-icon--checked').waitFor(); // it makes a small picture of it first
      await page.getByTitle('Send').click();
    },
    /** A button of a card. @param {string} name */
    button: (name) => page.locator('.ac-pushButton', { hasText: name }),
    /** @param {string} name */
    suggested: (name) => page.locator('.webchat__suggested-action', { hasText: name }),
    /** One bubble with all of this text, and no more. @param {string} text */
    shows: (text) => bubbles.filter({ hasText: new RegExp(`^\\s*${escaped(text)}\\s*$`) }).first().waitFor(),
    /** What the banner says. @param {string} state */
    says: (state) => page.getByText(`Connectivity Status: ${state}`).waitFor({ state: 'attached' }),
    /** Everything that was said has been sent. */
    allSent: async () => {
      await page.waitForFunction(() => document.querySelector('.webchat__activity-status--sending') === null);
      assert.equal(await page.getByText(/send failed/i).count(), 0);
    },
    conversationId: () => page.waitForFunction(() => document.documentElement.dataset.conversation).then((handle) => handle.jsonValue()),
    /** The client polls, because another one has the socket. */
    polls: () => page.waitForFunction(() => document.documentElement.dataset.transport === 'polling' && document.documentElement.dataset.status === 'online'),
    /** The client's own word for its status. @param {string} state */
    isClient: (state) => page.waitForFunction((wanted) => document.documentElement.dataset.status === wanted, state),
  };
};

/** @param {string} text */
const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** The texts of the streamed answer, each different one, while something happens. @param {ReturnType<typeof webChat>} chat @param {() => Promise<unknown>} happens */
export async function watched({ page }, happens) {
  await page.evaluate(() => {
    const seen = (globalThis.seen = []);
    const look = () => {
      const growing = [...document.querySelectorAll('.webchat__bubble__content')].map((bubble) => bubble.innerText.trim()).filter((text) => text.startsWith('A streamed'));
      if (growing.length > 1) seen.push('more than one bubble');
      if (growing[0] !== undefined && growing[0] !== seen.at(-1)) seen.push(growing[0]);
    };
    globalThis.watching = new MutationObserver(look);
    globalThis.watching.observe(document.body, { childList: true, subtree: true, characterData: true });
  });
  await happens();
  return page.evaluate(() => (globalThis.watching.disconnect(), globalThis.seen));
}
