import { EMPTY, of, throwError } from 'rxjs';
import type { BotFunction } from '../../../src/emulator/index.js';
import { exchange, listenTo, running } from '../support/wire.js';

const parrot: BotFunction = ({ type, text, attachments }) => (type === 'message' ? of({ type: 'typing' }, { type: 'message', text: `That: ${text}`, attachments: attachments ?? [] }) : EMPTY);

async function talking(options: Parameters<typeof running>[0] = {}) {
  const it = await running({ bot: parrot, ...options });
  const { conversationId, token } = (await it.call('POST', '/api/conversations')).body;
  const messages = `/api/conversations/${conversationId}/messages`;
  return { ...it, conversationId, token, messages };
}

describe('1.1', () => {
  it('is a conversation by polling, and a 3.0 client sees the same one', async () => {
    const { call, messages, token, conversationId, ticket } = await talking();
    const stream = listenTo(await ticket(conversationId, '-'));
    const posted = await call('POST', messages, { from: 'ann', text: 'hi', channelData: { clientActivityID: 'c' } }, token);
    expect([posted.status, posted.body, posted.headers['content-type']]).toEqual([204, undefined, undefined]);
    expect(await stream.heard('hi')).toMatchObject({ id: `${conversationId}|0000000`, from: { id: 'ann' }, channelData: { clientActivityID: 'c' } });
    const read = (watermark: string) => call('GET', `${messages}?watermark=${watermark}`, undefined, token);
    expect(await read('')).toMatchObject({
      status: 200,
      body: {
        messages: [
          { id: `${conversationId}|000000000000000000`, conversationId, from: 'ann', text: 'hi', channelData: { clientActivityID: 'c' }, images: [], attachments: [] },
          { id: `${conversationId}|000000000000000001`, from: 'bot', text: 'That: hi' },
        ],
        watermark: '1',
      },
    });
    expect((await read('1')).body).toEqual({ messages: [], watermark: '1' });
  });

  it.each(['Bearer', 'BotConnector', 'botconnector'])('takes the %s scheme, which 3.0 takes when it is its own', async (scheme) => {
    const { url, secret } = await running();
    const headers = { Authorization: `${scheme} ${secret}` };
    const { status, body } = await exchange(`${url}/api/tokens`, 'GET', headers);
    expect([status, typeof body]).toEqual([200, 'string']);
    const three = await exchange(`${url}/v3/directline/tokens/generate`, 'POST', headers);
    expect(three.status).toBe(scheme === 'Bearer' ? 200 : 401);
  });

  it('renews by either verb, with a text', async () => {
    const { call, conversationId, token, messages } = await talking();
    for (const method of ['GET', 'POST']) {
      const renewed = await call(method, `/api/tokens/${conversationId}/renew`, undefined, token);
      expect([renewed.status, typeof renewed.body]).toEqual([200, 'string']);
      expect((await call('GET', messages, undefined, renewed.body)).status).toBe(200);
    }
  });

  it('gives the bot images, and with relativeUrls makes relative what is its own', async () => {
    const { call, messages, url } = await talking({ relativeUrls: true, serviceUrl: 'http://host.docker.internal:3000/proxy/' });
    const images = [`${url}/a.png`, 'http://host.docker.internal:3000/b.png', 'http://elsewhere.example/c.png'];
    await call('POST', messages, { from: 'ann', text: 'look', images, attachments: [{ url: `${url}/d.pdf`, contentType: 'application/pdf' }] });
    const seen = { images: ['/a.png', '/b.png', 'http://elsewhere.example/c.png'], attachments: [{ url: '/d.pdf', contentType: 'application/pdf' }] };
    expect((await call('GET', messages)).body.messages).toMatchObject([{ text: 'look', ...seen }, { text: 'That: look', ...seen }]);
  });
});

describe('an error of 1.1', () => {
  const error = (statusCode: number, code: string) => ({ status: statusCode, body: { error: { code, message: expect.any(String), statusCode } } });

  it('says its status in its body, whoever made it', async () => {
    const { call, messages, url, faults } = await talking({ bot: ({ type }) => (type === 'message' ? throwError(() => new Error('boom')) : EMPTY), uncertain: { renewVerb: 'GET' } });
    expect(await call('POST', messages, { from: 'ann' })).toMatchObject(error(500, 'BotRejectedActivity'));
    expect(await call('POST', messages, { from: 7 })).toMatchObject(error(400, 'BadArgument'));
    expect(await call('GET', messages, undefined, 'wrong')).toMatchObject(error(403, 'BadArgument'));
    expect(await call('POST', '/api/tokens/x/renew')).toMatchObject(error(405, 'NotSupported'));
    expect(await call('GET', '/api/nowhere')).toMatchObject(error(404, 'NotFound'));
    expect(await exchange(`${url}${messages}`, 'GET')).toMatchObject(error(401, 'BadArgument'));
    expect(await exchange(`${url}${messages}`, 'GET', { Origin: 'https://evil.example' })).toMatchObject(error(403, 'NotAllowed'));
    faults.respond(503);
    expect(await call('GET', messages)).toMatchObject(error(503, 'ServiceError'));
  });

  it.each([[undefined, 500], [502, 502]] as const)('with botErrorStatus %j is a %i when the bot cannot be reached', async (botErrorStatus, status) => {
    const { call, messages } = await talking({ bot: 'http://127.0.0.1:1/', ...(botErrorStatus && { uncertain: { botErrorStatus } }) });
    expect(await call('POST', messages, { from: 'ann' })).toMatchObject(error(status, 'BotRejectedActivity'));
  });

  it("is not 3.0's", async () => {
    const { call } = await running();
    expect(Object.keys((await call('GET', '/v3/directline/conversations/x')).body.error)).toEqual(['code', 'message']);
  });

  it.each([['relativeUrls', 'yes', /^relativeUrls must be true or false/]])(
    'option %s: %j is one that names it', async (option, value, message) => {
      await expect(running({ [option]: value })).rejects.toMatchObject({ option, message: expect.stringMatching(message) });
    });
});
