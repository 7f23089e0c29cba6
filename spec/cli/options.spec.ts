import { askHelp } from '../../src/cli/ask/options.js';
import { chatHelp, readChatOptions } from '../../src/cli/chat/options.js';
import { UsageError } from '../../src/cli/options.js';
import { tailHelp } from '../../src/cli/tail/options.js';

describe('the options of chat', () => {
  it('have defaults, which for the service are its own', () => {
    expect(readChatOptions([], {})).toEqual({ place: { kind: 'local', emulator: {}, client: { user: 'user' } }, quietMs: 1_000, timeoutMs: 30_000 });
  });

  it('are read', () => {
    const args = ['--bot', 'http://127.0.0.1:3978/api/messages', '--port=3000', '--host', '0.0.0.0', '--service-url', 'http://host.docker.internal:3000', '--user', 'ann', '--quiet-ms', '5', '--timeout-ms', '6'];
    expect(readChatOptions(args, {})).toEqual({
      place: {
        kind: 'local',
        emulator: { bot: 'http://127.0.0.1:3978/api/messages', port: 3_000, host: '0.0.0.0', serviceUrl: 'http://host.docker.internal:3000' },
        client: { user: 'ann' },
      },
      quietMs: 5, timeoutMs: 6,
    });
  });

  it.each([
    [['--nope'], "Unknown option '--nope'"],
    [['hello'], "Unexpected argument 'hello'"],
    [['--port'], "Option '--port <value>' argument missing"],
    [['--port', '70000'], "--port takes a whole number from 0 to 65535, not '70000'"],
    [['--port', '8o'], "--port takes a whole number from 0 to 65535, not '8o'"],
    [['--quiet-ms=-1'], '--quiet-ms takes a whole number'],
    [['--bot', 'localhost:3978'], '--bot takes an http(s) URL such as'],
    [['--user', ' '], '--user takes a text'],
    [['--bot', '--port'], "Option '--bot' argument is ambiguous"],
  ])('that are wrong are one line: %j', (args, said) => {
    let message = '';
    try {
      readChatOptions(args, {});
    } catch (error) {
      expect(error).toBeInstanceOf(UsageError);
      message = error instanceof Error ? error.message : '';
    }
    expect(message).toContain(said);
    expect(message).not.toContain('\n');
  });
});

describe('the help', () => {
  const place = ['url', 'conversation', 'secret', 'token', 'user', 'transport', 'protocol'];
  const local = ['bot', 'port', 'host', 'service-url', 'local'];

  it.each([
    ['chat', chatHelp, [...place, ...local, 'quiet-ms', 'timeout-ms']],
    ['ask', askHelp, [...place, ...local, 'json', 'quiet-ms', 'timeout-ms']],
    ['tail', tailHelp, [...place, 'resume', 'history', 'types', 'quiet']],
  ])('of %s has all options', (_, help, options) => {
    for (const option of options) expect(help).toMatch(new RegExp(`^  --${option} `, 'm'));
  });
});
