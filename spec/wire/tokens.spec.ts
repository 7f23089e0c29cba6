import { EMPTY, filter } from 'rxjs';
import { factsOf } from '../support/facts.js';
import { client, repeated, service, soon } from '../support/live.js';
import { directLine1, generateToken, reconnectToConversation, startConversation } from '../../src/index.js';

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
    expect(ann.states()).not.toContain('expired');
    expect(repeated(ann)).toEqual([]);
  });

  it('and getToken is asked once, for this conversation', async () => {
    const at = await service(quiet);
    const asked: object[] = [];
    const ann = client(at, {
      getToken: (request) => {
        asked.push(request);
        const { conversationId } = request;
        if (conversationId === undefined) return generateToken({ baseUrl: at.url, secret: at.secret, user: { id: 'ann' } });
        return soon(reconnectToConversation({ baseUrl: at.url, secret: at.secret, conversationId }), 'a token').then(({ grant }) => grant?.token ?? '');
      },
    });
    await ann.online();
    at.faults.expire();
    await Promise.all(texts.map(ann.say));
    expect(asked).toEqual([{ reason: 'start' }, { reason: 'expired', conversationId: ann.conversationId() }]);
  });

  it('and there is no other: posts are rejected, the stream goes on; once it is lost the status is expired, until reconnect(token)', async () => {
    const at = await service(quiet);
    const by = { baseUrl: at.url, secret: at.secret };
    const { token } = await soon(generateToken({ ...by, user: { id: 'ann' } }), 'a token');
    const ann = client(at, { token });
    await ann.online();
    at.faults.expire();
    await expect(ann.say('with what?')).rejects.toMatchObject({ name: 'DirectLineTokenExpiredError', outcome: 'rejected' });
    expect(ann.status()).toMatchObject({ state: 'online' });
    at.faults.drop();
    await ann.statuses.until('it says that there is no token', () => ann.status()?.state === 'expired');
    const { grant } = await soon(reconnectToConversation({ ...by, conversationId: ann.conversationId() }), 'another token');
    ann.line.reconnect(grant?.token);
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
    const session = factsOf(ann.line.session$.pipe(filter(({ expiresAtMs }) => expiresAtMs > Date.now())));
    await session.until('a session has a token that is good', (all) => all.length > 0);
    session.leave();
    expect(at.requests(renewals).length - before).toBeLessThanOrEqual(1);
  });
});

describe('Direct Line 1.1', () => {
  it('gives a token for a conversation, and starts it with the secret or with that token', async () => {
    const at = await service();
    const where = { baseUrl: at.url, protocol: directLine1 };
    const bySecret = await soon(startConversation({ ...where, secret: at.secret }), 'a conversation');
    expect(bySecret).toMatchObject({ started: 'unknown', conversationId: expect.stringMatching(/.+/), grant: { token: expect.stringMatching(/.+/) } });
    expect(bySecret.ticket).toBeUndefined();

    const { token, conversationId } = await soon(generateToken({ ...where, secret: at.secret }), 'a token');
    const byToken = await soon(startConversation({ ...where, token }), 'its conversation');
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
    const { conversationId, grant } = await soon(startConversation({ baseUrl: at.url, protocol: directLine1, secret: at.secret }), 'a conversation');
    const ann = client(at, { token: grant?.token ?? '' });
    await ann.say('hello');
    await ann.heard('You said: hello');
    expect(ann.conversationId()).toBe(conversationId);
  });
});
