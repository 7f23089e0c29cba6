import { after, before, describe } from 'node:test';
import { chatting } from './chatting.mjs';
import { hosting } from './hosting.mjs';
import { rendering } from './rendering.mjs';
import { openStage } from './stage.mjs';

/** What people do with the example, and what else holds of its host. @param {string} name @param {import('./stage.mjs').How} how */
export const angularSuite = (name, how) =>
  describe(name, { timeout: 420_000 }, () => {
    /** Filled in before the first test. @type {import('./stage.mjs').Stage} */
    const stage = Object.create(null);
    before(async () => Object.assign(stage, await openStage(how)));
    after(() => stage.close?.());
    if (how.rendered) rendering(stage);
    chatting(stage);
    if (how.main) hosting(stage);
  });
