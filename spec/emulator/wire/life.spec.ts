import { createServer } from 'node:net';
import { lastValueFrom, NEVER, tap } from 'rxjs';
import { startEmulator, type EmulatorOptions } from '../../../src/emulator/index.js';
import { botServer, exchange, listenTo, running } from '../support/wire.js';

describe('an option', () => {
  const wrong: readonly (readonly [string, unknown, RegExp])[] = [
    ['port', '3000', /^port must be a whole number from 0 to 65535, got a value of type string$/],
    ['port', 70_000, /^port must be .*, got 70000$/],
    ['bot', 'localhost:3978', /^bot must be an http\(s\) URL or a function/],
    ['bot', 7, /^bot must be/],
    ['secret', 'not a secret', /^secret must be a text without spaces, got a value of type string$/],
    ['secret', '', /got an empty string$/],
    ['serviceUrl', 'nowhere', /^serviceUrl must be/],
    ['origins', 'https://a.example', /^origins must be a list/],
    ['keepAliveMs', -1, /^keepAliveMs must be milliseconds, 0 or more, got -1$/],
    ['botTimeoutMs', null, /^botTimeoutMs must be .* got null$/],
    ['enhancedAuthentication', 'yes', /^enhancedAuthentication must be true, false or \{ trustedOrigins: .* got a value of type string$/],
    ['enhancedAuthentication', { trustedOrigins: 'https://a.example' }, /^enhancedAuthentication must be/],
    ['enhancedAuthentication', {}, /^enhancedAuthentication must be/],
    ['botEdits', true, /^botEdits must be 'refused' or 'applied'/],
    ['uncertain', ['collision'], /^uncertain must be an object, got a list$/],
    ['timeout', 3, /^timeout is not an option; there are port, host, bot/],
  ];

  it.each(wrong)('%s: %j is one error that names it', async (option, value, message) => {
    const options: EmulatorOptions = { [option]: value };
    await expect(startEmulator(options)).rejects.toMatchObject({ name: 'EmulatorOptionError', option, message: expect.stringMatching(message) });
  });

  const wrongUncertain: readonly (readonly [string, unknown, RegExp])[] = [
    ['collision', 'both', /^uncertain\.collision must be 'newcomer' or 'older' or 'none', got a value of type string$/],
    ['watermark', 'first', /must be 'last' or 'next'/], ['afterEnd', true, /must be 'accepted' or 'refused'/],
    ['renewVerb', 'PUT', /must be 'both' or 'GET' or 'POST'/], ['botErrorStatus', 504, /^uncertain\.botErrorStatus must be 500 or 502, got 504$/],
    ['streamUrl', 'https', /must be 'ws' or 'http'/], ['streamHistory', 'none', /must be 'replayed' or 'left out'/],
    ['wrongSecretStatus', 404, /must be 403 or 401/], ['otherConversationStatus', 401, /must be 403 or 404/], ['unknownConversationStatus', 410, /must be 404 or 400/],
    ['refreshSecretStatus', 403, /must be 400 or 500/], ['cors', 'any', /must be 'origin' or '\*'/], ['rejectedActivity', false, /must be 'kept' or 'dropped'/],
    ['expiryClosesStreams', 'yes', /must be false or true/], ['refreshEndsToken', 1, /must be false or true, got 1$/], ['memberCalls', null, /must be 'served' or 'refused', got null$/],
    ['time', 3, /^uncertain\.time is not an option; there are uncertain\.collision, uncertain\.watermark/],
  ];

  it.each(wrongUncertain)('uncertain.%s: %j is one error that names it', async (name, value, message) => {
    const options: EmulatorOptions = { uncertain: { [name]: value } };
    await expect(startEmulator(options)).rejects.toMatchObject({ name: 'EmulatorOptionError', option: `uncertain.${name}`, message: expect.stringMatching(message) });
  });

  it('port that is in use is an error that names it', async () => {
    const { port } = await running();
    await expect(startEmulator({ port })).rejects.toMatchObject({ name: 'EmulatorOptionError', option: 'port', message: `port ${port} is in use on 127.0.0.1` });
  });

  it('host that is not ours is an error that names it', async () => {
    await expect(startEmulator({ host: '192.0.2.1' })).rejects.toMatchObject({ option: 'host' });
  });

  it('undefined means the default', async () => {
    const nothing: EmulatorOptions = Object.fromEntries(['host', 'uncertain', 'enhancedAuthentication'].map((name) => [name, undefined]));
    const { url, port, secret } = await running({ secret: 'hush', ...nothing });
    expect([url, secret]).toEqual([`http://127.0.0.1:${port}`, 'hush']);
    const uncertain: EmulatorOptions['uncertain'] = Object.fromEntries(['watermark', 'streamUrl'].map((name) => [name, undefined]));
    expect((await (await running({ uncertain })).start()).streamUrl).toMatch(/^ws:.*watermark=-/);
  });
});

describe('close()', () => {
  it('frees the port whatever is under way, and may be called twice', async () => {
    const bot = await botServer(() => {});
    const { start, say, port, url, faults, ticket, close, log$ } = await running({ bot });
    const { conversationId, streamUrl } = await start();
    const stream = listenTo(streamUrl);
    await stream.opened();
    faults.neverOpen();
    const never = listenTo(await ticket(conversationId));
    const posted = say(conversationId, 'hi').catch((error: Error) => error);
    await stream.heard('hi');
    const kept = await fetch(`${url}/`);
    await kept.text();
    const completed = lastValueFrom(log$, { defaultValue: undefined });

    await Promise.all([close(), close()]);
    await close();
    expect((await stream.closed()).code).toBe(1006);
    await never.closed();
    expect(await posted).toMatchObject({ code: 'ECONNRESET' });
    await completed;
    const again = createServer().listen(port, '127.0.0.1');
    await new Promise((resolve) => again.once('listening', resolve));
    await new Promise((resolve) => again.close(resolve));
  });

  it('breaks off what a bot function is doing', async () => {
    let left = false;
    const bot = () => NEVER.pipe(tap({ unsubscribe: () => (left = true) }));
    const { start, close, faults } = await running({ bot });
    await start();
    await close();
    expect(left).toBe(true);
    expect(faults.drop()).toBe(0);
  });
});

describe('the process', () => {
  it('keeps its own Request and Response', async () => {
    const { Request, Response } = globalThis;
    const { url } = await running();
    await exchange(url, 'GET');
    expect([globalThis.Request, globalThis.Response]).toEqual([Request, Response]);
  });
});
