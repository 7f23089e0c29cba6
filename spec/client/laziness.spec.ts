import { SECRETS } from '../support/service.js';
import { inWorld, texts } from '../support/world.js';

describe('nothing happens behind your back', () => {
  it('making a client asks for nothing and sets no timer', inWorld(({ client, service, pass, timers }) => {
    client();
    pass(60_000);
    expect([service.requests, service.sockets, timers()]).toEqual([[], [], 0]);
  }));

  it('looking at the status, the trace and the checkpoint does nothing either', inWorld(({ client, service, listen, pass, timers }) => {
    const line = client();
    const status = listen(line.connectionStatus$);
    const trace = listen(line.trace$);
    expect(line.checkpoint()).toBeUndefined();
    pass(60_000);
    expect([service.requests, service.sockets, timers()]).toEqual([[], [], 0]);
    expect([status.values, trace.values]).toEqual([[{ state: 'idle' }], []]);
  }));

  it('however many subscribe there is one start, one socket and one delivery to each', inWorld(({ client, service, listen, pass }) => {
    const line = client();
    const [first, second, session] = [listen(line.activity$), listen(line.activity$), listen(line.token$)];
    pass(100);
    const third = listen(line.activity$);
    service.says('one');
    expect([texts(first), texts(second), texts(third)]).toEqual([['one'], ['one'], ['one']]);
    expect(session.values).toHaveLength(1);
    expect([service.requests.map(({ op }) => op), service.sockets.length]).toEqual([['start'], 1]);
  }));

  it('what is traced is what was done, and in order', inWorld(({ client, service, listen, pass }) => {
    const line = client();
    const activities = listen(line.activity$);
    pass(100);
    service.cut();
    pass(1_000);
    activities.leave();
    pass(1_000);
    const words = line.traced.map(event =>
      event.type === 'status' ? event.status.state : 'path' in event ? `${event.type} ${event.path}` : event.type);
    const [stream, conversations] = ['/v3/directline/conversations/c1/stream', '/v3/directline/conversations'];
    expect(words).toEqual([
      'connecting', `request ${conversations}`, `response ${conversations}`, `socketOpening ${stream}`, `socketOpened ${stream}`, 'online',
      `socketLost ${stream}`, 'waiting',
      'connecting', `request ${conversations}/c1`, `response ${conversations}/c1`, `socketOpening ${stream}`, `socketOpened ${stream}`, 'online',
      `request ${conversations}/c1/activities`, `response ${conversations}/c1/activities`, `socketLeft ${stream}`, 'idle',
    ]);
  }));

  it('token$ starts the conversation and opens no socket, and the status stays idle', inWorld(({ client, service, listen, pass }) => {
    const line = client();
    const session = listen(line.token$);
    pass(1_000);
    expect(session.values).toEqual([{ value: expect.stringContaining(SECRETS.token), conversationId: 'c1', issuedAtMs: 0, expiresAtMs: 1_800_000 }]);
    expect([service.opCount('start'), service.sockets, line.story()]).toEqual([1, [], ['idle @0']]);
  }));

  it('a start that nobody waits for any more is aborted', inWorld(({ client, service, listen, pass, timers }) => {
    const session = listen(client().token$);
    pass(5);
    session.leave();
    expect([service.inFlight, timers()]).toEqual([0, 0]);
  }));
});
