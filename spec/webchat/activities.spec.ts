import type { Activity } from '../../src/index.js';
import { shown } from '../../src/webchat/shown.js';
import { forWebChat } from '../../src/webchat/index.js';
import { chunk, finalOf } from '../activities/made.js';
import { inWorld, texts, type World } from '../support/world.js';

/** As Web Chat does it: one subscription that is kept for the connection, and one for the activities, anew each time that it is online. */
const listening = ({ client, listen, pass }: World) => {
  const line = client();
  const face = forWebChat(line);
  const kept = listen(face.activity$);
  pass(40);
  return { line, face, kept };
};

describe('the activities that Web Chat is told', () => {
  it('are all there, in their order, for who subscribes a second time and after each loss: also what came in between', inWorld(world => {
    const { face } = listening(world);
    const { listen, service, pass } = world;
    service.says('before it listens');
    const first = listen(face.activity$);
    service.says('live');
    first.leave();
    service.says('while it has left');
    service.cut();
    service.says('while the socket is down');
    pass(60_000);
    const second = listen(face.activity$);
    service.says('and again');
    expect(texts(first)).toEqual(['before it listens', 'live']);
    expect(texts(second)).toEqual(['before it listens', 'live', 'while it has left', 'while the socket is down', 'and again']);
  }));

  it('cost one start, one socket and no other request, whoever listens, and nothing before', inWorld(({ client, service, listen, pass }) => {
    const face = forWebChat(client());
    listen(face.connectionStatus$);
    pass(1_000);
    expect(service.requests).toEqual([]);
    [1, 2, 3].forEach(() => listen(face.activity$));
    pass(1_000);
    expect([service.requests.map(({ op }) => op), service.sockets.length]).toEqual([['start'], 1]);
  }));

  it('are told once more to who mounts it again, on the same conversation; `end()` of Web Chat ends nothing', inWorld(world => {
    const { line, face, kept } = listening(world);
    const { listen, service, pass } = world;
    service.says('one');
    kept.leave();
    face.end();
    pass(10_000);
    expect([line.statuses.at(-1)?.[1].state, service.openSockets]).toEqual(['idle', 0]);
    service.says('two');
    const again = listen(face.activity$);
    pass(100);
    service.says('three');
    expect([texts(again), service.opCount('start')]).toEqual([['one', 'two', 'three'], 1]);
  }));

  it('are left and come to again within a second, as StrictMode does it, without a request', inWorld(({ client, service, listen, pass }) => {
    const face = forWebChat(client());
    const first = listen(face.activity$);
    pass(15);
    first.leave();
    const second = listen(face.activity$);
    pass(100);
    service.says('hello');
    expect([texts(second), service.requests.map(({ op }) => op), service.sockets.length]).toEqual([['hello'], ['start'], 1]);
  }));

  it('go on after the client has given up and is told to try again, without an error', inWorld(world => {
    const { line, kept } = listening(world);
    const { service, pass } = world;
    service.trouble('reconnect', { status: 401 });
    service.cut();
    pass(10_000);
    expect(line.statuses.at(-1)?.[1].state).toBe('failed');
    line.reconnect();
    pass(60_000);
    service.says('back');
    expect([texts(kept), kept.errors]).toEqual([['back'], []]);
  }));

  it('are told to who was away at a loss from there on, the last fifty before once more; and all of them to who comes anew', inWorld(world => {
    const { face } = listening(world);
    const { listen, service, pass } = world;
    const says = (from: number, to: number): void => {
      for (let count = from; count < to; count += 1) service.says(String(count));
    };
    const numbers = (heard: { readonly values: readonly Activity[] }) => [heard.values.length, heard.values[0]?.text, heard.values.at(-1)?.text];
    const first = listen(face.activity$);
    says(0, 200);
    service.socketTrouble('refused');
    service.cut();
    first.leave();
    says(200, 210);
    pass(60_000);
    const second = listen(face.activity$);
    expect(numbers(second)).toEqual([60, '150', '209']);
    expect(numbers(listen(face.activity$))).toEqual([210, '0', '209']);
    second.leave();
    says(210, 220);
    expect(numbers(listen(face.activity$))).toEqual([220, '0', '219']);
  }));

  it('are all told to who mounts it anew after it left during a loss', inWorld(world => {
    const { face, kept } = listening(world);
    const { listen, service, pass } = world;
    for (let count = 0; count < 100; count += 1) service.says(String(count));
    const reader = listen(face.activity$);
    service.socketTrouble('refused');
    service.cut();
    [reader, kept].forEach(each => each.leave());
    pass(10_000);
    const again = listen(face.activity$);
    expect([again.values.length, again.values[0]?.text]).toEqual([100, '0']);
  }));

  it('leave typing out for who comes later, and are the last thousand', inWorld(world => {
    const { face, kept } = listening(world);
    const { service, listen } = world;
    service.push({ activities: [{ type: 'typing', from: { id: 'bot' } }] });
    for (let count = 0; count < 1_002; count += 1) service.says(String(count));
    const late = listen(face.activity$);
    expect([kept.values[0]?.type, kept.values.length]).toEqual(['typing', 1_003]);
    expect([late.values.length, late.values[0]?.text, late.values.at(-1)?.text]).toEqual([1_000, '2', '1001']);
  }));

  it("show what the token's user has said as the user's, also what he said before this page was there", inWorld(({ client, service, listen, pass }) => {
    const id = service.conversation();
    service.record({ type: 'message', text: 'mine', from: { id: 'ann' } });
    service.says('not mine');
    const { activity$ } = forWebChat(client({ token: service.token(id, 'ann') }));
    const heard = listen(activity$);
    pass(100);
    expect(heard.values.map(({ text, from }) => [text, from?.role])).toEqual([['mine', 'user'], ['not mine', undefined]]);
  }));

  it('show it as well where the token names nobody and the page says who the user is, whose posts are then from him', inWorld(({ client, service, listen, pass }) => {
    const id = service.conversation();
    service.record({ type: 'message', text: 'mine', from: { id: 'dl_ann' } });
    const { activity$, postActivity } = forWebChat(client({ token: service.token(id) }), { userId: 'dl_ann' });
    const heard = listen(activity$);
    pass(100);
    listen(postActivity({ type: 'message', text: 'posted', from: { id: 'r_made up', name: 'Ann', role: 'user' } }));
    pass(100);
    expect(heard.values.map(({ text, from }) => [text, from])).toEqual([
      ['mine', { id: 'dl_ann', role: 'user' }], ['posted', { id: 'dl_ann', name: 'Ann', role: 'user' }],
    ]);
  }));
});

