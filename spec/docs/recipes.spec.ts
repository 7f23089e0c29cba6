import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support/packed.js';

const textOf = (path: string): string => readFileSync(join(root, path), 'utf8');
const recipes = textOf('docs/recipes.md');
const blocks = [...recipes.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, text = '']) => text);
/** What `npm run test:browser` opens, and what is bundled for it. */
const opened = textOf('spec/hosts/page.browser.mjs') + textOf('spec/hosts/pages/react-chat.jsx');

describe('a page in docs/recipes.md', () => {
  it('has the store for React word for word as the browser runs it', () => {
    expect(blocks).toContain(textOf('docs/examples/page/storeOf.ts'));
    expect(textOf('docs/examples/page/react.jsx')).toContain("import { storeOf } from './storeOf.ts'");
    expect(opened).toContain("'../../../docs/examples/page/react.jsx'");
  });

  it.each([['page.js', 'index.html', '39 lines'], ['tabs.js', 'tabs.html', '68 lines']])('links to %s, which the browser opens by %s, and has %s', (script, page, lines) => {
    const path = `docs/examples/page/${script}`;
    expect(recipes).toContain(`](examples/page/${script})`);
    expect(textOf(`docs/examples/page/${page}`)).toContain(`src="${script}"`);
    expect(opened).toContain(`/examples/page/${page}`);
    expect([recipes.includes(lines), `${textOf(path).trimEnd().split('\n').length} lines`]).toEqual([true, lines]);
  });
});
