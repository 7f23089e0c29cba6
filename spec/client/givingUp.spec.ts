import { retry } from 'rxjs';
import type { Trouble } from '../support/service.js';
import { inWorld, named, texts } from '../support/world.js';

describe('giving up', () => {
  it.each([400, 401, 403])('a start that is answered %i is final: `failed`, and activity$ errors once', status =>
    inWorld(({ client, service, listen, pass, timers }) => {
      service.trouble('start', { status, code: 'BadArgument' });
      const line = client();
      const [first, second] = [listen(line.activity$), listen(line.activity$)];
      pass(60_000);
      expect([named(first.errors), named(second.errors)]).toEqual([['DirectLineHttpError'], ['DirectLineHttpError']]);
      expect(line.statuses.at(-1)?.[1]).toMatchObject({ state: 'failed', error: { status, code: 'BadArgument' } });
      expect([service.requests.length, timers()]).toEqual([1, 0]);
    })());

  it.each(['{"activities":', '{"activities":7}', '{"activities":["text"]}', '[]'])('a frame of %s is final', frame =>
    inWorld(({ client, service, listen, pass, timers }) => {
      const line = client();
      const activities = listen(line.activity$);
      pass(100);
      service.pushText(frame);
      expect(named(activities.errors)).toEqual(['DirectLineProtocolError']);
      expect([line.story().at(-1), service.openSockets, timers()]).toEqual(['failed @100', 0, 0]);
    })());

  it('a frame of a kind that is not known yet is a sign of life', inWorld(({ client, service, listen, pass }) => {
    const line = client();
    listen(line.activity$);
    pass(100);
    service.push({ streams: [] });
    expect(line.story().at(-1)).toBe('online @40');
  }));

  it('is not for good: whoever subscribes again, after a while, tries again at once and goes on where it was', inWorld(({ client, service, listen, pass }) => {
    const line = client();
    const activities = listen(line.activity$);
    pass(100);
    service.says('before');
    service.pushText('nonsense');
    service.says('meanwhile');
    pass(10_000);
    activities.come();
    pass(100);
    expect(texts(activities)).toEqual(['before', 'meanwhile']);
    expect(line.story().slice(-3)).toEqual(['failed @100', 'connecting 1 @10100', 'online @10140']);
  }));

  it('whoever subscribes again at once waits', inWorld(({ client, service, listen, pass }) => {
    service.trouble('start', { status: 401 });
    const line = client();
    const activities = listen(line.activity$);
    pass(20);
    activities.come();
    pass(1_100);
    expect(line.story()).toEqual(['idle @0', 'connecting 1 @0', 'failed @20', 'waiting 1 for 1000 @20', 'connecting 1 @1020', 'online @1060']);
  }));

  it.each(['activity$', 'token$'] as const)('plain retry() of %s sends at most 5 requests in 10 s against a 401', name =>
    inWorld(({ client, service, listen, pass }) => {
      service.trouble('start', { status: 401 }, Infinity);
      const line = client();
      const heard = name === 'activity$' ? listen(line.activity$.pipe(retry())) : listen(line.token$.pipe(retry()));
      pass(10_000);
      expect(service.requests.length).toBeLessThanOrEqual(5);
      pass(600_000);
      expect([service.requests.length < 30, heard.errors]).toEqual([true, []]);
    })());

  it.each<[string, Trouble]>([
    ['is tried again', { status: 503, retryAfter: '300' }],
    ['was given up, and is wanted again', { status: 401 }],
  ])('reconnect() ends the wait of a token$ that %s', (_, trouble) => inWorld(({ client, service, listen, pass }) => {
    service.trouble('start', trouble, 3);
    const line = client();
    const session = listen(line.token$.pipe(retry()));
    for (let time = 1; time <= 3; time += 1) {
      pass(100);
      expect([service.opCount('start'), session.values]).toEqual([time, []]);
      line.reconnect();
    }
    pass(100);
    expect(session.values.map(({ conversationId }) => conversationId)).toEqual([expect.any(String)]);
  })());

  it('reconnect() after it goes to idle, and the next subscriber does not wait', inWorld(({ client, service, listen, pass }) => {
    service.trouble('start', { status: 401 });
    const line = client();
    const activities = listen(line.activity$);
    pass(100);
    line.reconnect();
    expect(line.story().at(-1)).toBe('idle @100');
    activities.come();
    expect(line.story().at(-1)).toBe('connecting 1 @100');
  }));
});
