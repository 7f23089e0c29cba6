import { connect } from 'node:net';
import { EMPTY } from 'rxjs';
import { exchange, later, listenTo, running } from '../support/wire.js';

describe('the service', () => {
  it.each(['evil.example', '127.0.0.1.evil.example', 'localhost.',  '192.168.1.7:80'])('is not there for Host %s', async (host) => {
    const { url, secret } = await running();
    const answer = await exchange(`${url}/v3/directline/tokens/generate`, 'POST', { Host: host, Authorization: `Bearer ${secret}` });
    expect(answer).toMatchObject({ status: 403, body: { error: { code: 'NotAllowed', message: expect.stringContaining('Host') } } });
  });

  it('answers a Host that is none with an error', async () => {
    const { url } = await running();
    expect((await exchange(url, 'GET', { Host: 'evil.example@127.0.0.1' })).status).toBe(400);
  });

  it.each(['localhost', '127.0.0.1', 'bot.localhost:99', '[::1]:80', 'host.docker.internal'])('is there for Host %s', async (host) => {
    const { url, secret } = await running({ serviceUrl: 'http://host.docker.internal:3000' });
    const answer = await exchange(`${url}/v3/directline/tokens/generate`, 'POST', { Host: host, Authorization: `Bearer ${secret}` });
    expect(answer.status).toBe(200);
  });

  it.each([
    ['https://evil.example', 403], ['null', 403], ['http://localhost.evil.example', 403], ['nonsense', 403],
    ['http://localhost:4200', 200], ['https://127.0.0.1', 200], ['https://mine.example', 200],
  ])('answers pages from %s with %i, and lets them read it', async (origin, status) => {
    const { url, secret } = await running({ origins: ['https://mine.example/'] });
    const answer = await exchange(`${url}/v3/directline/tokens/generate`, 'POST', { Origin: origin, Authorization: `Bearer ${secret}` });
    expect(answer.status).toBe(status);
    expect(answer.headers['access-control-allow-origin']).toBe(origin);
    const preflight = await exchange(`${url}/v3/directline/conversations`, 'OPTIONS', { Origin: origin });
    expect(preflight.status).toBe(status === 200 ? 204 : 403);
    expect(preflight.headers['access-control-allow-headers']).toMatch(/Authorization.*Content-Type.*x-ms-bot-agent/);
  });

  it('checks streams and the bot side as well', async () => {
    const { url, start } = await running();
    const { streamUrl, conversationId } = await start();
    expect(await listenTo(streamUrl, { Host: 'evil.example' }).refused()).toBe(403);
    expect(await listenTo(streamUrl, { Origin: 'https://evil.example' }).refused()).toBe(403);
    expect((await exchange(`${url}/v3/conversations/${conversationId}/members`, 'GET', { Origin: 'https://evil.example' })).status).toBe(403);
  });

  it('has a secret of its own in every run', async () => {
    const [one, two] = [await running(), await running()];
    expect(one.secret).not.toBe(two.secret);
    expect(one.secret.length).toBeGreaterThan(30);
  });

  it('takes the scheme in any case, BotConnector for 1.1 only, and no other', async () => {
    const { url, secret } = await running();
    const status = async (path: string, header: string) => (await exchange(`${url}${path}`, 'POST', { Authorization: header })).status;
    expect(await status('/v3/directline/tokens/generate', `bearer ${secret}`)).toBe(200);
    expect(await status('/api/tokens/conversation', `BotConnector ${secret}`)).toBe(200);
    expect(await status('/v3/directline/tokens/generate', `BotConnector ${secret}`)).toBe(401);
    expect(await status('/v3/directline/tokens/generate', secret)).toBe(401);
    expect(await status('/v3/directline/tokens/generate', `Bearer ${secret}x`)).toBe(403);
    expect((await exchange(`${url}/v3/directline/tokens/generate`, 'POST')).status).toBe(401);
  });

  it('takes no ticket for a token, no token for a ticket, and none that another has signed', async () => {
    const [mine, other] = [await running(), await running()];
    const { conversationId, token, streamUrl } = await mine.start();
    const ticket = new URL(streamUrl).searchParams.get('t') ?? '';
    const [head, claims] = token.split('.');
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${claims}.`;
    expect((await mine.history(conversationId, token)).status).toBe(200);
    expect((await mine.history(conversationId, ticket)).status).toBe(403);
    expect((await mine.history(conversationId, unsigned)).status).toBe(403);
    expect((await mine.history(conversationId, `${head}.${claims}.AAAA`)).status).toBe(403);
    expect((await mine.history(conversationId, (await other.start()).token)).status).toBe(403);
    expect(await listenTo(streamUrl.replace(ticket, token)).refused()).toBe(403);
    expect(await listenTo(streamUrl.replace(/&t=.*/, '')).refused()).toBe(401);
  });

  it('says nothing of secrets, tokens and tickets in its log', async () => {
    const { start, say, faults, secret, events, close, url } = await running();
    const { conversationId, token, streamUrl } = await start();
    await say(conversationId, 'hi', token);
    await exchange(`${url}/v3/directline/conversations/${conversationId}?t=${token}`, 'GET');
    faults.refuse();
    await listenTo(streamUrl).refused();
    await close();
    const lines: string[] = [];
    events.subscribe((event) => lines.push(JSON.stringify(event)));
    expect(lines.length).toBeGreaterThan(5);
    const ticket = new URL(streamUrl).searchParams.get('t');
    for (const hidden of [secret, token, String(ticket), 't=']) expect(lines.join('\n')).not.toContain(hidden);
  });
});

describe('nothing that a stranger sends', () => {
  const deep = `${'['.repeat(60_000)}${']'.repeat(60_000)}`;

  it.each([
    ['malformed JSON', '{"type":', 400, 'MalformedData'],
    ['JSON without end', `{"type":"message","value":${deep}}`, 400, 'MalformedData'],
    ['no body', undefined, 400, 'BadArgument'],
    ['a list', '[]', 400, 'BadArgument'],
    ['too much', `{"text":"${'x'.repeat(262_144)}"}`, 413, 'BadArgument'],
  ])('as %s is more than an error', async (_, body, status, code) => {
    const { url, secret, start, say } = await running({ bot: () => EMPTY });
    const { conversationId } = await start();
    for (const path of [`/v3/directline/conversations/${conversationId}/activities`, `/v3/conversations/${conversationId}/activities`]) {
      const answer = await exchange(`${url}${path}`, 'POST', { Authorization: `Bearer ${secret}` }, body);
      expect(answer).toMatchObject({ status, body: { error: { code } } });
    }
    expect((await say(conversationId, 'hi')).status).toBe(200);
  });

  it('without saying how much gets further than the limit', async () => {
    const { url, secret, start } = await running();
    const { conversationId } = await start();
    const answer = await exchange(`${url}/v3/directline/conversations/${conversationId}/activities`, 'POST',
      { Authorization: `Bearer ${secret}`, 'Transfer-Encoding': 'chunked' }, 'x'.repeat(300_000));
    expect(answer.status).toBe(413);
  });

  it('as bytes, bad upgrades or frames ends it', async () => {
    const { port, start, say, ticket } = await running({ bot: () => EMPTY });
    const { conversationId, streamUrl } = await start();
    const { pathname, search } = new URL(streamUrl);
    const upgrade = (target: string) => `GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`;
    for (const text of ['rubbish\r\n\r\n', upgrade('//'), upgrade('/%'), upgrade(pathname + search), 'GET /%ff HTTP/1.1\r\nHost: %\r\nConnection: close\r\n\r\n']) {
      await sent(port, text);
    }
    const stream = listenTo(await ticket(conversationId));
    await stream.opened();
    stream.webSocket.send('');
    stream.webSocket.send('rubbish');
    stream.webSocket.send(Buffer.from([0, 255]));
    await say(conversationId, 'still there?');
    await stream.heard('still there?');
    stream.webSocket.send('x'.repeat(300_000));
    expect((await stream.closed()).code).toBe(1009);
    expect((await say(conversationId, 'hi')).status).toBe(200);
  });
});

/** Writes raw text, and waits until the service has ended the connection. */
function sent(port: number, text: string): Promise<void> {
  return new Promise((resolve) => {
    const connection = connect(port, '127.0.0.1', () => connection.write(text));
    connection.on('data', () => {});
    connection.on('error', () => {});
    connection.on('close', () => resolve());
    later(() => connection.destroy());
  });
}
