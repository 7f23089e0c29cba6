import assert from 'node:assert/strict';
import { ReplaySubject } from 'rxjs';
import { startEmulator } from '../../../dist/esm/emulator/index.js';
import { answer, greeting, startBot } from './bot.mjs';
import { person } from './chromium.mjs';
import { startSite } from './site.mjs';
import { until } from './until.mjs';
import { webChat } from './webChat.mjs';

/** @typedef {ReturnType<typeof webChat>} Chat */
/** @typedef {Awaited<ReturnType<typeof openStage>>} Stage */

/**
 * A page of Web Chat with all that is behind it: a site, the service, and an Agents SDK bot.
 * @param {string} path @param {Readonly<Record<string, Buffer>>} [bundles]
 */
export async function openStage(path, bundles) {
  const signIn = { url: '' };
  const bot = await startBot(signIn);
  const service = await startEmulator({ bot: bot.url });
  const site = await startSite(service, bundles);
  signIn.url = `${site.url}/signin`;
  const somebody = await person(signIn.url);
  /** @type {ReplaySubject<import('../../../dist/esm/emulator/index.js').LogEvent>} */
  const log$ = new ReplaySubject();
  service.log$.subscribe(log$);

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
    /** A chat that has begun, on a page of its own. @param {import('node:test').TestContext} t */
    greeted: async (t) => {
      const open = somebody.opener(t);
      const chat = webChat(await open(site.page(path)));
      await chat.shows(greeting);
      return { context: somebody.context, open, chat };
    },
    /** What the service keeps is what is shown, each once and in its order. @param {Chat} chat */
    isWhole: async (chat) => assert.deepEqual(await chat.texts(), await recordedTexts(chat)),
    /** Not the last chunk only, which has its whole text, too. @param {Chat} chat */
    isAnswered: async (chat) => {
      const id = await chat.conversationId();
      await until(log$, 'the whole answer', (event) => event.type === 'botSent' && event.conversationId === id && event.activityType === 'message' && event.text === answer);
      await chat.shows(answer);
    },
    /** The same user, from another program: nothing in it says that he is the user. @param {string} conversationId @param {string} text */
    saysElsewhere: async (conversationId, text) => {
      const body = JSON.stringify({ type: 'message', text, from: { id: 'dl_ann' } });
      assert.equal((await fetch(activitiesOf(conversationId), { method: 'POST', headers, body })).status, 200);
    },
    /** For what reasons tokens were asked for, once they were so many. @param {number} count */
    asked: (count) => until(site.asked$, `${count} tokens are asked for`, (reasons) => reasons.length >= count),
    close: async () => {
      await somebody.close();
      site.close();
      await service.close();
      bot.close();
    },
  };
}
