import { createPublicKey, generateKeyPairSync, sign, verify, type JsonWebKey } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { startEmulator, type EmulatorOptions } from '../../../src/emulator/index.js';
import { botServer, exchange, running, type Running } from '../support/wire.js';

const issuer = { appId: 'the-app', appPassword: 'hush-hush' };
const form = { grant_type: 'client_credentials', client_id: issuer.appId, client_secret: issuer.appPassword, scope: 'https://api.botframework.com/.default' };

const asked = (at: Running, changes: Partial<Record<keyof typeof form, string>> = {}) =>
  exchange(`${at.authority}/oauth2/v2.0/token`, 'POST', {}, String(new URLSearchParams({ ...form, ...changes })));
const tokenOf = async (at: Running, changes: Partial<Record<keyof typeof form, string>> = {}): Promise<string> => (await asked(at, changes)).body.access_token;

const partOf = (token: string, index: number) => JSON.parse(Buffer.from(token.split('.')[index] ?? '', 'base64url').toString());
const claimsIn = (token: string) => partOf(token, 1);

/** As an SDK does it: from the metadata to the keys, to the one that is named. */
async function isVouchedFor(token: string, authority: string): Promise<boolean> {
  const { body: { issuer: iss, jwks_uri } } = await exchange(`${authority}/v2.0/.well-known/openid-configuration`, 'GET');
  const { body: { keys } } = await exchange(jwks_uri, 'GET');
  const jwk: JsonWebKey & { endorsements?: string[] } = keys.find(({ kid }: { kid: string }) => kid === partOf(token, 0).kid);
  const [said, signature = ''] = [token.slice(0, token.lastIndexOf('.')), token.split('.')[2]];
  return iss === claimsIn(token).iss && jwk.endorsements?.includes('directline') === true
    && verify('sha256', Buffer.from(said), createPublicKey({ key: jwk, format: 'jwk' }), Buffer.from(signature, 'base64url'));
}

/** An emulator in front of a bot of which every call is kept. */
async function withBot(options: EmulatorOptions = {}) {
  const calls: IncomingMessage['headers'][] = [];
  const bot = await botServer((request, response) => {
    calls.push(request.headers);
    request.resume().on('end', () => response.end());
  });
  const at = await running({ bot, ...options });
  const { conversationId } = await at.start();
  await at.say(conversationId, 'hello');
  return { at, conversationId, tokens: calls.map(({ authorization }) => /^Bearer (.*)$/.exec(authorization ?? '')?.[1]) };
}

describe('a bot with an app id', () => {
  it('is called with a token for it, of an hour and for where it answers, which the published key vouches for', async () => {
    const { at, tokens } = await withBot({ issuer });
    expect(tokens).toHaveLength(2); // An introduction, and what was said.
    for (const token of tokens) {
      const { exp, nbf, ...claims } = claimsIn(token ?? '');
      expect(claims).toEqual({ iss: `${at.url}/botframework.com/v2.0`, aud: 'the-app', serviceurl: `${at.url}/` });
      expect([exp - nbf, Math.abs(nbf - Date.now() / 1_000) < 5]).toEqual([3_600, true]);
      expect(await isVouchedFor(token ?? '', at.authority ?? '')).toBe(true);
    }
  });

  it('in a container finds the keys and the token where it finds the service', async () => {
    const { at, tokens } = await withBot({ issuer, serviceUrl: 'http://host.docker.internal:3000' });
    expect(at.authority).toBe('http://host.docker.internal:3000/botframework.com');
    expect(claimsIn(tokens[0] ?? '')).toMatchObject({ iss: `${at.authority}/v2.0`, serviceurl: 'http://host.docker.internal:3000/' });
  });

  it('gets tokens for its calls', async () => {
    const at = await running({ issuer });
    const { status, body } = await asked(at);
    expect(status).toBe(200);
    expect(body).toEqual({ token_type: 'Bearer', expires_in: 3_600, ext_expires_in: 3_600, access_token: expect.any(String) });
    expect(claimsIn(body.access_token)).toMatchObject({ aud: 'https://api.botframework.com', appid: 'the-app', iss: `${at.authority}/v2.0` });
    expect(await isVouchedFor(body.access_token, at.authority ?? '')).toBe(true);
  });

  it('gets none by a form that is wrong, none, or too large', async () => {
    const at = await running({ issuer });
    const wrong = [
      [{ grant_type: 'password' }, 400, 'unsupported_grant_type'],
      [{ client_id: '' }, 401, 'invalid_client'],
      [{ client_secret: '' }, 401, 'invalid_client'],
      [{ client_secret: 'hush-hush-' }, 401, 'invalid_client'],
      [{ scope: 'https://api.botframework.com' }, 400, 'invalid_scope'],
      [{ scope: 'a b/.default' }, 400, 'invalid_scope'],
    ] as const;
    for (const [changes, status, error] of wrong) {
      const answer = await asked(at, changes);
      expect({ changes, ...answer }).toMatchObject({ changes, status, body: { error, error_description: expect.any(String) } });
      expect(JSON.stringify(answer.body)).not.toContain('hush');
    }
    for (const body of ['{}', `${String(new URLSearchParams(form))}&more=${'x'.repeat(70_000)}`]) {
      expect(await exchange(`${at.authority}/oauth2/v2.0/token`, 'POST', {}, body)).toMatchObject({ status: 400, body: { error: 'unsupported_grant_type' } });
    }
  });

  it('gets them with whichever password it has, where the emulator was told of none', async () => {
    expect((await asked(await running({ issuer: { appId: 'the-app' } }), { client_secret: 'any' })).status).toBe(200);
  });
});

