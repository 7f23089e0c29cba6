import { service } from '../support/live.js';
import { slowTurn, startBot, type HttpBot } from './bot.js';
import { rxDirectline } from './support.js';

const bots: HttpBot[] = [];
afterAll(() => bots.forEach(bot => bot.close()));
const botOf = async (...args: Parameters<typeof startBot>): Promise<string> => {
  const bot = await startBot(...args);
  bots.push(bot);
  return bot.url;
};

describe('rx-directline chat, with lines from a pipe', () => {
  it('prints the greeting, each line once, and the answers, in order', async () => {
    const ran = rxDirectline(['chat', '--quiet-ms', '300'], { input: 'hello\n\nstream\ncard\n' });
    expect(await ran.exit).toBe(0);
    const said = ran.stdout().split('\n').filter(line => /^(Bot|you):/.test(line));
    expect(said).toEqual([
      expect.stringMatching(/^Bot: Hello! I am the built-in bot/),
      'you: hello', 'Bot: You said: hello',
      'you: stream', expect.stringMatching(/^Bot: This answer came in pieces/),
      'you: card', 'Bot: Here is a card.',
    ]);
    expect(ran.stdout()).toContain('· online (websocket)');
    expect(ran.stdout()).toContain('[hero card: A card |');
    expect(ran.stderr()).toBe('');
  });

  it('greets and ends with 0 when there is no line', async () => {
    const ran = rxDirectline(['chat', '--quiet-ms', '200'], { input: '' });
    expect(await ran.exit).toBe(0);
    expect(ran.stdout()).toMatch(/^Direct Line service at http:.*\n· connecting\n· online \(websocket\)\nBot: Hello!.*\n$/);
  });

  it('waits for an answer that takes 3 s, and for what comes half a second later', async () => {
    const ran = rxDirectline(['chat', '--bot', await botOf(slowTurn)], { input: 'question\n' });
    expect(await ran.exit).toBe(0);
    expect(ran.stdout()).toMatch(/you: question\nBot: the answer\nBot: by the way\n$/);
  });

  it('shows that it recovers from a cut and from an expired token, and loses nothing', async () => {
    const ran = rxDirectline(['chat', '--quiet-ms', '300'], { input: 'one\n/drop\ntwo\n/expire\nthree\n' });
    expect(await ran.exit).toBe(0);
    const seen = ran.stdout();
    for (const word of ['one', 'two', 'three']) expect(seen.split(`Bot: You said: ${word}\n`)).toHaveLength(2);
    expect(seen).toMatch(/The stream is cut\.\n[^]*· lost: [^\n]*; next attempt [^\n]*\n[^]*· connecting[^\n]*\n[^]*· online \(websocket\)/);
    expect(seen).toMatch(/· new token, good for 30 min/);
  });

  it('knows slash commands', async () => {
    const ran = rxDirectline(['chat', '--quiet-ms', '100'], { input: '/status\n/help\n/nope\n//start\n/quit\nnever\n' });
    expect(await ran.exit).toBe(0);
    expect(ran.stdout()).toMatch(/online \(websocket\); conversation \S+, token good for 30 min; emulator http/);
    expect(ran.stdout()).toContain('/drop ');
    expect(ran.stderr()).toBe('There is no /nope: /help lists the commands, and //nope sends it.\n');
    expect(ran.stdout()).toContain('Bot: You said: /start\n');
    expect(ran.stdout()).not.toContain('never');
  });

  it('ends with 1 when the bot cannot be reached, and says where, why and what to do', async () => {
    const { url, close } = await startBot(() => 200);
    close();
    const ran = rxDirectline(['chat', '--bot', url, '--quiet-ms', '100'], { input: 'hello\n' });
    expect(await ran.exit).toBe(1);
    expect(ran.stderr()).toMatch(/^! "hello" failed: .*\n$/);
    expect(ran.stderr()).toContain(url);
    expect(ran.stderr()).toMatch(/ECONNREFUSED|refused/);
    expect(ran.stderr()).toMatch(/start/i);
  });

  it.each([401, 403])('says what to do about a bot that answers %d', async status => {
    const ran = rxDirectline(['chat', '--bot', await botOf(() => status), '--quiet-ms', '100'], { input: 'hello\n' });
    expect(await ran.exit).toBe(1);
    expect(ran.stderr()).toMatch(new RegExp(`^! "hello" failed: .*${status}.*unset the bot's app id.*\\n$`));
  });

  it('ends with 1 when time runs out, and says what is missing', async () => {
    const ran = rxDirectline(['chat', '--bot', await botOf(slowTurn), '--timeout-ms', '400'], { input: 'first\nsecond\n' });
    expect(await ran.exit).toBe(1);
    expect(ran.stderr()).toBe('! time ran out 0.4 s after the end of input: no outcome yet for "first", and 1 more not sent\n');
  });

  it('ends with the conversation, though input could come', async () => {
    const ran = rxDirectline(['chat', '--quiet-ms', '100']);
    ran.write('bye\n');
    expect(await ran.exit).toBe(0);
    expect(ran.stdout()).toMatch(/Bot: Goodbye!\nBot: \(ends the conversation.*\n· ended: the bot ended the conversation.*\n$/);
  });

  it.each([['SIGINT', 130], ['SIGTERM', 143], ['SIGHUP', 129]] as const)('ends at %s with %d, and nothing listens any more', async (name, code) => {
    const ran = rxDirectline(['chat']);
    const [, url = ''] = await ran.until(/service at (http:\S+),[^]*Bot: Hello!/);
    ran.signal(name);
    expect(await ran.exit).toBe(code);
    await expect(fetch(url)).rejects.toThrow();
  });

  it('ends quietly when nobody reads it', async () => {
    const ran = rxDirectline(['chat']);
    await ran.until(/Bot: Hello!/);
    ran.breakOutput();
    expect(await ran.exit).toBe(0);
    expect(ran.stderr()).toBe('');
  });

  it('does not let a bot write control characters to the terminal', async () => {
    const url = await botOf(async ({ type }, say) => {
      if (type === 'message') await say('safe\u001b]0;owned\u0007\u001b[2J text');
      return 200;
    });
    const ran = rxDirectline(['chat', '--bot', url, '--quiet-ms', '100'], { input: 'hello\n' });
    expect(await ran.exit).toBe(0);
    expect(ran.stdout()).toContain('Bot: safe text\n');
  });
});

describe('rx-directline chat, typed', () => {
  it('shows a prompt, a growing answer, and the typed line once', async () => {
    const ran = rxDirectline(['chat'], { tty: true });
    await ran.until(/Bot: Hello!/);
    ran.write('stream\r');
    await ran.until(/Bot: This[^.\n]*\r?\n> /); // above the prompt, and taken back
    await ran.until(/Bot: This [^\n]*\.\r?\n/);
    expect(ran.stdout()).not.toContain('you: stream');
    ran.write('\u0004');
    expect(await ran.exit).toBe(0);
  });

  it('obeys slash commands at once, and ends with 130 at Ctrl-C', async () => {
    const ran = rxDirectline(['chat', '--bot', await botOf(slowTurn)], { tty: true });
    await ran.until(/online/);
    ran.write('question\r/status\r');
    await ran.until(/online \(websocket\); conversation/);
    expect(ran.stdout()).not.toContain('the answer');
    ran.write('\u0003');
    expect(await ran.exit).toBe(130);
  });

  it('ends with 0 at /quit', async () => {
    const ran = rxDirectline(['chat'], { tty: true });
    await ran.until(/Type to talk/);
    ran.write('/quit\r');
    expect(await ran.exit).toBe(0);
  });
});

describe('rx-directline chat, with a Direct Line that is there', () => {
  it('talks by what the environment has, says so, and leaves the service alone', async () => {
    const { url, secret } = await service();
    const env = { DIRECT_LINE_SECRET: secret, DIRECT_LINE_BASE_URL: url };
    const ran = rxDirectline(['chat', '--user', 'bob', '--quiet-ms', '300'], { env, input: 'hello\n/drop\n/status\n' });
    expect(await ran.exit).toBe(0);
    expect(ran.stdout()).toMatch(new RegExp(`^Direct Line at ${url}, opened by DIRECT_LINE_SECRET \\(--local for a service of your own\\)\n`));
    expect(ran.stdout()).toContain('Bot: You said: hello\n');
    expect(ran.stdout()).toContain(`; service ${url}\n`);
    expect(ran.stderr()).toBe('That needs a service of your own: --local, or --bot URL.\n');
    expect(ran.stdout()).not.toContain(secret);
    expect((await fetch(url)).status).toBe(404);
  });

  it('joins the conversation of another, and shows what was said there', async () => {
    const { url, secret } = await service();
    const env = { DIRECT_LINE_SECRET: secret };
    const first = rxDirectline(['chat', '--url', url, '--quiet-ms', '200'], { env, input: 'before\n/status\n' });
    expect(await first.exit).toBe(0);
    const [, conversation = ''] = /conversation (\S+),/.exec(first.stdout()) ?? [];
    const second = rxDirectline(['chat', '--url', url, '--conversation', conversation, '--quiet-ms', '200', '--transport', 'polling'], { env, input: '' });
    expect(await second.exit).toBe(0);
    expect(second.stdout()).toMatch(/online \(polling\)[^]*before\nBot: You said: before\n/);
  });

  it('ends with 1 for a wrong secret, and says so', async () => {
    const { url } = await service();
    const ran = rxDirectline(['chat', '--url', url], { env: { DIRECT_LINE_SECRET: 'wrong' }, input: 'hello\n' });
    expect(await ran.exit).toBe(1);
    expect(ran.stdout() + ran.stderr()).toMatch(/given up: Invalid token or secret/);
  });
});
