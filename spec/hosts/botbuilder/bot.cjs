// A Bot Framework SDK bot for the specs.
const { setTimeout: pause } = require('node:timers/promises');
const { ActivityHandler, ActivityTypes, CardFactory, CloudAdapter, MessageFactory } = require('botbuilder');
const express = require('express');
const { authentication } = require('./authentication.cjs');

// Livestreaming is no part of this SDK: the pieces are activities like any other, and say so in channelData, since of
// entities the SDK sends the type only (docs/protocol.md, 13).
const streamed = async (turn) => {
  const send = async (type, text, channelData) => (await turn.sendActivity({ type, text, channelData }))?.id;
  const streamId = await send('typing', 'Thinking...', { streamType: 'informative', streamSequence: 1 });
  let text = '';
  let streamSequence = 1;
  for (const part of ['This answer ', 'of the SDK ', 'came in ', 'pieces.']) {
    await pause(100);
    text += part;
    await send('typing', text, { streamType: 'streaming', streamSequence: ++streamSequence, streamId });
  }
  await send('message', text, { streamType: 'final', streamSequence: ++streamSequence, streamId });
};

const answers = {
  typing: async (turn) => {
    await turn.sendActivity({ type: ActivityTypes.Typing });
    await pause(100);
    await turn.sendActivity('That was the SDK, typing.');
  },
  stream: streamed,
  card: (turn) => turn.sendActivity(MessageFactory.attachment(CardFactory.heroCard('A hero card', ['https://bot.invalid/picture.png'], ['typing']))),
  slow: async (turn) => {
    await turn.sendActivities([{ type: 'delay', value: 500 }, MessageFactory.text('That took a while.')]);
  },
  fail: () => {
    throw new Error('told to fail');
  },
  bye: (turn) => turn.sendActivities([MessageFactory.text('So long!'), { type: ActivityTypes.EndOfConversation, code: 'completedSuccessfully' }]),
};

const bot = new ActivityHandler()
  .onMembersAdded(async (turn) => {
    const { membersAdded, recipient } = turn.activity;
    if (membersAdded.some(({ id }) => id !== recipient.id)) await turn.sendActivity('Hello! I am made with botbuilder');
  })
  .onMessage(async (turn) => {
    const { text } = turn.activity;
    if (Object.hasOwn(answers, text)) await answers[text](turn);
    else await turn.sendActivity(`You said: ${text}`);
  });

const adapter = new CloudAdapter(authentication(process.env));
const server = express()
  .use(express.json({ limit: '1mb' }))
  .post('/api/messages', (request, response) => adapter.process(request, response, (turn) => bot.run(turn)))
  .listen(Number(process.env.PORT || 0), '127.0.0.1', () => {
    console.log(`bot listening on http://127.0.0.1:${server.address().port}/api/messages`);
  });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(0));
