import { after, before, describe } from 'node:test';
import { openStage } from './stage.mjs';

/**
 * What people do with the example in a host: one thing after the other, each with a page and a conversation of its own.
 * @param {string} name @param {import('./stage.mjs').How & { readonly parts: readonly ((stage: import('./stage.mjs').Stage) => void)[] }} how
 */
export const angularSuite = (name, { parts, ...how }) =>
  describe(name, { timeout: 600_000, concurrency: 1 }, () => {
    /** Filled in before the first test. @type {import('./stage.mjs').Stage} */
    const stage = Object.create(null);
    before(async () => Object.assign(stage, await openStage(how)));
    after(() => stage.close?.());
    for (const part of parts) part(stage);
  });
