import { EMPTY, filter, map } from 'rxjs';
import { factsOf } from '../support/facts.js';
import { client, repeated, service, soon } from '../support/live.js';
import { directLine1, generateToken } from '../../src/index.js';
import { directLineService, reconnectToConversation, startConversation } from '../../src/parts/index.js';
import { tokenOf } from '../../src/parts/keepTokenFresh.js';

const quiet = { bot: () => EMPTY };
const renewals = /^(GET \/v3\/directline\/conversations\/[^/]+|POST \/v3\/directline\/tokens\/refresh)$/;
const posts = /^POST .*\/activities$/;
const texts = ['one', 'two', 'three', 'four', 'five'];

describe('every token expires at once', () => {
  it('while online: five posts in flight together share one renewal, and each is accepted', async () => {
    const at = await service(quiet);
    const ann = client(at, {
      // The refusal of one of them comes when the renewal is over: it is not renewed again.
      fetch: async (url, init) => {
        const answer = await fetch(url, init);
        if (answer.status === 403 && String(init.body).includes('five')) await at.log.until('another is accepted', () => at.requests(posts).some(({ status }) => status === 200));
        return answer;
      },
    });
    await ann.online();
    at.faults.expire();
    const ids = await Promise.all(texts.map(ann.say));
    expect(new Set(ids).size).toBe(5);
    expect(at.requests(renewals).map(({ method, status }) => [method, status])).toEqual([['GET', 200]]);
    expect(at.requests(posts).map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 403, 403, 403, 403, 403]);
    await ann.activities.until('all five come back', (all) => all.length === 5);
    expect([...ann.texts()].sort()).toEqual([...texts].sort());
    expect(ann.states()).toEqual(['idle', 'connecting', 'online']);
  });

  it('and the socket with them: the stream comes back with the renewed one', async () => {
    const at = await service(quiet);
    const ann = client(at);
    await ann.online();
    await ann.say('before');
    at.faults.expire();
    at.faults.drop();
    await ann.say('after');
    await ann.heard('after');
    expect(ann.texts()).toEqual(['before', 'after']);
    expect(ann.states()).not.toContain('needsToken');
    expect(repeated(ann)).toEqual([]);
  });

  it('the client calls the function token once, for this conversation', async () => {
    const at = await service(quiet);
    const asked: object[] = [];
    const ann = client(at, {
      token: (request) => {
        asked.push(request);
        const { conversationId } = request;
        if (conversationId === undefined) return generateToken({ baseUrl: at.url, secret: at.secret, user: { id: 'ann' } }).pipe(map(({ value }) => value));
        return reconnectToConversation({ service: directLineService({ baseUrl: at.url }), secret: at.secret, conversationId }).pipe(map(({ token = '' }) => tokenOf(token).value));
      },
    });
    await ann.online();
    at.faults.expire();
    await Promise.all(texts.map(ann.say));
    expect(asked).toEqual([{ reason: 'start' }, { reason: 'expired', conversationId: ann.conversationId() }]);
  });

  it('a client without another token rejects posts and keeps its stream; after a loss its status is needsToken, until setToken()', async () => {
    const at = await service(quiet);
    const by = { baseUrl: at.url, secret: at.secret };
    const { value: token } = await soon(generateToken({ ...by, user: { id: 'ann' } }), 'a token');
    const ann = client(at, { token });
    await ann.online();
    at.faults.expire();
    await expect(ann.say('with what?')).rejects.toMatchObject({ name: 'DirectLineTokenError', outcome: 'rejected' });
    expect(ann.status()).toMatchObject({ state: 'online' });
    at.faults.drop();
    await ann.statuses.until('it says that there is no token', () => ann.status()?.state === 'needsToken');
    expect(ann.status()).toMatchObject({ reason: 'expired', error: { name: 'DirectLineTokenError' } });
    const service3 = directLineService({ baseUrl: at.url });
    const { token: other = '' } = await soon(reconnectToConversation({ service: service3, secret: at.secret, conversationId: ann.conversationId() }), 'another token');
    ann.line.setToken(tokenOf(other).value);
    await ann.online();
    await ann.say('with this');
    await ann.heard('with this');
    expect(ann.texts()).toEqual(['with this']);
  });
});

describe('a token with a short life', () => {
  it('is renewed in time, so that nothing is ever refused, and no more once nobody is there', async () => {
    const at = await service({ ...quiet, tokenLifetimeMs: 6_000 });
    const ann = client(at, { lingerMs: 0 });
    await at.log.until('it has been renewed', () => at.requests(renewals).length >= 1);
    await ann.say('still here');
    await ann.heard('still here');
    expect(at.requests(/./).map(({ status }) => status).filter((status) => status >= 400)).toEqual([]);
    ann.activities.leave();
    const before = at.requests(renewals).length;
    await ann.statuses.until('it is idle', () => ann.status()?.state === 'idle');
    const tokens = factsOf(ann.line.token$.pipe(filter(({ expiresAtMs }) => expiresAtMs > Date.now())));
    await tokens.until('token$ emits a token that is good', (all) => all.length > 0);
    tokens.leave();
    expect(at.requests(renewals).length - before).toBeLessThanOrEqual(1);
  });
});

describe('Direct Line 1.1', () => {
  it('gives a token for a conversation, and starts it with the secret or with that token', async () => {
    const at = await service();
    const where = { baseUrl: at.url, protocol: directLine1 };
    const service1 = directLineService(where);
    const bySecret = await soon(startConversation({ service: service1, secret: at.secret }), 'a conversation');
    expect(bySecret).toMatchObject({ started: 'unknown', conversationId: expect.stringMatching(/.+/), token: { value: expect.stringMatching(/.+/) } });
    expect(bySecret.streamUrl).toBeUndefined();

    const { value: token, conversationId } = await soon(generateToken({ ...where, secret: at.secret }), 'a token');
    const byToken = await soon(startConversation({ service: service1, token }), 'its conversation');
    expect(byToken.conversationId).toBe(conversationId);
    expect(byToken.conversationId).not.toBe(bySecret.conversationId);
    expect(at.requests(/./).map(({ method, path, status }) => [method, path, status])).toEqual([
      ['POST', '/api/conversations', 200],
      ['POST', '/api/tokens/conversation', 200],
      ['POST', '/api/conversations', 200],
    ]);
    await expect(soon(generateToken({ ...where, secret: 'not-the-secret' }), 'an answer')).rejects.toMatchObject({ name: 'DirectLineHttpError', status: 403 });
  });

  it('gives a token with which 3.0 goes on in the same conversation', async () => {
    const at = await service();
    const service1 = directLineService({ baseUrl: at.url, protocol: directLine1 });
    const { conversationId, token = '' } = await soon(startConversation({ service: service1, secret: at.secret }), 'a conversation');
    const ann = client(at, { token: tokenOf(token).value });
    await ann.say('hello');
    await ann.heard('You said: hello');
    expect(ann.conversationId()).toBe(conversationId);
  });
});
