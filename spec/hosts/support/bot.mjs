// A Microsoft 365 Agents SDK bot that does what a page can show.
import { setTimeout as pause } from 'node:timers/promises';
import { AgentApplication, CardFactory, MemoryStorage, MessageFactory } from '@microsoft/agents-hosting';
import { createAgentRequestHandler } from '@microsoft/agents-hosting-express';
import express from 'express';

export const greeting = 'Hello from the agent!';
export const answer = 'A streamed answer grows piece by piece.';
const pixel = 'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

// By hand: what the SDK's MessageFactory.suggestedActions makes has objects for values, which Web Chat does not say.
/** @param {string} text @param {readonly string[]} titles @param {string[]} [to] */
const suggesting = (text, titles, to = []) => ({
  type: 'message',
  text,
  suggestedActions: { to, actions: titles.map((title) => ({ type: 'imBack', title, value: title })) },
});

/** @param {{ url: string }} [signIn] where people sign in, when they are asked to */
export async function startBot(signIn = { url: 'https://login.example/' }) {
  const bot = new AgentApplication({ storage: new MemoryStorage() });
  bot.onConversationUpdate('membersAdded', async (turn) => {
    const { membersAdded = [], recipient } = turn.activity;
    if (membersAdded.some(({ id }) => id !== recipient?.id)) await turn.sendActivity(greeting);
  });
  bot.onMessage(/^typing$/i, async (turn) => {
    await turn.sendActivity({ type: 'typing' });
    await pause(1_500);
    await turn.sendActivity('That was me typing.');
  });
  bot.onMessage(/^stream$/i, async ({ streamingResponse }) => {
    streamingResponse.queueInformativeUpdate('Thinking...');
    for (const part of ['A streamed ', 'answer grows ', 'piece by ', 'piece.']) {
      await pause(600);
      streamingResponse.queueTextChunk(part);
    }
    await streamingResponse.endStream();
  });
  bot.onMessage(/^card$/i, async (turn) => {
    const buttons = [{ type: 'imBack', title: 'Say hello', value: 'hello by a button' }, { type: 'openUrl', title: 'Read on', value: 'https://example.org/' }];
    await turn.sendActivity(MessageFactory.attachment(CardFactory.heroCard('A hero card', 'With a picture.', [pixel], buttons)));
  });
  bot.onMessage(/^choose$/i, async (turn) => {
    await turn.sendActivity(suggesting('Which colour?', ['Red', 'Blue']));
  });
  bot.onMessage(/^choose mine$/i, async (turn) => {
    await turn.sendActivity(suggesting('Which of yours?', ['Only yours'], [turn.activity.from?.id ?? '']));
  });
  bot.onMessage(/^markdown$/i, async (turn) => {
    await turn.sendActivity({ type: 'message', textFormat: 'markdown', text: 'This is **bold**, and [a link](https://example.org/).\n\n- one\n- two' });
  });
  bot.onMessage(/^sign in$/i, async (turn) => {
    await turn.sendActivity(MessageFactory.attachment(CardFactory.signinCard('Sign in', `${signIn.url}?card=signin`, 'Please sign in')));
  });
  // As a token service makes it: this SDK's own asks one that is Microsoft's.
  bot.onMessage(/^oauth$/i, async (turn) => {
    const buttons = [{ type: 'signin', title: 'Sign in with a session', value: `${signIn.url}?state=s` }];
    await turn.sendActivity(MessageFactory.attachment({ contentType: 'application/vnd.microsoft.card.oauth', content: { text: 'Please sign in', connectionName: 'c', buttons } }));
  });
  bot.onMessage(/^goodbye$/i, async (turn) => {
    await turn.sendActivity({ type: 'endOfConversation', code: 'completedSuccessfully' });
  });
  bot.onActivity('message', async (turn) => {
    const { attachments = [], text } = turn.activity;
    if (attachments.length === 0) return void (await turn.sendActivity(`You said: ${text}`));
    const [{ contentUrl = '', name, contentType }] = attachments;
    const bytes = await fetch(contentUrl).then((response) => response.arrayBuffer());
    await turn.sendActivity({ type: 'message', text: `I have ${name}, ${bytes.byteLength} bytes`, attachments: [{ contentType, contentUrl, name: `copy of ${name}` }] });
  });

  const server = express().use(express.json({ limit: '1mb' })).post('/api/messages', createAgentRequestHandler(bot)).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return { url: `http://127.0.0.1:${port}/api/messages`, close: () => (server.closeAllConnections(), server.close()) };
}
