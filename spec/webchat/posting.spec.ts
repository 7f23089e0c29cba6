import type { Activity } from '../../src/index.js';
import { forWebChat } from '../../src/webchat/index.js';
import { inWorld, named, type World } from '../support/world.js';

/** What Web Chat posts, in short. */
const hello: Activity = { type: 'message', text: 'hello', from: { id: 'r_1', name: 'Me', role: 'user' }, channelData: { clientActivityID: 'own' } };

const online = ({ client, listen, pass }: World) => {
  const line = client();
  const face = forWebChat(line);
  listen(face.activity$);
  pass(40);
  return { line, face };
};

describe('a post of Web Chat', () => {
  it('emits the id that the service gave it, and completes', inWorld(world => {
    const { face } = online(world);
    const post = world.listen(face.postActivity(hello));
    world.pass(100);
    expect([post.values, post.completed, world.service.opCount('post')]).toEqual([['c1|0000000'], true, 1]);
  }));

  it('errors as the client says it, although its echo has come', inWorld(world => {
    const { face } = online(world);
    world.service.trouble('post', { status: 502, code: 'BotRejectedActivity', acts: true });
    const post = world.listen(face.postActivity(hello));
    world.pass(60_000);
    expect([post.values, named(post.errors)]).toEqual([[], ['DirectLineHttpError unknown']]);
  }));

  it('whose echo has come emits its id when the connection is lost, before that is told: Web Chat would never say that it was sent', inWorld(world => {
    const { face } = online(world);
    const { service, listen, pass } = world;
    service.trouble('post', { slowMs: 5_000 });
    const told: unknown[] = [];
    const statuses = face.connectionStatus$.subscribe(status => told.push(status));
    face.postActivity(hello).subscribe(id => told.push(id));
    pass(1_000);
    expect(told).toEqual([2]);
    service.cut();
    pass(1);
    expect(told).toEqual([2, 'c1|0000000', 1]);
    pass(10_000);
    statuses.unsubscribe();
    expect([told, listen(face.connectionStatus$).values]).toEqual([[2, 'c1|0000000', 1, 2], [2]]);
  }));

  it('goes on when it is left, which Web Chat does whenever the connection is lost', inWorld(world => {
    const { face } = online(world);
    const { service, listen, pass } = world;
    service.trouble('post', { lost: 'refused' }, 2);
    const post = listen(face.postActivity(hello));
    pass(5);
    post.leave();
    pass(60_000);
    expect(service.history().map(({ text }) => text)).toEqual(['hello']);
  }));

  it('opens no stream by itself, and is posted once however often it is subscribed to', inWorld(({ client, service, listen, pass }) => {
    const { postActivity } = forWebChat(client());
    const post$ = postActivity({ type: 'event', name: 'hi' });
    const [one, two] = [listen(post$), listen(post$)];
    pass(200);
    const three = listen(post$);
    expect([one.values, two.values, three.values]).toEqual([['c1|0000000'], ['c1|0000000'], ['c1|0000000']]);
    expect([service.opCount('post'), service.sockets]).toEqual([1, []]);
  }));
});

describe('the sign-in session for Web Chat', () => {
  it('is that of the service, or empty where there is none: the sign-in then asks for a code', inWorld(({ client, service, listen, pass }) => {
    const { getSessionId } = forWebChat(client());
    const id = listen(getSessionId());
    pass(100);
    service.trouble('session', { status: 400, code: 'BadArgument' });
    const none = listen(getSessionId());
    pass(100);
    expect([id.values, none.values, none.errors]).toEqual([['session of c1'], [''], []]);
  }));
});