describe('the connector of a bot with an app id', () => {
  const own = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const signedBy = (key: typeof own, token: string): string => {
    const said = token.slice(0, token.lastIndexOf('.'));
    return `${said}.${sign('sha256', Buffer.from(said), key).toString('base64url')}`;
  };
  const promoted = (token: string): string => {
    const [head, , signature] = token.split('.');
    return [head, Buffer.from(JSON.stringify({ ...claimsIn(token), appid: 'the-app' })).toString('base64url'), signature].join('.');
  };
  const unsigned = (token: string): string => [Buffer.from('{"alg":"none"}').toString('base64url'), token.split('.')[1], ''].join('.');

  type CredentialOf = (at: Running, ofChannel: string) => Promise<string | undefined> | string | undefined;
  const credentials: readonly (readonly [what: string, status: number, CredentialOf])[] = [
    ['its token', 200, (at) => tokenOf(at)],
    ['no token', 401, () => undefined],
    ['no bearer', 401, async (at) => `Basic ${await tokenOf(at)}`],
    ["the channel's own token", 401, (_, ofChannel) => ofChannel],
    ['the Direct Line secret', 401, ({ secret }) => secret],
    ['a token for something else', 401, (at) => tokenOf(at, { scope: 'the-app/.default' })],
    ['a token that somebody else has signed', 401, async (at) => signedBy(own, await tokenOf(at))],
    ['a token that was changed', 401, async (at) => promoted(await tokenOf(at, { client_id: 'another-app' }))],
    ['a token that nobody has signed', 401, async (at) => unsigned(await tokenOf(at))],
    ['the token of another run', 401, async () => tokenOf(await running({ issuer }))],
    ['the token of another bot', 403, (at) => tokenOf(at, { client_id: 'another-app', client_secret: 'its' })],
  ];

  it(`is open to its token, and to nothing else: ${credentials.slice(1).map(([what, status]) => `${what} (${status})`).join(', ')}`, async () => {
    const { at, conversationId, tokens } = await withBot({ issuer });
    const statuses: [string, number, number][] = [];
    for (const [what, , credentialOf] of credentials) {
      const credential = await credentialOf(at, tokens[0] ?? '');
      const headers = credential === undefined ? {} : { Authorization: credential.includes(' ') ? credential : `Bearer ${credential}` };
      const sent = await exchange(`${at.url}/v3/conversations/${conversationId}/activities`, 'POST', headers, JSON.stringify({ type: 'message', text: `with ${what}` }));
      statuses.push([what, sent.status, (await exchange(`${at.url}/v3/conversations`, 'GET', headers)).status]);
    }
    expect(statuses).toEqual(credentials.map(([what, status]) => [what, status, status]));
    const texts: string[] = (await at.history(conversationId)).body.activities.map(({ text }: { text: string }) => text);
    expect(texts).toEqual(['hello', 'with its token']);
  });

  it('answers a token that has expired with 401', async () => {
    const { at, conversationId } = await withBot({ issuer });
    const headers = { Authorization: `Bearer ${await tokenOf(at)}` };
    const members = () => exchange(`${at.url}/v3/conversations/${conversationId}/members`, 'GET', headers);
    const now = Date.now();
    const clock = jest.spyOn(Date, 'now').mockReturnValue(now + 3_590_000);
    expect((await members()).status).toBe(200);
    clock.mockReturnValue(now + 3_601_000);
    expect(await members()).toMatchObject({ status: 401, headers: { 'www-authenticate': 'Bearer' }, body: { error: { message: 'The token has expired' } } });
    clock.mockRestore();
  });

  it('gives clients what the bot has put there, without a token', async () => {
    const { at, conversationId } = await withBot({ issuer });
    const put = (headers: Record<string, string>) => exchange(`${at.url}/v3/conversations/${conversationId}/attachments`, 'POST', headers, '{"type":"text/plain","name":"a","originalBase64":"aGk="}');
    expect((await put({})).status).toBe(401);
    const { body: { id } } = await put({ Authorization: `Bearer ${await tokenOf(at)}` });
    expect((await exchange(`${at.url}/v3/attachments/${id}`, 'GET')).status).toBe(200);
  });
});

