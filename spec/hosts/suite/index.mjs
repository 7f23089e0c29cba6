import { after, before, describe } from 'node:test';
import { openStage } from '../support/stage.mjs';
import { badDays } from './badDays.mjs';
import { comingBack, mountingAgain } from './comingBack.mjs';
import { showing } from './showing.mjs';

/**
 * What people do with Web Chat, on a page of a host: each test with a browser and a conversation of its own.
 * @param {string} name @param {string} path @param {{ bundles?: () => Promise<Readonly<Record<string, string>>>, mounts?: boolean }} [how]
 */
export const webChatSuite = (name, path, { bundles, mounts = false } = {}) =>
  describe(name, { timeout: 240_000 }, () => {
    /** Filled in before the first test. @type {import('../support/stage.mjs').Stage} */
    const stage = Object.create(null);
    before(async () => Object.assign(stage, await openStage(path, await bundles?.())));
    after(() => stage.close());
    showing(stage);
    badDays(stage);
    comingBack(stage);
    if (mounts) mountingAgain(stage);
  });
