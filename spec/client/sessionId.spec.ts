import { directLine1 } from '../../src/index.js';
import { directLineService, getSessionId } from '../../src/parts/index.js';
import { fakeHttp } from '../support/fakeHttp.js';
import { errorOf, valuesOf } from '../support/outcomes.js';
import { SECRET, type Trouble } from '../support/service.js';
import { inWorld, named, texts } from '../support/world.js';

describe('the id of the sign-in session', () => {
  it('is asked for once a subscription, with the token of the conversation, which is started for it', inWorld(({ client, service, listen, pass }) => {
    const line = client();
    const id$ = line.getSessionId();
    pass(100);
    expect(service.requests).toEqual([]);
    const asked = [listen(id$), listen(id$)];
    pass(1_000);
    expect(asked.map(({ values, completed }) => [values, completed])).toEqual([[['session of c1'], true], [['session of c1'], true]]);
    expect([service.opCount('start'), service.opCount('session'), service.sockets.length]).toEqual([1, 2, 0]);
    expect(service.requests.at(-1)?.credential).not.toBe(SECRET);
  }));

  it('is asked for with a renewed token where the last one has expired', inWorld(({ client, service, listen, pass }) => {
    const line = client();
    listen(line.activity$);
    pass(100);
    service.expireTokens();
    const asked = listen(line.getSessionId());
    pass(1_000);
    expect([asked.values, service.opCount('session')]).toEqual([['session of c1'], 2]);
  }));

  it.each<[string, Trouble, string, object]>([
    ['an origin that is not trusted', { status: 403, code: 'ServiceError' }, 'DirectLineHttpError', { status: 403, code: 'ServiceError' }],
    ['enhanced authentication without its origins', { status: 400, code: 'BadArgument' }, 'DirectLineHttpError', { status: 400 }],
    ['an answer that is none', { status: 200, body: { id: 7 } }, 'DirectLineProtocolError', { message: 'get session id, sessionId: got undefined, wanted a text' }],
    ['no answer', { slowMs: Infinity }, 'DirectLineTimeoutError', { timeoutMs: 10_000 }],
  ])('errors, typed, with %s, and is not asked for again by itself', (_, trouble, name, details) =>
    inWorld(({ client, service, listen, pass }) => {
      service.trouble('session', trouble);
      const asked = listen(client().getSessionId());
      pass(60_000);
      expect([named(asked.errors), asked.values, service.opCount('session')]).toEqual([[name], [], 1]);
      expect(asked.errors).toMatchObject([details]);
    })());

  it('that a service does not have says nothing of the conversation, which goes on', inWorld(({ client, service, listen, pass }) => {
    const line = client({ secret: SECRET, onGone: 'restart' });
    const activities = listen(line.activity$);
    pass(6_000);
    service.trouble('session', { status: 404 });
    const asked = listen(line.getSessionId());
    pass(1_000);
    service.says('hello');
    expect([named(asked.errors), texts(activities), service.opCount('start'), line.notices()]).toEqual([['DirectLineHttpError'], ['hello'], 1, []]);
  }));

  it('is not asked for any more once nobody waits, nor of a client that has ended', inWorld(({ client, service, listen, pass }) => {
    service.trouble('session', { slowMs: Infinity });
    const line = client();
    listen(line.token$);
    pass(100);
    const left = listen(line.getSessionId());
    pass(5);
    expect(service.inFlight).toBe(1);
    left.leave();
    expect(service.inFlight).toBe(0);
    const waiting = listen(line.getSessionId());
    line.end();
    const late = listen(line.getSessionId());
    pass(100);
    expect([named(waiting.errors), named(late.errors), service.opCount('session')]).toEqual([['DirectLineEndedError'], ['DirectLineEndedError'], 2]);
  }));

  it('there is none in 1.1: that is said at once, and no conversation is started', inWorld(({ client, service, listen }) => {
    const asked = listen(client({ secret: SECRET, protocol: directLine1 }).getSessionId());
    expect(asked.errors).toMatchObject([{ name: 'DirectLineProtocolError', message: 'Direct Line 1.1 has no session id; 3.0 has (docs/protocol.md, 10)' }]);
    expect(service.requests).toEqual([]);
  }));

  it('is a call of its own too', () => {
    const { http, requests } = fakeHttp({ body: { sessionId: 's' } });
    expect(valuesOf(getSessionId({ token: 'tok', service: directLineService({ http, baseUrl: 'https://service/' }) }))).toEqual(['s']);
    expect(requests).toMatchObject([{ method: 'GET', url: 'https://service/v3/directline/session/getsessionid', credentials: 'include', headers: { Authorization: 'Bearer tok' } }]);
    expect(errorOf(getSessionId({ token: 'tok', service: directLineService({ http, protocol: directLine1 }) }))).toMatchObject({ name: 'DirectLineProtocolError' });
  });
});
