import { EMPTY, NEVER, of, throwError, timer, map } from 'rxjs';
import type { Activity } from '../../../src/protocol/types.js';
import { botServer, exchange, listenTo, running } from '../support/wire.js';

describe('a client whose bot', () => {
  it('cannot be reached is told where it was sought, why it failed and what to do', async () => {
    const url = await botServer(() => {});
    const closedPort = url.replace(/:\d+/, ':1');
    const { start, say } = await running({ bot: closedPort });
    const { status, body } = await say((await start()).conversationId, 'hi');
    expect(status).toBe(502);
    expect(body.error.code).toBe('BotRejectedActivity');
    expect(body.error.message).toMatch(/http:\/\/127\.0\.0\.1:1\/api\/messages \(ECONNREFUSED\).*Start the bot.*--bot/);
    expect(body.error.message).not.toContain('hush');
  });

  it('never answers has a 504', async () => {
    const bot = await botServer(() => {});
    const { start, say } = await running({ bot, botTimeoutMs: 50 });
    expect(await say((await start()).conversationId, 'hi')).toMatchObject({ status: 504, body: { error: { code: 'BotError' } } });
  });

  it('breaks off in its answer has a 502', async () => {
    const bot = await botServer((_, response) => {
      response.writeHead(200, { 'Content-Length': 100 });
      response.write('half', () => response.destroy());
    });
    const { start, say } = await running({ bot });
    expect(await say((await start()).conversationId, 'hi')).toMatchObject({ status: 502, body: { error: { message: expect.stringMatching(/ECONNRESET|aborted/) } } });
  });

  it('wants a credential is told of the app id', async () => {
    const bot = await botServer((_, response) => response.writeHead(401).end('{"jwt-auth-error":"authorization header not found"}'));
    const { start, say } = await running({ bot });
    const { status, body } = await say((await start()).conversationId, 'hi');
    expect([status, body.error.message]).toEqual([502, expect.stringContaining("unset the bot's app id")]);
  });

  it.each([
    ['throws', () => { throw new Error('boom'); }, 'boom'],
    ['errors', () => throwError(() => new Error('boom')), 'boom'],
    ['emits what is no activity', () => of({ type: '' }), 'not an activity'],
    ['emits what cannot be written down', () => of({ type: 'message', value: 1n }), 'BigInt'],
    ['errors after an answer', () => timer(1).pipe(map(() => { throw new Error('boom'); })), 'boom'],
  ])('is a function that %s has a 502 with the reason', async (_, bot, reason) => {
    const { start, say } = await running({ bot });
    const { status, body } = await say((await start()).conversationId, 'hi');
    expect([status, body.error.message]).toEqual([502, expect.stringContaining(reason)]);
  });

  it('is a function that alters what it was given sees nobody follow', async () => {
    const bot = (activity: Activity) => {
      Object.assign(activity, { text: 'altered' });
      return EMPTY;
    };
    const { start, say, history } = await running({ bot });
    const { conversationId } = await start();
    await say(conversationId, 'hi');
    expect((await history(conversationId)).body.activities).toMatchObject([{ text: 'hi' }]);
  });

  it('is a function that never completes speaks all the same', async () => {
    const { start, say } = await running({ bot: () => NEVER, botTimeoutMs: 20 });
    expect((await say((await start()).conversationId, 'hi')).status).toBe(504);
  });
});

describe('a real bot', () => {
  it('gets activities without Authorization, answers through serviceUrl, and clients hear it before it has finished', async () => {
    let finish = (): void => {};
    const finished = new Promise<void>((resolve) => (finish = resolve));
    const seen: unknown[] = [];
    const bot = await botServer((request, response) => {
      let text = '';
      request.on('data', (chunk) => (text += chunk));
      request.on('end', async () => {
        const activity = JSON.parse(text);
        seen.push(request.headers.authorization, activity.serviceUrl);
        if (activity.type !== 'message') return response.writeHead(202).end();
        const id = encodeURIComponent(activity.id);
        const answered = await exchange(`${activity.serviceUrl}v3/conversations/${activity.conversation.id}/activities/${id}`, 'POST', {}, '{"type":"message","text":"pong"}');
        seen.push(answered.body.id);
        await finished;
        return response.end();
      });
    });
    const { start, say, url } = await running({ bot });
    const { conversationId, streamUrl } = await start();
    const stream = listenTo(streamUrl);
    const posted = say(conversationId, 'ping');
    expect(await stream.heard('pong')).toMatchObject({ id: `${conversationId}|0000001`, replyToId: `${conversationId}|0000000` });
    finish();
    expect(await posted).toMatchObject({ status: 200, body: { id: `${conversationId}|0000000` } });
    expect(seen).toEqual([undefined, `${url}/`, undefined, `${url}/`, `${conversationId}|0000001`]);
  });

  it('can ask who is there, and cannot change what it said', async () => {
    const { start, call } = await running({ bot: () => EMPTY });
    const { conversationId } = await start();
    expect((await call('GET', `/v3/conversations/${conversationId}/members`)).body).toMatchObject([{ id: 'bot' }, { id: 'ann' }]);
    for (const method of ['PUT', 'DELETE']) {
      expect(await call(method, `/v3/conversations/${conversationId}/activities/x`)).toMatchObject({ status: 405, body: { error: { code: 'BadArgument' } } });
    }
  });
});
