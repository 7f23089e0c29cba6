/** @typedef {ReturnType<typeof chatPage>} ChatPage */

/** The example's chat, as somebody has it who sees it, or hears it. @param {import('playwright-core').Page} page */
export const chatPage = (page) => {
  const log = page.getByRole('log', { name: 'Messages' });
  const box = page.getByRole('textbox', { name: 'Message', exact: true });
  return {
    page,
    log,
    box,
    texts: async () => (await log.locator('.text').allInnerTexts()).map((text) => text.trim()),
    /** @param {string} text */
    say: async (text) => {
      await box.fill(text);
      await box.press('Enter');
    },
    /** @param {string} text */
    shows: (text) => log.getByText(text).first().waitFor(),
    /** What is said of the connection begins with this. @param {string} text */
    notice: (text) => page.getByRole('status').getByText(text).waitFor(),
    online: () => page.getByText('Online', { exact: true }).waitFor(),
    /** @param {string} name */
    press: (name) => page.getByRole('button', { name, exact: true }).click(),
  };
};