describe('an issuer', () => {
  it('publishes the public half of a key that each run has anew', async () => {
    const keys = await Promise.all([running({ issuer }), running({ issuer })].map(async (at) => (await exchange(`${(await at).authority}/discovery/v2.0/keys`, 'GET')).body.keys));
    expect(keys[0]).toEqual([{ kty: 'RSA', n: expect.any(String), e: 'AQAB', kid: expect.any(String), use: 'sig', alg: 'RS256', endorsements: ['directline'] }]);
    expect(keys[1][0].n).not.toBe(keys[0][0].n);
    expect(keys[1][0].kid).not.toBe(keys[0][0].kid);
  });

  it('is not there for a foreign Host or page', async () => {
    const at = await running({ issuer });
    for (const headers of [{ Host: 'evil.example' }, { Origin: 'https://evil.example' }]) {
      expect((await exchange(`${at.authority}/oauth2/v2.0/token`, 'POST', headers, String(new URLSearchParams(form)))).status).toBe(403);
    }
  });

  it('is in the log by who asks it, without what was asked or answered', async () => {
    const { at, conversationId } = await withBot({ issuer });
    const all: string[] = [];
    const listening = at.events.subscribe((event) => all.push(JSON.stringify(event)));
    const token = await tokenOf(at);
    await exchange(`${at.url}/v3/conversations/${conversationId}/activities`, 'POST', { Authorization: `Bearer ${token}` }, `{"type":"message","text":"it is hush-hush and ${token}"}`);
    await at.call('GET', '/v3/directline/nothing');
    listening.unsubscribe();
    expect(all.join('\n')).toContain('"side":"bot","method":"POST","path":"/botframework.com/oauth2/v2.0/token","status":200');
    expect(all.join('\n')).toContain('it is *** and ***');
    expect(all.join('\n')).not.toMatch(/hush-hush|eyJ/);
  });

  it('is not there, nor any credential, without the option', async () => {
    const { at, conversationId, tokens } = await withBot();
    expect([tokens, at.authority]).toEqual([[undefined, undefined], undefined]);
    expect((await exchange(`${at.url}/botframework.com/discovery/v2.0/keys`, 'GET')).status).toBe(404);
    expect((await exchange(`${at.url}/v3/conversations/${conversationId}/members`, 'GET')).status).toBe(200);
  });

  it.each([{}, { appId: '' }, { appId: 'a b' }, { appId: 1 }, { appId: 'a', appPassword: '' }, { appId: 'a', password: 'hush-hush' }, 'the-app', null])('is not %j', async (wrong) => {
    const options: EmulatorOptions = { ...{ issuer: wrong as typeof issuer } };
    const error: unknown = await startEmulator(options).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'EmulatorOptionError', option: 'issuer', message: expect.stringContaining("issuer must be { appId: '…', appPassword?: '…' }") });
    expect(String(error)).not.toContain('hush');
  });
});
