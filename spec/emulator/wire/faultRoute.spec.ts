import { EMPTY } from 'rxjs';
import { exchange, listenTo, running } from '../support/wire.js';

const quiet = { bot: () => EMPTY, faultKey: 'the-key' };
const route = '/emulator/faults';

const asking = async (options: Parameters<typeof running>[0] = quiet) => {
  const it = await running(options);
  const ask = (fault: unknown, headers: Record<string, string> = { Authorization: 'Bearer the-key' }, method = 'POST') =>
    exchange(`${it.url}${route}`, method, headers, typeof fault === 'string' ? fault : JSON.stringify(fault));
  return { ...it, ask };
};

describe('POST /emulator/faults', () => {
  it('does what emulator.faults does, and answers how many streams it hit', async () => {
    const { start, ask, call } = await asking();
    const { streamUrl } = await start();
    const stream = listenTo(streamUrl);
    await stream.opened();
    expect(await ask({ fault: 'drop', code: 1001, reason: 'restart' })).toMatchObject({ status: 200, body: { fault: 'drop', sockets: 1 } });
    expect(await stream.closed()).toEqual({ code: 1001, reason: 'restart' });
    expect((await ask({ fault: 'respond', status: 429, retryAfter: 3, times: 'always', pattern: 'generate$' })).body).toEqual({ fault: 'respond', sockets: 0 });
    const generate = () => call('POST', '/v3/directline/tokens/generate');
    expect(await generate()).toMatchObject({ status: 429, headers: { 'retry-after': '3' } });
    expect((await generate()).status).toBe(429);
    expect((await ask({ fault: 'clear' })).status).toBe(200);
    expect((await generate()).status).toBe(200);
  });

  it('is there with the option faultKey only', async () => {
    const { ask } = await asking({ bot: () => EMPTY });
    expect(await ask({ fault: 'drop' })).toMatchObject({ status: 404, body: { error: { code: 'NotFound' } } });
  });

  it.each([
    ['no key', {}], ['a wrong key', { Authorization: 'Bearer a-key' }], ['the key with more', { Authorization: 'Bearer the-keyx' }],
    ['an empty key', { Authorization: 'Bearer ' }], ['the key without its scheme', { Authorization: 'the-key' }],
  ])('is closed to who has %s, which happens to nobody', async (_, headers) => {
    const { ask, start } = await asking();
    const { streamUrl } = await start();
    const stream = listenTo(streamUrl);
    await stream.opened();
    expect(await ask({ fault: 'expire' }, headers)).toMatchObject({ status: 403, body: { error: { code: 'NotAllowed', message: 'Faults want the fault key: Authorization: Bearer KEY' } } });
    expect((await ask({ fault: 'drop' })).body.sockets).toBe(1);
  });

  it('is closed to who has the secret, and the key opens nothing else', async () => {
    const { ask, secret, call } = await asking();
    expect((await ask({ fault: 'drop' }, { Authorization: `Bearer ${secret}` })).status).toBe(403);
    expect((await call('POST', '/v3/directline/tokens/generate', undefined, 'the-key')).status).toBe(403);
  });

  it.each([
    ['', /must be a fault, such as \{"fault":"drop"\}/],
    ['{', /must be a fault/],
    [[], /must be a fault/],
    [{ kind: 'drop' }, /must be a fault/],
    [{ fault: 'dorp' }, /there is no fault 'dorp'; there are drop, /],
    [{ fault: 'drop', code: 5 }, /^faults\.drop: code must be a WebSocket close code, 1000 say, got 5$/],
    [{ fault: 'drop', kind: 'clear' }, /^faults\.drop: there is no kind; it takes code, reason, conversationId$/],
    [{ fault: 'respond' }, /^faults\.respond: status must be .* got undefined$/],
    [{ fault: 'respond', status: 503, retryAfter: 'soon' }, /^faults\.respond: retryAfter must be seconds/],
    [{ fault: 'cut', match: ['GET'] }, /^faults\.cut: match must be .* got a value of type object$/],
    [{ fault: 'cut', times: null }, /^faults\.cut: times must be .* got null$/],
  ])('says what is wrong with %j', async (fault, message) => {
    const { ask } = await asking();
    expect(await ask(fault)).toMatchObject({ status: 400, body: { error: { code: 'BadArgument', message: expect.stringMatching(message) } } });
  });

  it('answers pages as everything else does: of this machine, or that were named', async () => {
    const { ask } = await asking();
    const from = (Origin: string) => ({ Origin, Authorization: 'Bearer the-key' });
    expect(await ask({ fault: 'clear' }, from('http://localhost:4200'))).toMatchObject({ status: 200, headers: { 'access-control-allow-origin': 'http://localhost:4200' } });
    expect((await ask({ fault: 'clear' }, from('https://evil.example'))).status).toBe(403);
    const preflight = await ask('', { Origin: 'http://localhost:4200', 'Access-Control-Request-Method': 'POST', 'Access-Control-Request-Headers': 'authorization,content-type' }, 'OPTIONS');
    expect(preflight).toMatchObject({ status: 204, headers: { 'access-control-allow-headers': expect.stringMatching(/Authorization.*Content-Type/) } });
  });

  it('is no request of Direct Line: what is planned for those does not hit it, and no key is in the log', async () => {
    const { ask, faults, events, close } = await asking();
    faults.respond(500, { times: Infinity });
    expect((await ask({ fault: 'clear' })).status).toBe(200);
    await close();
    const lines: string[] = [];
    events.subscribe((event) => lines.push(JSON.stringify(event)));
    expect(lines.join('\n')).toContain('/emulator/faults');
    expect(lines.join('\n')).not.toContain('the-key');
  });
});
