import { exchange, running } from '../support/wire.js';

const page = 'http://localhost:3000';

/** What a browser would look at before it shows an answer to a page. */
async function asked(options: Parameters<typeof running>[0], path = '/v3/directline/session/getsessionid', origin = page) {
  const { url, secret } = await running(options);
  const { status, headers, body } = await exchange(`${url}${path}`, 'GET', { Origin: origin, Authorization: `Bearer ${secret}` });
  return { status, body, origin: headers['access-control-allow-origin'], credentials: headers['access-control-allow-credentials'] };
}

describe('a page', () => {
  it('may ask for its session id with credentials', async () => {
    expect(await asked({})).toEqual({ status: 200, body: { sessionId: expect.stringMatching(/./) }, origin: page, credentials: 'true' });
  });

  it("may not with cors: '*', as browsers have it", async () => {
    expect(await asked({ uncertain: { cors: '*' } })).toMatchObject({ status: 200, origin: '*', credentials: undefined });
    expect(await asked({ uncertain: { cors: '*' } }, '/v3/directline/conversations/x')).toMatchObject({ status: 404, origin: '*' });
  });

  it('that is no trusted origin gets no session id', async () => {
    const enhancedAuthentication = { trustedOrigins: ['http://localhost:4200'] };
    expect(await asked({ enhancedAuthentication })).toMatchObject({ status: 400, body: { error: { code: 'BadArgument' } }, origin: page });
    expect((await asked({ enhancedAuthentication }, undefined, 'http://localhost:4200')).status).toBe(200);
  });

  it('that is refused with enhanced authentication can read why', async () => {
    const { url, secret } = await running({ enhancedAuthentication: true });
    const answer = await exchange(`${url}/v3/directline/tokens/generate`, 'POST', { Origin: page, Authorization: `Bearer ${secret}` });
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'MissingProperty', message: 'Missing user ID' } } });
    expect(answer.headers['access-control-allow-origin']).toBe(page);
  });

  it("gets stream URLs by http with streamUrl: 'http'", async () => {
    const { start, url } = await running({ uncertain: { streamUrl: 'http' } });
    expect((await start()).streamUrl.startsWith(`${url}/v3/directline/conversations/`)).toBe(true);
  });
});
