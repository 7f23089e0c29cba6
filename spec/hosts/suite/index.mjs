import { after, before, describe } from 'node:test';
import { openStage } from '../support/stage.mjs';
import { badDays } from './badDays.mjs';
import { comingBack, mountingAgain } from './comingBack.mjs';
import { showing } from './showing.mjs';

/**
 * What people do with Web Chat, on a page of a host: each test with a browser and a conversation of its own.
 * @param {string} name @param {string} path @param {{ bundles?: () => Promise<Readonly<Record<string, string>>>, parts?: readonly ((stage: import('../support/stage.mjs').Stage) => void)[] }} [how]
 */
export const webChatSuite = (name, path, { bundles, parts = [showing, badDays, comingBack, mountingAgain] } = {}) => {
  for (const part of parts)
    describe(`${name}: ${titles.get(part)}`, { timeout: 300_000, concurrency: 1 }, () => {
      /** Filled in before the first test. @type {import('../support/stage.mjs').Stage} */
      const stage = Object.create(null);
      before(async () => Object.assign(stage, await openStage(path, await bundles?.())));
      after(() => stage.close());
      part(stage);
    });
};

const titles = new Map([
  [showing, 'what is said'],
  [badDays, 'bad days'],
  [comingBack, 'who comes back'],
  [mountingAgain, 'who unmounts it'],
]);
