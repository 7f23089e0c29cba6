import type { Activity } from '../../../src/protocol/types.js';
import { json, service } from '../support/service.js';

/** Whatever the service has said: `any`, as `Response.json()` has it. */
type Json = Awaited<ReturnType<Response['json']>>;

function conversation(changes: Parameters<typeof service>[0] = {}) {
  const it = service(changes);
  const { conversationId } = it.start();
  it.botAnswers('d1');
  const read = (watermark?: string): Json => json(it.ask({ op: 'get messages', conversationId, watermark }));
  const texts = (watermark?: string) => {
    const { messages, watermark: next } = read(watermark);
    return [next, ...messages.map(({ text }: { text: string }) => text)];
  };
  return {
    ...it, conversationId, read, texts,
    hear: (activity: Partial<Activity>) => it.botSays(conversationId, { type: 'message', ...activity }),
    /** What a 1.1 client gets of it. */
    message(activity: Record<string, unknown>) {
      it.botSays(conversationId, { type: 'message', ...activity });
      return read().messages[0];
    },
  };
}

describe('a page of messages', () => {
  it('has messages only, and a watermark that moves over the rest', () => {
    const { hear, texts } = conversation();
    hear({ text: 'one' });
    hear({ type: 'typing' });
    hear({ type: 'event', text: 'no' });
    hear({ text: 'two' });
    hear({ type: 'endOfConversation', text: 'no' });
    expect(texts()).toEqual(['3', 'one', 'two']);
    expect(texts('3')).toEqual(['3']);
    hear({ type: 'event' });
    expect(texts('3')).toEqual(['4']);
  });

  it('is empty only when there is no more, however much that is no message lies between', () => {
    const { hear, texts } = conversation({ pageSize: 2 });
    for (let n = 0; n < 5; n++) hear({ type: 'event' });
    ['one', 'two', 'three'].forEach((text) => hear({ text }));
    hear({ type: 'event' });
    expect(texts()).toEqual(['6', 'one', 'two']);
    expect(texts('6')).toEqual(['8', 'three']);
    expect(texts('8')).toEqual(['8']);
  });

  it('has a watermark before anything is said, from which nothing is lost', () => {
    const { hear, texts } = conversation();
    expect([texts(), texts(''), texts('-')]).toEqual([['-'], ['-'], ['-']]);
    hear({ text: 'first' });
    expect(texts('-')).toEqual(['0', 'first']);
    expect(texts('99')).toEqual(['99']);
  });

  it('refuses who may not read, and a watermark that is none', () => {
    const { ask, conversationId } = conversation();
    const read = (id: string, watermark: string, kind: 'secret' | 'none' | 'invalid' = 'secret') =>
      ask({ op: 'get messages', conversationId: id, watermark }, undefined, { kind }).status;
    expect([read(conversationId, 'x'), read('nowhere', ''), read(conversationId, '', 'none'), read(conversationId, '', 'invalid')]).toEqual([400, 404, 401, 403]);
  });

  it('keeps its place when a day has taken what came before', () => {
    const { hear, texts, wait } = conversation();
    hear({ text: 'old' });
    wait(86_400_000);
    expect([texts(), texts('0')]).toEqual([['-'], ['0']]);
    hear({ text: 'new' });
    expect(texts('0')).toEqual(['1', 'new']);
  });
});

describe("a bot's message", () => {
  it('has what 1.1 has a place for', () => {
    const { message, conversationId } = conversation();
    expect(message({
      text: 'hi', channelData: { a: 1 }, from: { id: 'bot', name: 'Bot' }, replyToId: 'r', suggestedActions: { actions: [] }, entities: [{ type: 'x' }], value: 1,
      attachments: [
        { contentType: 'application/pdf', contentUrl: 'http://a/b.pdf', name: 'b.pdf' },
        { contentType: 'Image/PNG', contentUrl: 'http://a/c.png', name: 'c.png', thumbnailUrl: 'http://a/t.png' },
      ],
    })).toEqual({
      id: `${conversationId}|000000000000000000`, conversationId, created: '1970-01-01T00:16:40.0000000Z', from: 'bot', text: 'hi', channelData: { a: 1 },
      images: ['http://a/c.png'], attachments: [{ url: 'http://a/b.pdf', contentType: 'application/pdf' }],
      eTag: `W/"datetime'1970-01-01T00%3A16%3A40.0000000Z'"`,
    });
  });

  it('with a card keeps its text, and loses the card', () => {
    const { message } = conversation();
    const card = { contentType: 'application/vnd.microsoft.card.hero', content: { title: 'A' } };
    expect(message({ text: 'see', attachments: [card, { ...card, contentUrl: 'http://a/b' }] })).toMatchObject({ text: 'see', images: [], attachments: [] });
  });

  it.each([
    [{ attachments: 'x' }], [{ attachments: null }], [{ attachments: [null, 7, {}, { contentUrl: 'u' }, { contentType: 'a/b' }, { contentType: 7, contentUrl: {} }] }],
    [{ channelData: 'text' }], [{ channelData: null }], [{ text: 7 }], [{ text: null }],
  ])('that is amiss (%j) is read without what is', (amiss) => {
    const { message } = conversation();
    const read = message(amiss);
    expect(read).toMatchObject({ images: [], attachments: [] });
    ['text', 'channelData'].forEach((name) => expect(read).not.toHaveProperty(name));
  });

  it('has absolute URLs, or with relativeUrls relative ones where they are our own', () => {
    const attachments = ['http://own:1/a.png?b=c', 'http://service/b.png', 'http://service.evil/c.png', 'http://own:10/d.png', 'https://own:1/e.png', '/f.png', 'http://own:1']
      .map((contentUrl) => ({ contentType: 'image/png', contentUrl }));
    const images = (relativeUrls: boolean) => conversation({ relativeUrls, ownOrigins: ['http://own:1', 'http://service'] }).message({ attachments }).images;
    expect(images(false)).toEqual(attachments.map(({ contentUrl }) => contentUrl));
    expect(images(true)).toEqual(['/a.png?b=c', '/b.png', 'http://service.evil/c.png', 'http://own:10/d.png', 'https://own:1/e.png', '/f.png', 'http://own:1']);
  });
});

describe('one conversation', () => {
  it('is the same in both versions, with serials of 18 digits in 1.1', () => {
    const { say, botSays, botAnswers, outputsOf, read, history, conversationId } = conversation();
    say(conversationId, 'from 3.0', { attachments: [{ contentType: 'image/png', contentUrl: 'http://a/b.png' }] });
    botAnswers('d2');
    outputsOf({ op: 'post message', conversationId }, { from: 'ann', text: 'from 1.1', images: ['http://a/c.png'], channelData: { a: 1 } });
    botSays(conversationId, { type: 'message', text: 'from the bot' });
    const ids = (digits: number) => [0, 1, 2].map((serial) => `${conversationId}|${String(serial).padStart(digits, '0')}`);
    expect(history(conversationId)).toMatchObject({ activities: ids(7).map((id) => ({ id })), watermark: '2' });
    expect(read()).toMatchObject({
      messages: [
        { id: ids(18)[0], from: 'ann', text: 'from 3.0', images: ['http://a/b.png'] },
        { id: ids(18)[1], from: 'ann', text: 'from 1.1', images: ['http://a/c.png'], channelData: { a: 1 }, attachments: [] },
        { id: ids(18)[2], from: 'bot', text: 'from the bot' },
      ],
      watermark: '2',
    });
  });
});
