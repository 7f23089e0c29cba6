import { askHelp } from '../../src/cli/ask/options.js';
import { chatHelp, readChatOptions } from '../../src/cli/chat/options.js';
import { UsageError } from '../../src/cli/options.js';
import { serviceOptions } from '../../src/cli/serviceOptions.js';
import { tailHelp } from '../../src/cli/tail/options.js';
import { allAbilities } from '../../src/emulator/abilities/all.js';
import { composed } from '../../src/emulator/composed.js';
import { readings, startEmulator } from '../../src/emulator/index.js';

/** What is asked of a service of its own. */
const serviceAsked = (...args: readonly string[]) => {
  const { place } = readChatOptions(args, {});
  return place.kind === 'local' ? place.emulator : undefined;
};

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

  it('are read, those of every flag of the service', () => {
    const args = [
      '--origin', 'https://a.example', '--origin=https://b.example', '--fault', 'drop@10s', '--fault=respond=429:retry-after=3', '--fault-key', 'the-key', '--issuer', 'the-app:pass:word',
      '--token-lifetime-ms', '1', '--stream-url-lifetime-ms', '2', '--keep-alive-ms', '0', '--bot-timeout-ms', '4', '--retention-ms', '5', '--page-size', '6',
      '--enhanced-authentication', '--trusted-origin', 'https://c.example', '--echo', 'after-the-bot', '--bot-edits', 'applied', '--relative-urls', '--seed', '7',
      '--uncertain', 'collision=older', '--uncertain=stream-history=left-out', '--uncertain', 'bot-error-status=502', '--uncertain', 'refresh-ends-token=true',
    ];
    expect(serviceAsked(...args)).toEqual({
      origins: ['https://a.example', 'https://b.example'], faults: ['drop@10s', 'respond=429:retry-after=3'], faultKey: 'the-key',
      issuer: { appId: 'the-app', appPassword: 'pass:word' },
      tokenLifetimeMs: 1, streamUrlLifetimeMs: 2, keepAliveMs: 0, botTimeoutMs: 4, retentionMs: 5, pageSize: 6,
      enhancedAuthentication: { trustedOrigins: ['https://c.example'] }, echo: 'after the bot', botEdits: 'applied', relativeUrls: true, seed: 7,
      uncertain: { collision: 'older', streamHistory: 'left out', botErrorStatus: 502, refreshEndsToken: true },
    });
  });

  it('make a fault key of their own where they are asked to', () => {
    const [one, two] = [1, 2].map(() => serviceAsked('--fault-key', 'auto')?.faultKey);
    expect(one).toMatch(/^[-0-9a-f]{36}$/);
    expect(two).not.toBe(one);
  });

  it('are there for every option of the service, but for its secret', async () => {
    const nope: object = { nope: 1 };
    const message = await startEmulator(nope).catch((error: Error) => error.message);
    const [, names = ''] = /there are (.*)$/.exec(String(message)) ?? [];
    const flags = names.split(', ').filter((name) => name !== 'secret')
      .map((name) => name.replace(/^(fault|origin)s$/, '$1').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`));
    expect([...flags, 'trusted-origin'].sort()).toEqual(Object.keys(serviceOptions).sort());
  });

  it('know every reading of every uncertain point', () => {
    for (const [name, values] of readings) {
      const word = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
      const read = values.map((value) => serviceAsked('--uncertain', `${word}=${String(value).replace(' ', '-')}`)?.uncertain);
      expect(read).toEqual(values.map((value) => ({ [name]: value })));
      expect(chatHelp).toContain(`  ${word}=${String(values[0])}|`);
    }
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
    [['--uncertain', 'collision=both'], "--uncertain collision takes newcomer or older or none, not 'both'"],
    [['--uncertain', 'collision'], "--uncertain collision takes newcomer or older or none, not ''"],
    [['--uncertain', 'time=2'], "--uncertain has no 'time'; there are collision, watermark,"],
    [['--bot-edits', 'both'], "--bot-edits takes refused or applied, not 'both'"],
    [['--echo', 'constructor'], '--echo takes at-once or after-the-bot'],
    [['--relative-urls=yes'], "Option '--relative-urls' does not take an argument"],
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
  const local = [...Object.keys(serviceOptions), 'local'];

  it.each([
    ['chat', chatHelp, [...place, ...local, 'quiet-ms', 'timeout-ms']],
    ['ask', askHelp, [...place, ...local, 'json', 'quiet-ms', 'timeout-ms']],
    ['tail', tailHelp, [...place, 'resume', 'history', 'types', 'quiet']],
  ])('of %s has all options', (_, help, options) => {
    for (const option of options) expect(help).toMatch(new RegExp(`^  --${option}( |$)`, 'm'));
  });

  it('names every fault', () => {
    for (const name of Object.keys(composed(allAbilities).forms)) expect(chatHelp).toMatch(new RegExp(`[ ,]${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}[ =[\\n]`));
  });
});
