import { inWorld, named, texts } from '../support/world.js';

describe('end()', () => {
  it('completes the activities, the session, the trace and, after `ended`, the status', inWorld(({ client, listen, pass }) => {
    const line = client();
    const all = [listen(line.activity$), listen(line.token$), listen(line.trace$), listen(line.connectionStatus$)];
    pass(1_000);
    line.end();
    expect(all.map(({ completed, errors }) => [completed, errors])).toEqual(all.map(() => [true, []]));
    expect(line.story().at(-1)).toBe('ended end @1000');
    expect(line.traced.filter(({ type }) => type === 'status').at(-1)).toMatchObject({ status: { state: 'ended', reason: 'end' } });
  }));

  it('lets go of everything at once, whatever was going on', () => {
    // Every 5 ms of the way through a start, a socket, a cut, a wait and a reconnect.
    for (let endAtMs = 0; endAtMs <= 700; endAtMs += 5)
      inWorld(({ client, service, listen, pass, timers }) => {
        service.socketTrouble({ cutAfterMs: 50 });
        const line = client();
        listen(line.activity$);
        listen(line.token$);
        pass(endAtMs);
        line.end();
        expect([timers(), service.inFlight, service.openSockets]).toEqual([0, 0, 0]);
      })();
  });

  it('twice is fine, and in the middle of a delivery too', inWorld(({ client, service, listen, pass, timers }) => {
    const line = client();
    const activities = listen(line.activity$);
    pass(100);
    const ending = line.activity$.subscribe(() => line.end());
    service.push({ activities: [{ type: 'message', id: 'a', text: 'one' }, { type: 'message', id: 'b', text: 'two' }], watermark: '1' });
    line.end();
    expect([texts(activities), activities.completed, ending.closed, timers()]).toEqual([['one'], true, true, 0]);
  }));

  it('errors a post whose request has left as unknown, and one that still waits as rejected', inWorld(({ client, service, listen, pass }) => {
    const [sent, waiting] = [client(), client()];
    service.trouble('post', { slowMs: Infinity });
    const left = listen(sent.postActivity({ type: 'message', text: 'hello' }));
    pass(100);
    service.trouble('start', { slowMs: Infinity });
    const kept = listen(waiting.postActivity({ type: 'message', text: 'hello' }));
    pass(100);
    [sent, waiting].forEach(line => line.end());
    expect([named(left.errors), named(kept.errors)]).toEqual([['DirectLineEndedError unknown'], ['DirectLineEndedError rejected']]);
  }));

  it('is for good: what is asked afterwards completes or is rejected at once, without a request', inWorld(({ client, service, listen, pass, timers }) => {
    const line = client();
    listen(line.activity$);
    pass(100);
    line.end();
    const asked = service.requests.length;
    const [activities, session, status, post] =
      [listen(line.activity$), listen(line.token$), listen(line.connectionStatus$), listen(line.postActivity({ type: 'message' }))];
    line.reconnect();
    line.setToken('another');
    expect([activities.completed, session.completed, status.completed]).toEqual([true, true, true]);
    expect(status.values).toEqual([{ state: 'ended', reason: 'end' }]);
    expect(named(post.errors)).toEqual(['DirectLineEndedError rejected']);
    pass(60_000);
    expect([service.requests.length, timers()]).toEqual([asked, 0]);
  }));

  it('leaves room for another client at once, with a conversation of its own', inWorld(({ client, service, listen, pass }) => {
    const lines = [1, 2, 3].map(round => {
      const line = client();
      const activities = listen(line.activity$);
      pass(50);
      service.says(`${round}`, line.checkpoint()?.conversationId);
      line.end();
      return [line.checkpoint()?.conversationId, texts(activities), activities.completed];
    });
    pass(60_000);
    expect(lines).toEqual([['c1', ['1'], true], ['c4', ['2'], true], ['c7', ['3'], true]]);
    expect([service.opCount('start'), service.openSockets]).toEqual([3, 0]);
  }));

  it('of a client that nobody ever used costs nothing', inWorld(({ client, service, listen }) => {
    const line = client();
    line.end();
    const activities = listen(line.activity$);
    expect([activities.completed, line.story(), service.requests]).toEqual([true, ['idle @0', 'ended end @0'], []]);
  }));
});
