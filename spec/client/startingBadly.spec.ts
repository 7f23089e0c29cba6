import { of } from 'rxjs';
import { SECRET } from '../support/service.js';
import { inWorld, named, texts } from '../support/world.js';

describe('a start', () => {
  it('that is not answered within 30 s is made again, and what it may have made is known', inWorld(({ client, service, listen, pass }) => {
    service.trouble('start', { slowMs: Infinity });
    const line = client({ token: service.token('c7') });
    const conversation = listen(line.conversation$);
    listen(line.activity$);
    pass(31_000);
    expect(line.story().slice(0, 3)).toEqual(['idle @0', 'connecting 1 @0', 'waiting 2 for 500 @30000']);
    expect([service.opCount('start'), conversation.values[0]?.started]).toEqual([2, 'unknown']);
  }));

  it('that comes too late for the token asks getToken for another one', inWorld(({ client, service, listen, pass }) => {
    const reasons: string[] = [];
    const line = client({ token: ({ reason }) => (reasons.push(reason), of({ token: service.token('c7', undefined, 60_000), expires_in: 60 })) });
    service.offline = true;
    const activities = listen(line.activity$);
    const session = listen(line.token$);
    pass(600_000);
    service.offline = false;
    pass(60_000);
    expect([line.story().at(-1)?.split(' ')[0], session.values.length > 0, activities.errors]).toEqual(['online', true, []]);
    expect(reasons.slice(1)).toContain('expired');
  }));

  it('with a token that the app had kept for too long asks for a better one, once', inWorld(({ client, service, listen, pass }) => {
    const kept = service.token('c7', undefined, 0);
    const reasons: string[] = [];
    const line = client({ token: ({ reason }) => (reasons.push(reason), of(reason === 'start' ? kept : service.token('c7'))) });
    listen(line.activity$);
    pass(60_000);
    expect([line.story(), reasons]).toEqual([['idle @0', 'connecting 1 @0', 'online @60'], ['start', 'expired']]);
  }));

  it('with a token that is over already is `needsToken`, and setToken(token) starts', inWorld(({ client, service, listen, pass }) => {
    const line = client({ token: service.token('c7', undefined, 0) });
    const [activities, session] = [listen(line.activity$), listen(line.token$)];
    pass(60_000);
    expect([line.story().at(-1)?.split(' ')[0], activities.errors, session.errors]).toEqual(['needsToken', [], []]);
    line.setToken(service.token('c8'));
    pass(100);
    expect([line.story().at(-1)?.split(' ')[0], session.values.map(({ conversationId }) => conversationId)]).toEqual(['online', ['c8']]);
  }));

  it.each([401, 403])('with a token that is refused (%i) asks the app for another one at the next try', status =>
    inWorld(({ client, service, listen, pass }) => {
      service.trouble('start', { status });
      let asked = 0;
      const line = client({ token: () => { asked += 1; return of(service.token(`c${asked}`)); } });
      const first = listen(line.activity$);
      pass(100);
      listen(line.activity$);
      pass(5_000);
      expect([named(first.errors), asked, line.story().at(-1)?.split(' ')[0]]).toEqual([['DirectLineHttpError'], 2, 'online']);
    })());

  it('that is refused errors token$ as it does activity$', inWorld(({ client, service, listen, pass, timers }) => {
    service.trouble('start', { status: 401 });
    const session = listen(client().token$);
    pass(10_000);
    expect([named(session.errors), timers()]).toEqual([['DirectLineHttpError'], 0]);
  }));

  it('that fails in a way that heals is retried by token$ too', inWorld(({ client, service, listen, pass }) => {
    service.trouble('start', { status: 503 }, 3);
    const session = listen(client().token$);
    pass(10_000);
    expect([session.values.length, session.errors]).toEqual([1, []]);
  }));

  it('that says nothing that makes sense is final', inWorld(({ client, service, listen, pass }) => {
    service.trouble('start', { status: 201, body: { conversationId: 7 } });
    const activities = listen(client().activity$);
    pass(10_000);
    expect(named(activities.errors)).toEqual(['DirectLineProtocolError']);
  }));
});

describe('token$ without a token to be had', () => {
  it('waits for setToken(token), with a notice', inWorld(({ client, service, listen, pass }) => {
    const line = client({ token: () => [] });
    const session = listen(line.token$);
    pass(600_000);
    expect([session.errors, line.notices(), service.requests]).toEqual([[], ['noToken'], []]);
    line.setToken(service.token('c7'));
    pass(100);
    expect(session.values).toMatchObject([{ conversationId: 'c7' }]);
  }));
});

describe('setToken(token)', () => {
  it('before anybody listens gives the token to begin with', inWorld(({ client, service, listen, pass }) => {
    const line = client({ token: () => [] });
    line.setToken(service.token('c7'));
    listen(line.activity$);
    pass(100);
    expect([line.story().at(-1), line.checkpoint()]).toEqual(['online @40', { conversationId: 'c7' }]);
  }));

  it('after it was given up takes the token for the next subscriber', inWorld(({ client, service, listen, pass }) => {
    const line = client({ token: 'nonsense' });
    const activities = listen(line.activity$);
    pass(100);
    expect(line.story().at(-1)).toBe('failed @20');
    line.setToken(service.token('c7'));
    line.reconnect();
    activities.come();
    pass(100);
    expect(line.story().at(-1)).toBe('online @140');
  }));
});

describe('going on with what is not there any more', () => {
  it('ends as gone', inWorld(({ client, listen, pass }) => {
    const line = client({ secret: SECRET, resume: { conversationId: 'c99', watermark: '5' } });
    const activities = listen(line.activity$);
    pass(10_000);
    expect([line.story().at(-1), activities.completed]).toEqual(['ended gone @20', true]);
  }));

  it('starts a new one with onGone restart, from its beginning', inWorld(({ client, service, listen, pass }) => {
    const line = client({ secret: SECRET, resume: { conversationId: 'c99', watermark: '5' }, onGone: 'restart' });
    const [activities, conversation] = [listen(line.activity$), listen(line.conversation$)];
    pass(10_000);
    service.says('hello');
    expect([texts(activities), line.notices(), service.opCount('start')]).toEqual([['hello'], ['restarted'], 1]);
    expect(conversation.values.map(({ started }) => started)).toEqual(['new']);
  }));

  it('errors posts and token$ where nobody listens to activity$', inWorld(({ client, listen, pass }) => {
    const line = client({ secret: SECRET, resume: { conversationId: 'c99', watermark: '5' } });
    const post = listen(line.postActivity({ type: 'message' }));
    const session = listen(line.token$);
    pass(10_000);
    expect([named(post.errors), named(session.errors)]).toEqual([['DirectLineGoneError rejected'], ['DirectLineGoneError']]);
  }));
});
