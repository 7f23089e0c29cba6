import { after, before, describe } from 'node:test';
import { openStage } from '../support/stage.mjs';

/**
 * What people do with Web Chat, on a page of a host: one after the other, each test with a page and a conversation of its own.
 * @param {string} name @param {string} path
 * @param {{ bundles?: () => Promise<Readonly<Record<string, Buffer>>>, parts: readonly ((stage: import('../support/stage.mjs').Stage) => void)[] }} how
 */
export const webChatSuite = (name, path, { bundles, parts }) =>
  describe(name, { timeout: 600_000, concurrency: 1 }, () => {
    /** Filled in before the first test. @type {import('../support/stage.mjs').Stage} */
    const stage = Object.create(null);
    before(async () => Object.assign(stage, await openStage(path, await bundles?.())));
    after(() => stage.close());
    for (const part of parts) part(stage);
  });
