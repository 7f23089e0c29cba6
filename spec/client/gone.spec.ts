import { defer, delay, of } from 'rxjs';
import { SECRET } from '../support/service.js';
import { inWorld, named, texts, type World } from '../support/world.js';

/** A client whose conversation the service forgets while it is cut off. */
const forgotten = ({ client, service, listen, pass }: World, onGone?: 'restart') => {
  const line = client({ secret: SECRET, ...(onGone && { onGone }) });
  const activities = listen(line.activity$);
  const session = listen(line.token$);
  pass(6_000);
  service.says('before');
  service.forget();
  service.cut();
  pass(1_000);
  return { line, activities, session };
};

describe('a conversation that the service does not know any more', () => {
  it('ends the client, and says that it is gone', inWorld(world => {
    const { line, activities, session } = forgotten(world);
    expect(line.story().slice(-1)).toEqual(['ended gone @6020']);
    expect([activities.completed, session.completed, activities.errors, world.timers()]).toEqual([true, true, [], 0]);
  }));

  it('is followed by a new one with onGone restart, with a notice', inWorld(world => {
    const { line, activities, session } = forgotten(world, 'restart');
    world.pass(10_000);
    world.service.says('hello again');
    expect([texts(activities), line.notices()]).toEqual([['before', 'hello again'], ['restarted']]);
    expect(line.story().at(-1)).toMatch(/^online/);
    expect(line.checkpoint()).toEqual({ conversationId: 'c4', watermark: '0' });
    expect(session.values.map(({ conversationId }) => conversationId)).toEqual(['c1', 'c4']);
  }));
});

describe('a post to a conversation that is gone', () => {
  it('is rejected; with onGone restart the next one begins another conversation, though nobody listens', inWorld(({ client, service, listen, pass }) => {
    const line = client({ secret: SECRET, onGone: 'restart' });
    const post = (text: string) => {
      const heard = listen(line.postActivity({ type: 'message', text }));
      pass(1_000);
      return heard;
    };
    expect(post('one').values.length).toBe(1);
    service.forget();
    expect([named(post('two').errors), line.notices()]).toEqual([['DirectLineGoneError rejected'], ['restarted']]);
    expect([post('three').values.length, line.checkpoint()?.conversationId === 'c1', line.story()]).toEqual([1, false, ['idle @0']]);
  }));

  it('takes the stream along with onGone restart: what the old one still says is not told as the new one’s', inWorld(({ client, service, listen, pass }) => {
    const line = client({ secret: SECRET, onGone: 'restart' });
    const activities = listen(line.activity$);
    pass(6_000);
    const old = line.checkpoint()?.conversationId;
    service.forget();
    listen(line.postActivity({ type: 'message', text: 'lost' }));
    pass(1_000);
    expect([line.checkpoint()?.conversationId === old, line.story().at(-1)?.split(' ')[0], service.openSockets]).toEqual([false, 'online', 1]);
    service.says('hello');
    expect([texts(activities), line.notices()]).toEqual([['hello'], ['restarted']]);
  }));
});

describe('a token of another conversation', () => {
  const mismatched = (world: World, onGone?: 'restart') => {
    const { service } = world;
    const [mine, others] = [service.conversation('mine'), service.conversation('theirs')];
    const token = service.token(others, 'ann');
    let asked = 0;
    const getToken = () => defer(() => (asked++, of({ token, conversationId: others })));
    const line = world.client({ token: getToken, resume: { conversationId: mine, watermark: '-1' }, ...(onGone && { onGone }) });
    const [activities, session] = [world.listen(line.activity$), world.listen(line.token$)];
    world.pass(5_000);
    return { session, line, activities, mine, others, asked: () => asked };
  };

  it('is `needsToken` with an error that says which call gives the right one', inWorld(world => {
    const { line, activities, session, mine, others } = mismatched(world);
    expect([session.values, session.errors]).toEqual([[], []]);
    expect(line.statuses.at(-1)?.[1]).toMatchObject({
      state: 'needsToken',
      error: { name: 'DirectLineTokenMismatchError', conversationId: mine, tokenConversationId: others, message: expect.stringContaining(`GET conversations/${mine}`) },
    });
    line.setToken(world.service.token(mine));
    world.pass(100);
    expect([texts(activities), line.story().at(-1)?.split(' ')[0]]).toEqual([['mine'], 'online']);
    expect(new Set(session.values.map(({ conversationId }) => conversationId))).toEqual(new Set([mine]));
  }));

  it('opens that one with onGone restart, and is not asked for again', inWorld(world => {
    const { line, activities, session, others, asked } = mismatched(world, 'restart');
    expect([asked(), new Set(session.values.map(({ conversationId }) => conversationId))]).toEqual([1, new Set([others])]);
    expect([texts(activities), line.checkpoint()?.conversationId, line.notices()]).toEqual([['theirs'], others, ['restarted']]);
  }));

  it('opens that one with onGone restart for each who asks for the session, the first of whom found it out', inWorld(({ client, service, listen, pass }) => {
    const [mine, others] = [service.conversation('mine'), service.conversation('theirs')];
    const getToken = () => of({ token: service.token(others, 'ann'), conversationId: others }).pipe(delay(10));
    const line = client({ token: getToken, resume: { conversationId: mine }, onGone: 'restart' });
    const both = [listen(line.token$), listen(line.token$)];
    pass(5_000);
    expect(both.map(({ values, completed }) => [values.map(({ conversationId }) => conversationId), completed])).toEqual([[[others], false], [[others], false]]);
  }));
});

it('a conversation that went while the token expired is gone, not a matter of tokens', inWorld(({ client, service, listen, pass }) => {
  const line = client();
  const activities = listen(line.activity$);
  pass(6_000);
  service.expireTokens();
  service.forget();
  service.cut();
  pass(10_000);
  expect([line.story().at(-1)?.split(' ').slice(0, 2), activities.completed]).toEqual([['ended', 'gone'], true]);
}));

it('a conversation of which only a token is known is started anew with the newest one', inWorld(({ client, service, listen, pass }) => {
  const line = client({ token: service.token(service.conversation()), onGone: 'restart' });
  const activities = listen(line.activity$);
  // The token of the options has expired by then.
  pass(3_600_000);
  service.forget();
  service.cut();
  pass(10_000);
  service.says('hello');
  expect([texts(activities), line.notices(), line.story().at(-1)?.split(' ')[0]]).toEqual([['hello'], ['restarted'], 'online']);
}));
