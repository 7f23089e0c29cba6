import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { startEmulator } from '../../../dist/esm/emulator/index.js';
import { answer, greeting, startBot } from './bot.mjs';
import { person } from './chromium.mjs';
import { startSite } from './site.mjs';
import { webChat } from './webChat.mjs';

/** @typedef {ReturnType<typeof webChat>} Chat */
/** @typedef {Awaited<ReturnType<typeof openStage>>} Stage */

/**
 * A page of Web Chat with all that is behind it: a site, the service, and an Agents SDK bot.
 * @param {string} path @param {Readonly<Record<string, string>>} [bundles]
 */
export async function openStage(path, bundles) {
  const signIn = { url: '' };
  const bot = await startBot(signIn);
  const service = await startEmulator({ bot: bot.url });
  const site = await startSite(service, bundles);
  signIn.url = `${site.url}/signin`;

  const headers = { Authorization: `Bearer ${service.secret}`, 'Content-Type': 'application/json' };
  const activitiesOf = (/** @type {string} */ conversationId) => `${service.url}/v3/directline/conversations/${conversationId}/activities`;
  /** The messages that the service keeps. @param {Chat} chat */
  const recorded = async (chat) => {
    const { activities } = await (await fetch(activitiesOf(await chat.conversationId()), { headers })).json();
    return activities.filter(({ type }) => type === 'message');
  };
  const recordedTexts = async (/** @type {Chat} */ chat) => (await recorded(chat)).map(({ text }) => text);

  return {
    service,
    site,
    path,
    recorded,
    /** A person whose chat has begun. @param {import('node:test').TestContext} t */
    greeted: async (t) => {
      const somebody = await person(t);
      const chat = webChat(await somebody.open(site.page(path)));
      t.after(() => assert.deepEqual(somebody.thrown, []));
      await chat.shows(greeting);
      return { ...somebody, chat };
    },
    /** What the service keeps is what is shown, each once and in its order. @param {Chat} chat */
    isWhole: async (chat) => assert.deepEqual(await chat.texts(), await recordedTexts(chat)),
    /** The last chunk of an answer has its text, too. @param {Chat} chat */
    isAnswered: async (chat) => {
      await chat.shows(answer);
      while (!(await recordedTexts(chat)).includes(answer)) await pause(100);
    },
    /** The same user, from another program: nothing in it says that he is the user. @param {string} conversationId @param {string} text */
    saysElsewhere: async (conversationId, text) => {
      const body = JSON.stringify({ type: 'message', text, from: { id: 'dl_ann' } });
      assert.equal((await fetch(activitiesOf(conversationId), { method: 'POST', headers, body })).status, 200);
    },
    /** So many tokens were asked for. @param {number} count */
    untilAsked: async (count) => {
      while (site.asked.length < count) await pause(50);
    },
    close: async () => {
      site.close();
      await service.close();
      bot.close();
    },
  };
}
