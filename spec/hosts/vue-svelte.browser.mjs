// The recipes for Vue and Svelte of docs/recipes.md. spec/docs/snippets.spec.ts compares these files with the page.
import assert from 'node:assert/strict';
import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { startEmulator } from '../../dist/esm/emulator/index.js';
import { greeting, startBot } from './support/bot.mjs';
import { person } from './support/chromium.mjs';
import { root } from './support/needs.mjs';
import { ownPage } from './support/ownPage.mjs';
import { openProject } from './support/project.mjs';
import { startSite } from './support/site.mjs';
import { bundled } from './vue-svelte/bundle.mjs';

export const needs = ['vue-svelte'];

/** @param {string} script */
const pageOf = (script) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<div id="root"></div>
<script src="/bundles/${script}"></script>
</html>`;

const openStage = async () => {
  const bot = await startBot();
  const service = await startEmulator({ bot: bot.url });
  const site = await startSite(service, {
    'vue.js': await bundled('vue.ts'), 'vue.html': Buffer.from(pageOf('vue.js')),
    'svelte.js': await bundled('svelte.ts'), 'svelte.html': Buffer.from(pageOf('svelte.js')),
  });
  const { opener, close } = await person(`${site.url}/signin`);
  return {
    service, site, opener,
    close: async () => {
      await close();
      site.close();
      await service.close();
      bot.close();
    },
  };
};

export const suite = () =>
  describe('the recipes for Vue and Svelte', { timeout: 600_000, concurrency: 1 }, () => {
    /** Filled in before the first test. @type {Awaited<ReturnType<typeof openStage>>} */
    const stage = Object.create(null);
    before(async () => Object.assign(stage, await openStage()));
    after(() => stage.close());

    for (const [framework, path] of [['Vue', '/bundles/vue.html'], ['Svelte', '/bundles/svelte.html']])
      test(`${framework} shows the chat and its status, sends, is idle while unmounted, and goes on when mounted again`, async (t) => {
        const page = await stage.opener(t)(stage.site.page(path));
        const chat = ownPage(page);
        await chat.shows(greeting);
        await chat.banner('online');
        await chat.say('before');
        await chat.shows('You said: before');
        await page.evaluate(() => globalThis.unmountChat());
        await page.waitForFunction(() => document.documentElement.dataset.status === 'idle');
        assert.equal(await chat.rows.count(), 0);
        await page.evaluate(() => globalThis.mountAgain());
        await chat.banner('online');
        await chat.say('after');
        await chat.shows('You said: after');
        assert.deepEqual(await chat.texts(), [greeting, 'before', 'You said: before', 'after', 'You said: after']);
      });

    test('the composable for Vue type-checks, and has the type of the observable', async (t) => {
      const project = await openProject('vue-svelte');
      t.after(project.close);
      await cp(join(root, 'spec/hosts/vue-svelte/src/useObservable.ts'), join(project.folder, 'useObservable.ts'));
      const lines = [
        "import { createDirectLine, type ConnectionStatus } from 'rx-directline';",
        "import { useObservable } from './useObservable.js';",
        "const directLine = createDirectLine({ token: 'a token' });",
        "export const status: Readonly<{ value: ConnectionStatus }> = useObservable(directLine.connectionStatus$, { state: 'idle' });",
        "// @ts-expect-error: a status has no text",
        'export const text: string = status.value.text;',
      ];
      await writeFile(join(project.folder, 'uses.ts'), lines.join('\n'));
      const compilerOptions = { target: 'ES2022', lib: ['ES2022', 'DOM'], types: [], module: 'nodenext', strict: true, skipLibCheck: true, noEmit: true };
      await writeFile(join(project.folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['uses.ts'] }));
      await project.node(join(root, 'node_modules/typescript/bin/tsc'), '-p', project.folder);
    });
  });
