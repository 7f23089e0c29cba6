import { createServer } from 'node:net';
import { once } from 'node:events';
import { createDirectLine } from '../../src/index.js';
import { lastValueFrom, takeWhile } from 'rxjs';
import { rxDirectline, type Ran } from './support.js';

const heldPort = async (): Promise<{ port: number; free: () => void }> => {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return { port: typeof address === 'object' && address ? address.port : 0, free: () => server.close() };
};

describe('rx-directline emulate', () => {
  it('says where the service is, its secret, and how to connect, and stops at a signal', async () => {
    const ran = rxDirectline(['emulate']);
    const [, url = ''] = await ran.until(/url +(\S+)[^]*secret +\S+[^]*Connect: createDirectLine/);
    expect((await fetch(`${url}/v3/directline/conversations`, { method: 'POST' })).status).toBe(401);
    ran.signal('SIGTERM');
    expect(await ran.exit).toBe(143);
    await expect(fetch(url)).rejects.toThrow();
  });

  it('prints one line of JSON for programs', async () => {
    const ran = rxDirectline(['emulate', '--json', '--secret', 'a-secret', '--host', '127.0.0.1']);
    await ran.until(/\n/);
    ran.signal('SIGINT');
    expect(await ran.exit).toBe(130);
    expect(JSON.parse(ran.stdout())).toEqual({ url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/), secret: 'a-secret' });
    expect(ran.stdout()).toMatch(/^\{"url":"[^"]*","secret":"a-secret"\}\n$/);
  });

  it('says where a bot with an app id finds its keys and tokens, and not its password', async () => {
    const ran = rxDirectline(['emulate', '--issuer', 'the-app:hush-hush']);
    const [, authority = ''] = await ran.until(/issuer +authority (\S+): /);
    const asked = (password: string) => fetch(`${authority}/oauth2/v2.0/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'client_credentials', client_id: 'the-app', client_secret: password, scope: 'https://api.botframework.com/.default' }),
    });
    expect([(await asked('hush-hush')).status, (await asked('another')).status]).toEqual([200, 401]);
    expect(ran.stdout()).not.toContain('hush-hush');
    ran.signal('SIGINT');
    await ran.exit;
  });

  it('has the faults that it is told, and takes more from who has the key', async () => {
    const ran = rxDirectline(['emulate', '--json', '--fault', 'respond=503:match=tokens', '--fault-key', 'auto']);
    const [line = ''] = await ran.until(/.*\n/);
    const { url, secret, faultKey } = JSON.parse(line) as Record<string, string>;
    const post = async (path: string, key = '', body?: string) => (await fetch(`${url}${path}`, { method: 'POST', headers: { Authorization: `Bearer ${key}` }, ...(body !== undefined && { body }) })).status;
    const generate = () => post('/v3/directline/tokens/generate', secret);
    expect([await generate(), await generate()]).toEqual([503, 200]);
    expect(await post('/emulator/faults', faultKey, '{"fault":"respond","status":429}')).toBe(200);
    expect([await generate(), await generate()]).toEqual([429, 200]);
    ran.signal('SIGINT');
    expect(await ran.exit).toBe(130);
  });

  it('says in one line that a port is in use, with the next step', async () => {
    const { port, free } = await heldPort();
    const ran = rxDirectline(['emulate', '--port', String(port)]);
    expect(await ran.exit).toBe(2);
    free();
    expect(ran.stderr()).toMatch(new RegExp(`^rx-directline emulate: --port: port ${port} is in use.*--port.*\\n$`));
  });

  it.each([
    [['emulate', '--host', '192.0.2.1'], /^rx-directline emulate: --host: cannot listen on 192\.0\.2\.1.*\n$/],
    [['emulate', '--secret', 'with space'], /^rx-directline emulate: --secret: .*\n$/],
    [['emulate', '--fault', 'dorp@10s'], /^rx-directline emulate: --fault: 'dorp@10s' cannot be read: there is no fault 'dorp'; there are drop, .*\n$/],
    [['chat', '--fault', 'respond=200'], /^rx-directline chat: --fault: 'respond=200' cannot be read: respond: status must be .* got 200 .*\n$/],
    [['emulate', '--fault-key', 'a key'], /^rx-directline emulate: --fault-key: faultKey must be a text without spaces.*\n$/],
    [['emulate', '--issuer', ':hush'], /^rx-directline emulate: --issuer: issuer must be .*, got a value of type object \(rx-directline emulate --help\)\n$/],
    [['emulate', '--origin', 'nowhere'], /^rx-directline emulate: --origin: origins must be a list of origins.*\n$/],
    [['emulate', '--trusted-origin', 'nowhere'], /^rx-directline emulate: --trusted-origin: enhancedAuthentication must be true, false or .*\n$/],
    [['emulate', '--page-size', '0'], /^rx-directline emulate: --page-size: pageSize must be a whole number from 1 to 10000, got 0.*\n$/],
    [['emulate', '--user', 'u'], /^rx-directline emulate: Unknown option '--user' .*--help\)\n$/],
  ])('ends with 2 and one line for %j', async (args, line) => {
    const ran = rxDirectline(args);
    expect(await ran.exit).toBe(2);
    expect(ran.stderr()).toMatch(line);
    expect(ran.stdout()).toBe('');
  });
});

/** Says a text to the service that runs there, and hears the answer. */
const talkTo = async ({ until }: Ran, text: string): Promise<string> => {
  const [, baseUrl = '', secret = ''] = await until(/(http:\/\/127[^\s"]+)(?:\s+secret +|","secret":")([^\s"]+)/);
  const directLine = createDirectLine({ baseUrl, secret, user: 'ann' });
  const answered = lastValueFrom(directLine.activity$.pipe(takeWhile(activity => activity.text !== `You said: ${text}`)));
  await lastValueFrom(directLine.postActivity({ type: 'message', text }));
  await answered;
  directLine.end();
  return secret;
};

describe('rx-directline emulate --verbose', () => {
  it('prints requests, what the bot gets and says, and sockets, a line each, without secrets', async () => {
    const ran = rxDirectline(['emulate', '--verbose']);
    const secret = await talkTo(ran, 'hello');
    await ran.until(/s1 closed/);
    ran.signal('SIGINT');
    expect(await ran.exit).toBe(130);
    const [, rows = ''] = ran.stdout().split(/Connect: .*\n/);
    expect(rows).toMatch(/^[\d:.]+  client    201 +\d+ ms  POST \/v3\/directline\/conversations$/m);
    expect(rows).toMatch(/^[\d:.]+  to bot +d\d message \S+ "hello"$/m);
    expect(rows).toMatch(/^[\d:.]+  bot says +message \S+ "You said: hello"$/m);
    expect(rows).toMatch(/^[\d:.]+  bot ends  200 +\d+ ms  d\d$/m);
    expect(rows).toMatch(/^[\d:.]+  socket +s1 opened, conversation \S+$/m);
    expect(rows).not.toContain(secret);
    expect(rows).not.toMatch(/eyJ|\?/);
  });

  it('is no wider than the terminal', async () => {
    const ran = rxDirectline(['emulate', '--verbose'], { tty: true });
    await talkTo(ran, 'long'.repeat(100));
    await ran.until(/bot says .*message .*bot ends .*d2/s);
    ran.signal('SIGINT');
    await ran.exit;
    const [, rows = ''] = ran.stdout().split(/Connect: .*\n/);
    expect(Math.max(...rows.split('\n').map(row => row.length))).toBeLessThanOrEqual(80);
  });

  it('prints JSON for programs, after the line that says where the service is', async () => {
    const ran = rxDirectline(['emulate', '--verbose', '--json']);
    await talkTo(ran, 'hello');
    await ran.until(/socketClosed.*\n/);
    ran.signal('SIGINT');
    await ran.exit;
    const [first, ...events] = ran.stdout().trimEnd().split('\n').map(line => JSON.parse(line));
    expect(first).toEqual({ url: expect.any(String), secret: expect.any(String) });
    expect(events).toContainEqual(expect.objectContaining({ type: 'botSent', activityType: 'message', text: 'You said: hello', atMs: expect.any(Number) }));
    expect(events).toContainEqual(expect.objectContaining({ type: 'request', side: 'client', method: 'POST', status: 200 }));
  });

  it('says nothing of what happens without it', async () => {
    const ran = rxDirectline(['emulate', '--json']);
    await talkTo(ran, 'hello');
    ran.signal('SIGINT');
    await ran.exit;
    expect(ran.stdout().split('\n')).toHaveLength(2);
  });
});