describe('an activity for Web Chat', () => {
  it('has the stream data of its entity in channelData, beside what is there', () => {
    expect(shown(chunk(2, 'Hel', { channelData: { feedbackLoop: true } })).channelData).toEqual({
      feedbackLoop: true, streamType: 'streaming', streamId: 's', streamSequence: 2,
    });
    expect(shown(finalOf('Hello')).channelData).toEqual({ streamType: 'final', streamId: 's' });
  });

  it('names its stream where it is the first part: Web Chat would place it beside an older typing that has no stream', () => {
    const first: Activity = { type: 'typing', id: 'act-1', text: 'Thinking…', entities: [{ type: 'streaminfo', streamType: 'informative', streamSequence: 1 }] };
    expect(shown(first).channelData).toEqual({ streamType: 'informative', streamId: 'act-1', streamSequence: 1 });
  });

  it('is the same object where nothing has to be said, and never changed', () => {
    const plain: Activity = { type: 'message', text: 'hi', from: { id: 'bot' }, channelData: 'whatever', suggestedActions: null };
    expect(shown(plain, 'ann')).toBe(plain);
    const mine = Object.freeze({ type: 'message', from: Object.freeze({ id: 'ann', name: 'Ann' }) });
    expect(shown(mine, 'ann')).toEqual({ type: 'message', from: { id: 'ann', name: 'Ann', role: 'user' } });
    expect(shown(mine)).toBe(mine);
  });

  it("has actions that are suggested to the token's user for whoever looks, and those for others as they are", () => {
    const suggesting = (to: readonly string[]): Activity => ({ type: 'message', from: { id: 'bot' }, suggestedActions: { to, actions: ['a'] } });
    expect(shown(suggesting(['ann']), 'ann').suggestedActions).toEqual({ to: [], actions: ['a'] });
    expect(shown(suggesting(['bob']), 'ann')).toEqual(suggesting(['bob']));
  });
});
