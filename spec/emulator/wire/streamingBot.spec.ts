import type { ServerResponse } from 'node:http';
import type { Activity } from '../../../src/protocol/types.js';
import { botServer, listenTo, running } from '../support/wire.js';

const event = (activity: unknown): string => `event: activity\r\ndata: ${typeof activity === 'string' ? activity : JSON.stringify(activity)}\r\n\r\n`;

/** A bot over HTTP that takes its time: what it does with a message is the spec's to say. */
async function talking(onMessage: (response: ServerResponse, activity: Activity) => void, options: Parameters<typeof running>[0] = {}) {
  const bot = await botServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => (text += chunk));
    request.on('end', () => {
      const activity: Activity = JSON.parse(text);
      if (activity.type !== 'message') return response.end();
      onMessage(response, activity);
    });
  });
  const it = await running({ bot, ...options });
  const { conversationId, streamUrl } = await it.start();
  const stream = listenTo(streamUrl);
  await stream.opened();
  const say = (deliveryMode?: string) =>
    it.call('POST', `/v3/directline/conversations/${conversationId}/activities`, { type: 'message', from: { id: 'ann' }, text: 'hi', ...(deliveryMode && { deliveryMode }) });
  return { ...it, conversationId, stream, say };
}

const inEvents = (response: ServerResponse): ServerResponse => response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8' });

describe("a bot that was asked to stream, with deliveryMode: 'stream'", () => {
  it('is heard while it still speaks, as the Agents SDK for .NET writes it', async () => {
    let finish = (): void => {};
    const { say, stream, conversationId, history } = await talking((response) => {
      inEvents(response).write(event({ type: 'typing', id: 'stream-1', text: 'Th', channelData: { streamType: 'streaming', streamSequence: 1 } }));
      response.write(event({ type: 'message', text: 'That', channelData: { streamType: 'final', streamId: 'stream-1' } }));
      finish = () => response.end('event: invokeResponse\r\ndata: {"status":200}\r\n\r\n');
    });
    const posted = say('stream');
    expect(await stream.heard('Th')).toMatchObject({ type: 'typing', id: 'stream-1', replyToId: `${conversationId}|0000000`, from: { role: 'bot' } });
    expect(await stream.heard('That')).toMatchObject({ id: `${conversationId}|0000001`, replyToId: `${conversationId}|0000000` });
    finish();
    expect(await posted).toMatchObject({ status: 200, body: { id: `${conversationId}|0000000` } });
    expect((await history(conversationId)).body.activities.map(({ text }: Activity) => text)).toEqual(['hi', 'That']);
  });

  it('keeps the replyToId that it sets, and what is no activity is passed over', async () => {
    const { say, stream } = await talking((response) => {
      inEvents(response).write(event('{"type"') + event([]) + event({ type: '' }) + ': a comment\r\n\r\n' + 'event: other\r\ndata: {"type":"message","text":"no"}\r\n\r\n');
      response.end(event({ type: 'message', text: 'yes', replyToId: 'mine' }));
    });
    expect((await say('stream')).status).toBe(200);
    expect(await stream.heardType('message')).toMatchObject({ text: 'hi' });
    expect(await stream.heard('yes')).toMatchObject({ replyToId: 'mine' });
  });

  it('that breaks off is a 502, and what it had said stays', async () => {
    const { say, history, conversationId } = await talking((response) => {
      inEvents(response).write(event({ type: 'message', text: 'half' }), () => response.destroy());
    });
    expect(await say('stream')).toMatchObject({ status: 502, body: { error: { code: 'BotRejectedActivity' } } });
    expect((await history(conversationId)).body.activities).toMatchObject([{ text: 'hi' }, { text: 'half' }]);
  });

  it('that never ends an event is let go of', async () => {
    const { say } = await talking((response) => {
      inEvents(response).write(`event: activity\r\ndata: ${'x'.repeat(5_000_000)}`);
    });
    expect(await say('stream')).toMatchObject({ status: 502, body: { error: { message: expect.stringContaining('an event without an end') } } });
  });

  it('that is slow is a 504, and is heard on', async () => {
    let goOn = (): void => {};
    const { say, stream } = await talking((response) => {
      inEvents(response).write(event({ type: 'message', text: 'one' }));
      goOn = () => response.end(event({ type: 'message', text: 'two' }));
    }, { botTimeoutMs: 30 });
    expect((await say('stream')).status).toBe(504);
    await stream.heard('one');
    goOn();
    await stream.heard('two');
  });

  it('may answer with nothing, or by its connector, as other SDKs do', async () => {
    const { say, conversationId, history } = await talking((response) => response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"type":"message"}'));
    expect((await say('stream')).status).toBe(200);
    expect((await history(conversationId)).body.activities).toHaveLength(1);
  });
});

describe('a bot that was not asked to stream', () => {
  it('is not heard by events', async () => {
    const { say, history, conversationId } = await talking((response) => inEvents(response).end(event({ type: 'message', text: 'unasked' })));
    expect((await say()).status).toBe(200);
    expect((await history(conversationId)).body.activities).toHaveLength(1);
  });

  it('is heard by its body when it was asked to expectReplies, without what is the SDK\'s own', async () => {
    const { say, history, conversationId } = await talking((response) =>
      response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify({ activities: [{ type: 'delay', value: 5 }, { type: 'message', text: 'one' }, { type: 'trace' }] })));
    expect((await say('expectReplies')).status).toBe(200);
    expect((await history(conversationId)).body.activities).toMatchObject([{ text: 'hi' }, { text: 'one', replyToId: `${conversationId}|0000000` }]);
  });
});
