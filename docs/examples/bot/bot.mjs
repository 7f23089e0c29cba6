// A Microsoft 365 Agents SDK bot to talk to on your own machine: no Azure, no app id. README.md says how to start it.
import { setTimeout as pause } from 'node:timers/promises';
import { AgentApplication, CardFactory, MemoryStorage, MessageFactory } from '@microsoft/agents-hosting';
import { createAgentRequestHandler } from '@microsoft/agents-hosting-express';
import express from 'express';

const bot = new AgentApplication({ storage: new MemoryStorage() });

bot.onConversationUpdate('membersAdded', async (turn) => {
  const { membersAdded, recipient } = turn.activity;
  if (membersAdded.some(({ id }) => id !== recipient.id)) await turn.sendActivity('Hello! Say typing, stream, card or bye; anything else comes back.');
});
bot.onMessage(/^typing$/i, async (turn) => {
  await turn.sendActivity({ type: 'typing' });
  await pause(500);
  await turn.sendActivity('That was me typing.');
});
bot.onMessage(/^stream$/i, async ({ streamingResponse }) => {
  streamingResponse.queueInformativeUpdate('Thinking...');
  for (const part of ['A streamed ', 'answer grows ', 'piece by ', 'piece.']) {
    await pause(600); // the SDK sends what has gathered in 500 ms as one chunk
    streamingResponse.queueTextChunk(part);
  }
  await streamingResponse.endStream();
});
bot.onMessage(/^card$/i, async (turn) => {
  await turn.sendActivity(MessageFactory.attachment(CardFactory.heroCard('A hero card', 'With a line of text and a button.', [], ['typing'])));
});
bot.onMessage(/^bye$/i, async (turn) => {
  await turn.sendActivity('Bye!');
  await turn.sendActivity({ type: 'endOfConversation', code: 'completedSuccessfully' });
});
bot.onActivity('message', async (turn) => {
  await turn.sendActivity(`You said: ${turn.activity.text}`);
});

// Not the SDK's startServer(): that one listens on every network interface.
const port = Number(process.env.PORT || 3978);
const server = express()
  .use(express.json({ limit: '1mb' }))
  .post('/api/messages', createAgentRequestHandler(bot))
  .listen(port, '127.0.0.1', (error) => {
    if (error) {
      console.error(error.code === 'EADDRINUSE' ? `port ${port} is in use: set PORT to another one` : error.message);
      process.exit(2);
    }
    console.log(`bot listening on http://127.0.0.1:${server.address().port}/api/messages`);
  });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(0));
