/** A chat page of docs/examples/page, as somebody sees it. @param {import('playwright-core').Page} page */
export const ownPage = (page) => {
  const rows = page.locator('li');
  return {
    page,
    rows,
    texts: async () => (await rows.allInnerTexts()).map((text) => text.trim()),
    /** @param {string} text */
    say: async (text) => {
      await page.getByRole('textbox', { name: 'Message' }).fill(text);
      await page.getByRole('button', { name: 'Send', exact: true }).click();
    },
    /** @param {string} text */
    shows: (text) => rows.filter({ hasText: text }).first().waitFor(),
    /** The banner begins with this, or is empty. @param {string} text */
    banner: (text) =>
      page.waitForFunction((wanted) => {
        const said = document.querySelector('[role=status]')?.textContent ?? '';
        return wanted === '' ? said === '' : said.startsWith(wanted);
      }, text),
  };
};
