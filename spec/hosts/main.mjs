// `npm run test:browser`: what people's pages do, in a real browser. Each file `*.browser.mjs` exports a `suite()` and what it `needs` of the folders
// beside it. `node spec/hosts/main.mjs page tabs` runs those that begin so.
import { readdirSync } from 'node:fs';
import { after, describe } from 'node:test';
import { closeBrowser } from './support/chromium.mjs';
import { missing } from './support/needs.mjs';

const wanted = process.argv.slice(2);
const files = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.browser.mjs') && (wanted.length === 0 || wanted.some((word) => file.startsWith(word))));
const suites = await Promise.all(files.map((file) => import(`./${file}`)));

const lacking = missing(suites.flatMap(({ needs }) => needs));
if (suites.length === 0 || lacking.length > 0) {
  console.error(suites.length === 0 ? `no suite begins with ${wanted.join(' or ')}` : `npm run test:browser needs: ${lacking.join(' && ')}`);
  process.exit(2);
}

// Side by side: most of a test is waiting for a bot that takes its time, and for what heals by itself.
describe('in Chromium', { concurrency: 4 }, () => {
  after(async () => {
    await closeBrowser();
    // Whoever left something open would keep this process for ever.
    setTimeout(() => {
      console.error(`still open: ${process.getActiveResourcesInfo().join(', ')}`);
      process.exit(1);
    }, 10_000).unref();
  });
  for (const { suite } of suites) suite();
});
