import { setTimeout } from 'node:timers/promises';
import { EMPTY } from 'rxjs';
import { listenTo, running } from '../support/wire.js';

const silentBot = { bot: () => EMPTY };

describe('a stream', () => {
  it('opened too late is refused before the upgrade', async () => {
    const { start, logged } = await running({ ...silentBot, streamUrlLifetimeMs: 1 });
    const { streamUrl } = await start();
    // A machine may be so quick that it is the same millisecond still.
    await setTimeout(2);
    expect(await listenTo(streamUrl).refused()).toBe(403);
    expect(await logged('socketRefused')).toMatchObject({ status: 403, reason: 'Token has expired' });
  });

  it('is kept alive with empty frames, and answers pings', async () => {
    const { start } = await running({ ...silentBot, keepAliveMs: 10 });
    const stream = listenTo((await start()).streamUrl);
    await stream.keepAlive();
    stream.webSocket.ping();
    await stream.pong();
  });

  it('of a conversation that has one is closed with collision', async () => {
    const { start, ticket, logged } = await running(silentBot);
    const { conversationId, streamUrl } = await start();
    const first = listenTo(streamUrl);
    await first.opened();
    const second = listenTo(await ticket(conversationId));
    expect(await second.closed()).toEqual({ code: 1008, reason: 'collision' });
    expect(await logged('socketClosed')).toMatchObject({ code: 1008, reason: 'collision' });
    expect(first.webSocket.readyState).toBe(first.webSocket.OPEN);
  });

  it('may be opened again as soon as it was closed', async () => {
    const { start, ticket, logged } = await running(silentBot);
    const { conversationId, streamUrl } = await start();
    const first = listenTo(streamUrl);
    await first.opened();
    first.webSocket.close();
    await logged('socketClosed');
    const second = listenTo(await ticket(conversationId));
    await second.opened();
    second.webSocket.ping();
    await second.pong();
  });
});

describe('faults', () => {
  it('drop breaks a stream off, and its successor replays what was missed', async () => {
    const { start, say, ticket, faults } = await running(silentBot);
    const { conversationId, streamUrl } = await start();
    const first = listenTo(streamUrl);
    await say(conversationId, 'one');
    await first.heard('one');
    expect(faults.drop()).toBe(1);
    expect((await first.closed()).code).toBe(1006);
    await say(conversationId, 'two');
    const second = listenTo(await ticket(conversationId, '0'));
    await second.heard('two');
    expect(faults.drop({ code: 1001, reason: 'restart' })).toBe(1);
    expect(await second.closed()).toEqual({ code: 1001, reason: 'restart' });
    expect(faults.drop()).toBe(0);
  });

  it('ghost breaks it off, and the conversation is taken for a while', async () => {
    const { start, ticket, faults } = await running({ ...silentBot, keepAliveMs: 5 });
    const ghostOf = async (ghostMs: number): Promise<string> => {
      const { conversationId, streamUrl } = await start();
      const stream = listenTo(streamUrl);
      await stream.opened();
      expect(faults.ghost({ conversationId, ghostMs })).toBe(1);
      expect((await stream.closed()).code).toBe(1006);
      return conversationId;
    };
    const [long, short] = [await ghostOf(600_000), await ghostOf(50)];
    expect((await listenTo(await ticket(long)).closed()).reason).toBe('collision');
    for (let open = false; !open;) {
      const stream = listenTo(await ticket(short));
      open = await Promise.race([stream.closed().then(() => false), stream.keepAlive().then(() => true)]);
    }
  });

  it('silence leaves a stream open without activities, keep-alives and pongs, until its end', async () => {
    const { start, say, faults } = await running({ ...silentBot, keepAliveMs: 10 });
    const { conversationId, streamUrl } = await start();
    const stream = listenTo(streamUrl);
    await stream.keepAlive();
    const heard: string[] = [];
    expect(faults.silence(1_500)).toBe(1);
    stream.webSocket.on('message', (data) => heard.push(String(data)));
    stream.webSocket.on('pong', () => heard.push('pong'));
    stream.webSocket.ping();
    await say(conversationId, 'late');
    await stream.heard('late');
    expect(heard.find((text) => text !== '')).toContain('late');
    expect(heard).not.toContain('pong');
  });

  it('refuse and neverOpen spoil as many upgrades as they were told', async () => {
    const { start, ticket, faults } = await running(silentBot);
    const { conversationId } = await start();
    faults.refuse(1);
    expect(await listenTo(await ticket(conversationId)).refused()).toBe(503);
    faults.neverOpen();
    const never = listenTo(await ticket(conversationId));
    await listenTo(await ticket(conversationId)).opened();
    expect(never.webSocket.readyState).toBe(never.webSocket.CONNECTING);
  });

  it('expire ends every token of now, and respond any request', async () => {
    const { start, history, call, faults } = await running(silentBot);
    const { conversationId, token } = await start();
    faults.expire();
    expect(await history(conversationId, token)).toMatchObject({ status: 403, body: { error: { code: 'TokenExpired' } } });
    const renewed = (await call('GET', `/v3/directline/conversations/${conversationId}`)).body.token;
    expect((await history(conversationId, renewed)).status).toBe(200);
    faults.respond(429, { match: 'GET /v3/directline', retryAfter: 3 });
    expect(await history(conversationId)).toMatchObject({ status: 429, headers: { 'retry-after': '3' } });
    expect((await history(conversationId)).status).toBe(200);
  });

  it('that cannot be are errors', async () => {
    const { faults } = await running(silentBot);
    expect(() => faults.drop({ code: 5 })).toThrow(/drop.*close code/);
    expect(() => faults.respond(200)).toThrow(/respond.*status/);
    expect(() => faults.refuse(-1)).toThrow(/refuse.*times/);
    expect(() => faults.replay(1.5)).toThrow(/replay.*last/);
    expect(() => faults.ghost({ ghostMs: NaN })).toThrow(/ghost.*ghostMs/);
  });
});
