import { EMPTY, of } from 'rxjs';
import type { Activity } from '../../../src/protocol/types.js';
import { listenTo, running } from '../support/wire.js';

describe('a conversation with the built-in bot', () => {
  it('begins with a greeting that says what it can do, and repeats', async () => {
    const { start, say } = await running();
    const { conversationId, streamUrl, token } = await start();
    const stream = listenTo(streamUrl);
    expect((await stream.heardType('message')).text).toMatch(/typing.*card.*stream.*bye/);
    const { body } = await say(conversationId, 'hello', token);
    const echo = await stream.heard('hello');
    expect(echo).toMatchObject({ id: body.id, from: { id: 'ann' } });
    expect(await stream.heard('You said: hello')).toMatchObject({ replyToId: body.id, from: { id: 'bot', role: 'bot' } });
  });

  it('has typing, cards, an answer that grows and an end', async () => {
    const { start, say, history } = await running();
    const { conversationId, streamUrl } = await start();
    const stream = listenTo(streamUrl);
    await stream.opened();
    await say(conversationId, 'typing');
    await stream.heardType('typing');
    await say(conversationId, 'card');
    expect((await stream.heard('Here is a card.')).attachments[0].contentType).toBe('application/vnd.microsoft.card.hero');
    await say(conversationId, 'stream');
    const first = await stream.heard('Thinking…');
    expect(first.channelData).toEqual({ streamType: 'informative', streamSequence: 1 });
    expect((await stream.heard('This answer')).entities).toEqual([{ type: 'streaminfo', streamType: 'streaming', streamSequence: 3, streamId: first.id }]);
    await say(conversationId, 'bye');
    await stream.heardType('endOfConversation');
    const { activities } = (await history(conversationId)).body;
    expect(activities.map(({ type }: Activity) => type)).not.toContain('typing');
    expect(activities.find(({ channelData }: Activity) => channelData)).toMatchObject({ type: 'message', channelData: { streamType: 'final', streamId: first.id } });
  });
});

describe('over HTTP', () => {
  it('tokens say whom they are for, and are good for expires_in seconds', async () => {
    const { call } = await running({ tokenLifetimeMs: 3_600_000 });
    const { status, body } = await call('POST', '/v3/directline/tokens/generate', { User: { Id: 'dl_ann', Name: 'Ann' } });
    const claims = JSON.parse(Buffer.from(body.token.split('.')[1], 'base64url').toString());
    expect([status, body.expires_in]).toEqual([200, 3600]);
    expect(claims).toMatchObject({ bot: 'bot', conv: body.conversationId, user: 'dl_ann', nbf: expect.any(Number), exp: expect.any(Number) });
    const refreshed = await call('POST', '/v3/directline/tokens/refresh', undefined, body.token);
    expect(refreshed).toMatchObject({ status: 200, body: { conversationId: body.conversationId, token: expect.any(String), expires_in: 3600 } });
  });

  it('a start answers 201, then 200, each with a stream URL of the host that was asked', async () => {
    const { call, port } = await running();
    const { token, conversationId } = (await call('POST', '/v3/directline/tokens/generate')).body;
    const start = () => call('POST', '/v3/directline/conversations', {}, token);
    const streamUrl = expect.stringMatching(`^ws://127.0.0.1:${port}/v3/directline/conversations/${conversationId}/stream\\?watermark=-&t=`);
    expect(await start()).toMatchObject({ status: 201, body: { conversationId, streamUrl, expires_in: 1800 } });
    expect(await start()).toMatchObject({ status: 200, body: { conversationId, streamUrl } });
  });

  it('1.1 has a token that is a string, and a start without a stream', async () => {
    const { call } = await running();
    const token = await call('POST', '/api/tokens/conversation');
    expect([token.status, typeof token.body]).toEqual([200, 'string']);
    const started = await call('POST', '/api/conversations', undefined, token.body);
    expect(started.status).toBe(200);
    expect(Object.keys(started.body).sort()).toEqual(['conversationId', 'expires_in', 'token']);
  });

  it.each([['GET', '/'], ['GET', '/api/conversations/x'], ['POST', '/v3/directline/conversations/x/files'], ['DELETE', '/v3/directline/conversations']])(
    '%s %s is not served', async (method, path) => {
      const { call } = await running();
      expect(await call(method, path)).toMatchObject({ status: 404, body: { error: { code: 'NotFound' } } });
    });

  it('every error lets a page read it', async () => {
    const { call } = await running();
    const { headers, body } = await call('GET', '/v3/directline/conversations/x');
    expect([headers['access-control-allow-origin'], body.error.code]).toEqual(['*', 'BadArgument']);
  });
});

describe('a bot function', () => {
  it('may answer with anything that RxJS takes', async () => {
    const answers = [of({ type: 'message', text: 'a' }), [{ type: 'message', text: 'a' }], Promise.resolve({ type: 'message', text: 'a' })];
    for (const answer of answers) {
      const { start, say, history, close } = await running({ bot: ({ type }) => (type === 'message' ? answer : EMPTY) });
      const { conversationId } = await start();
      await say(conversationId, 'hi');
      expect((await history(conversationId)).body.activities).toMatchObject([{ text: 'hi' }, { text: 'a' }]);
      await close();
    }
  });
});
