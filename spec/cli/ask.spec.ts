import { EMPTY, NEVER, of } from 'rxjs';
import type { BotFunction } from '../../src/emulator/index.js';
import { service } from '../support/live.js';
import { startBot } from './bot.js';
import { rxDirectline } from './support.js';

const quick = ['--quiet-ms', '100'];

describe('rx-directline ask', () => {
  it('prints the answer and nothing else, and not the greeting', async () => {
    const ran = rxDirectline(['ask', ...quick, 'hello', 'there']);
    expect(await ran.exit).toBe(0);
    expect([ran.stdout(), ran.stderr()]).toEqual(['You said: hello there\n', '']);
  });

  it('reads the text from a pipe, and prints activities as JSON, one a line', async () => {
    const ran = rxDirectline(['ask', ...quick, '--json'], { input: 'two\nlines\n' });
    expect(await ran.exit).toBe(0);
    expect(ran.stdout()).toMatch(/^[^\n]*\n$/);
    expect(JSON.parse(ran.stdout())).toMatchObject({ type: 'message', text: 'You said: two\nlines', from: { role: 'bot' } });
  });

  it('prints of a streamed answer what it has become, and the whole of several', async () => {
    const ran = rxDirectline(['ask', ...quick, 'stream']);
    expect(await ran.exit).toBe(0);
    expect(ran.stdout()).toBe('This answer came in pieces, each with all before it.\n');
    const bye = rxDirectline(['ask', ...quick, 'bye']);
    expect(await bye.exit).toBe(0);
    expect(bye.stdout()).toMatch(/^Goodbye!\n\(ends the conversation/);
  });

  it('asks a service that is there, with what the environment has, in a conversation that goes on', async () => {
    const { url, secret, log } = await service({ bot: ({ type, text }) => (type === 'message' ? of({ type: 'message', text: `re: ${text}` }) : EMPTY) });
    const env = { DIRECT_LINE_SECRET: secret, DIRECT_LINE_BASE_URL: url };
    const first = rxDirectline(['ask', ...quick, '--json', 'one'], { env });
    expect(await first.exit).toBe(0);
    const { conversation } = JSON.parse(first.stdout());
    const second = rxDirectline(['ask', ...quick, '--conversation', conversation.id, '--transport', 'polling', 'two'], { env });
    expect(await second.exit).toBe(0);
    expect(second.stdout()).toBe('re: two\n');
    expect(log.all.filter(event => event.type === 'botSent').map(({ conversationId }) => conversationId)).toEqual([conversation.id, conversation.id]);
  });

  it('ends with 1 when nobody answers, and says what is known and what to do', async () => {
    const { url, secret } = await service({ bot: () => EMPTY });
    const ran = rxDirectline(['ask', '--url', url, '--timeout-ms', '300', 'hello'], { env: { DIRECT_LINE_SECRET: secret } });
    expect(await ran.exit).toBe(1);
    expect([ran.stdout(), ran.stderr()]).toEqual(['', 'rx-directline ask: no answer within 0.3 s, and the service has the question; --timeout-ms waits longer\n']);
  });

  it('prints what came of an answer that is not complete, and ends with 1', async () => {
    const begins: BotFunction = ({ type }, { newId }) =>
      type === 'message' ? of({ type: 'message', text: 'a part' }, { type: 'typing', id: newId(), text: 'so', channelData: { streamType: 'streaming', streamSequence: 1 } }) : EMPTY;
    const { url, secret } = await service({ bot: begins });
    const ran = rxDirectline(['ask', '--url', url, '--timeout-ms', '400', 'hello'], { env: { DIRECT_LINE_SECRET: secret } });
    expect(await ran.exit).toBe(1);
    expect(ran.stdout()).toBe('a part\n');
    expect(ran.stderr()).toMatch(/the answer was not complete within 0\.4 s/);
  });

  it('ends with 1 when the bot cannot be reached, and says where and why', async () => {
    const { url, close } = await startBot(() => 200);
    close();
    const ran = rxDirectline(['ask', '--bot', url, 'hello']);
    expect(await ran.exit).toBe(1);
    expect(ran.stderr()).toMatch(new RegExp(`^rx-directline ask: "hello" failed: .*${url}.*ECONNREFUSED.*\\n$`));
  });

  it('ends with 1 when there is no connection in time', async () => {
    const at = await service();
    await at.close();
    const ran = rxDirectline(['ask', '--url', at.url, '--timeout-ms', '300', 'hello'], { env: { DIRECT_LINE_SECRET: at.secret } });
    expect(await ran.exit).toBe(1);
    expect(ran.stderr()).toMatch(/^rx-directline ask: no connection within 0\.3 s: .*; is the service there, and --url right\?\n$/);
  });

  it.each([
    ['a wrong secret', [], 'wrong', /Invalid token or secret; is it the secret, or a token, of the service at --url\?/],
    ['a conversation that nobody knows', ['--conversation', 'nope'], undefined, /the service does not know the conversation any more/],
  ])('ends with 1 for %s, at once', async (_, more, wrong, said) => {
    const { url, secret } = await service();
    const ran = rxDirectline(['ask', '--url', url, ...more, 'hello'], { env: { DIRECT_LINE_SECRET: wrong ?? secret } });
    expect(await ran.exit).toBe(1);
    expect(ran.stderr()).toMatch(/^rx-directline ask: [^\n]*\n$/);
    expect(ran.stderr()).toMatch(said);
  });

  it.each([
    ['the text is empty', { input: ' \n' }, []],
    ['a text is missing: ask "text", or pipe it in', { tty: true }, []],
    ["--timeout-ms takes a whole number from 0 to 2147483647, not 'soon'", { input: '' }, ['--timeout-ms', 'soon', 'hi']],
    ['set DIRECT_LINE_SECRET or DIRECT_LINE_TOKEN', { input: '' }, ['--conversation', 'c', 'hi']],
  ])('ends with 2 and one line: %s', async (said, how, args) => {
    const ran = rxDirectline(['ask', ...args], how);
    expect(await ran.exit).toBe(2);
    expect(ran.stderr()).toMatch(/^rx-directline ask: [^\n]*\n$/);
    expect(ran.stderr()).toContain(said);
  });

  it.each([['SIGINT', 130], ['SIGTERM', 143]] as const)('ends at %s with %d while it waits', async (name, code) => {
    const { url, secret, log } = await service({ bot: () => NEVER });
    const ran = rxDirectline(['ask', '--url', url, 'hello'], { env: { DIRECT_LINE_SECRET: secret } });
    await log.until('the bot has it', all => all.some(event => event.type === 'botCalled' && event.text === 'hello'));
    ran.signal(name);
    expect(await ran.exit).toBe(code);
    await log.until('its socket is closed', all => all.some(({ type }) => type === 'socketClosed'));
  });

  it('ends at a signal while its input is open', async () => {
    const ran = rxDirectline(['ask']);
    ran.write('half a');
    ran.signal('SIGINT');
    expect(await ran.exit).toBe(130);
  });
});
