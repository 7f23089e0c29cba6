import { SECRET } from '../support/service.js';
import { inWorld } from '../support/world.js';

describe('the 60 seconds of a stream URL', () => {
  const afterWaiting = (waitMs: number, check: (paths: readonly string[], sockets: number, story: readonly string[]) => void) =>
    inWorld(({ client, service, listen, pass }) => {
      const line = client();
      listen(line.token$);
      pass(waitMs);
      const activities = listen(line.activity$);
      pass(1_000);
      service.says('hello');
      expect(activities.values).toHaveLength(1);
      check(service.requests.map(({ path }) => path), service.sockets.length, line.story());
    });

  it('a start may have been 59,979 ms ago: its URL opens', afterWaiting(59_979, (paths, sockets) => {
    expect([paths, sockets]).toEqual([['/conversations'], 1]);
  }));

  it('60,001 ms ago: its URL is not even tried, and a new one is asked for', afterWaiting(60_001, (paths, sockets) => {
    expect([paths.slice(0, 2), sockets]).toEqual([['/conversations', '/conversations/c1'], 1]);
  }));

  it('a socket that is not open by the end of its URL is closed and lost', inWorld(({ client, service, listen, pass }) => {
    const line = client();
    listen(line.token$);
    pass(55_000);
    service.socketTrouble('never opens');
    listen(line.activity$);
    pass(5_000);
    const [socket] = service.sockets;
    expect([socket?.closedAtMs, socket?.closedBy]).toEqual([60_000, 'client']);
    expect(line.statuses.at(-1)?.[1]).toMatchObject({ state: 'waiting', attempt: 2, error: { name: 'DirectLineTimeoutError', what: 'streamUrl' } });
  }));

  it.each([undefined, 3_000])('a socket that is not open within connectTimeoutMs (%s) is closed and lost', connectTimeoutMs =>
    inWorld(({ client, service, listen, pass }) => {
      service.socketTrouble('never opens');
      const line = client({ secret: SECRET, ...(connectTimeoutMs !== undefined && { connectTimeoutMs }) });
      listen(line.activity$);
      const dueMs = 20 + (connectTimeoutMs ?? 10_000);
      pass(dueMs);
      expect(service.sockets.map(({ closedAtMs, closedBy }) => [closedAtMs, closedBy])).toEqual([[dueMs, 'client']]);
      expect(line.statuses.at(-1)?.[1]).toMatchObject({ state: 'waiting', error: { name: 'DirectLineTimeoutError', what: 'open' } });
    })());

  it('a URL is taken once: the second run asks for its own, after the watermark', inWorld(({ client, service, listen, pass }) => {
    const activities = listen(client().activity$);
    pass(100);
    ['one', 'two'].forEach(text => service.says(text));
    pass(6_000);
    service.cut();
    pass(1_000);
    expect(service.requests.map(({ path }) => path)).toEqual(['/conversations', '/conversations/c1?watermark=1']);
    expect([activities.values.length, service.sockets.length]).toEqual([2, 2]);
  }));

  it('a URL that was refused is not tried twice', inWorld(({ client, service, listen, pass }) => {
    service.socketTrouble('refused');
    const line = client();
    listen(line.activity$);
    pass(2_000);
    expect([service.paths('reconnect'), service.sockets.length]).toEqual([['/conversations/c1'], 2]);
    expect(line.story().at(-1)).toMatch(/^online/);
  }));
});
