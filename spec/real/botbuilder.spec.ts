import { startBotbuilder, withBotbuilder } from '../support/botbuilder.js';
import { client, service } from '../support/live.js';

withBotbuilder(() => describe('a botbuilder bot behind the emulator', () => {
  let bot: Awaited<ReturnType<typeof startBotbuilder>>;
  beforeAll(async () => void (bot = await startBotbuilder()), 20_000);

  it('sends a card whole, and waits by itself before an answer that comes late', async () => {
    const ann = client(await service({ bot: bot.url }));
    await ann.say('card');
    await ann.activities.until('the card comes', (all) => all.some(({ attachments = [] }) => attachments.length > 0));
    expect(ann.activities.all.at(-1)).toMatchObject({ type: 'message', attachments: [{
      contentType: 'application/vnd.microsoft.card.hero',
      content: { title: 'A hero card', images: [{ url: 'https://bot.invalid/picture.png' }], buttons: [{ type: 'imBack', value: 'typing' }] },
    }] });
    await ann.say('slow');
    await ann.heard('That took a while.');
    expect(ann.activities.all.map(({ type }) => type)).not.toContain('delay');
  });

  it('that fails is a 502 that says with which status', async () => {
    const ann = client(await service({ bot: bot.url }));
    await expect(ann.say('fail')).rejects.toMatchObject({ status: 502, message: expect.stringContaining(`the bot at ${bot.url} answered 500`) });
    await ann.say('hello');
    await ann.heard('You said: hello');
  });
}));
