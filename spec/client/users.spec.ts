import { of } from 'rxjs';
import type { DirectLineOptions } from '../../src/options.js';
import type { Activity } from '../../src/protocol/types.js';
import { SECRET } from '../support/service.js';
import { inWorld, named, texts, type Client, type World } from '../support/world.js';

const hello: Activity = { type: 'message', text: 'hello' };
const by = (id: string, text: string): Activity => ({ type: 'message', text, from: { id } });

/** From whom the service has got what, in order. */
const senders = ({ service }: World): readonly unknown[] => service.history().map(({ from }) => from);

/** Posts, and lets the answer come. */
const says = ({ listen, pass }: World, line: Client, activity: Activity = hello) => {
  const post = listen(line.postActivity(activity));
  pass(100);
  return post;
};

describe('a token that names a user wins over the option', () => {
  const refreshedMs = 1_350_000;
  const cases: readonly [string, number, (world: World) => DirectLineOptions][] = [
    ['as the option token', 0, ({ service }) => ({ token: service.token('c', 'ann') })],
    ['from getToken', 0, ({ service }) => ({ token: () => of(service.token('c', 'ann')) })],
    ['from the start', 0, ({ service }) => {
      service.conversation();
      service.trouble('start', { status: 201, body: { conversationId: 'c1', token: service.token('c1', 'ann'), expires_in: 1_800, streamUrl: 'wss://x' } });
      return { token: service.token('c1') };
    }],
    ['from a refresh', refreshedMs, ({ service }) => {
      service.trouble('refresh', { status: 200, body: { conversationId: 'c', token: service.token('c', 'ann', 1e9), expires_in: 1_800 } });
      return { token: service.token('c') };
    }],
  ];

  it.each(cases)('%s: posts are from it, and a developer is told once', (_, whenMs, optionsOf) =>
    inWorld(world => {
      const line = world.client({ ...optionsOf(world), user: { id: 'bob', name: 'Bob' } });
      world.listen(line.token$);
      world.pass(whenMs + 100);
      says(world, line);
      says(world, line);
      expect([senders(world), line.notices()]).toEqual([[{ id: 'ann' }, { id: 'ann' }], ['tokenUserWins']]);
    })());

  it('from setToken(token): posts are from it from then on', inWorld(world => {
    const line = world.client({ token: world.service.token('c'), user: 'bob' });
    world.listen(line.activity$);
    world.pass(100);
    says(world, line);
    line.setToken(world.service.token('c', 'ann'));
    world.pass(100);
    says(world, line);
    expect([senders(world), line.notices()]).toEqual([[{ id: 'bob' }, { id: 'ann' }], ['tokenUserWins']]);
  }));

  it('is told to the start as well, since a bound token refuses another', inWorld(world => {
    world.listen(world.client({ token: world.service.token('c', 'ann'), user: 'bob', locale: 'de' }).token$);
    world.pass(100);
    expect(world.service.requests[0]?.body).toEqual({ user: { id: 'ann' }, locale: 'de' });
  }));

  it('keeps the name of the option where both name the same user', inWorld(world => {
    const line = world.client({ token: world.service.token('c', 'ann'), user: { id: 'ann', name: 'Ann' } });
    says(world, line);
    expect([senders(world), line.notices()]).toEqual([[{ id: 'ann', name: 'Ann' }], []]);
  }));

  it('is who speaks where there is no option, and still when the next token names nobody', inWorld(world => {
    const { service, pass } = world;
    const line = world.client({ token: ({ reason, conversationId }) => of(service.token(conversationId ?? 'c', reason === 'start' ? 'ann' : undefined)) });
    world.listen(line.activity$);
    pass(100);
    service.expireTokens();
    says(world, line);
    expect([senders(world), line.notices()]).toEqual([[{ id: 'ann' }], ['tokenWithoutUser']]);
  }));

  it('does not change a from that a post has: what the service will do to it is told', inWorld(world => {
    const line = world.client({ token: world.service.token('c', 'ann') });
    says(world, line, by('bob', 'hello'));
    expect([senders(world), line.notices()]).toEqual([[{ id: 'bob' }], ['tokenUserWins']]);
  }));

  it('is another one in another conversation', inWorld(world => {
    const { service, pass } = world;
    let user = 'ann';
    const line = world.client({ onGone: 'restart', token: () => of(service.token(undefined, user)) });
    world.listen(line.activity$);
    says(world, line);
    user = 'carl';
    service.forget();
    service.cut();
    pass(10_000);
    says(world, line);
    expect(senders(world)).toEqual([{ id: 'carl' }]);
  }));
});

describe('several users of one client', () => {
  const together = (world: World) => {
    const line = world.client({ secret: SECRET });
    const activities = world.listen(line.activity$);
    world.pass(100);
    return { line, activities };
  };

  it('are each who they say they are', inWorld(world => {
    const { line, activities } = together(world);
    says(world, line, by('ann', 'one'));
    says(world, line, by('bob', 'two'));
    expect(activities.values.map(({ from, text }) => [from?.id, text])).toEqual([['ann', 'one'], ['bob', 'two']]);
    expect([world.service.requests[0]?.body, line.notices()]).toEqual([{}, []]);
  }));

  it.each(['ann', 'bob'])('have echoes that are known: %s gets the id although the answer has none', id =>
    inWorld(world => {
      world.service.postsWithoutId = true;
      const { line } = together(world);
      const posts = ['ann', 'bob'].map(each => world.listen(line.postActivity(by(each, 'hello'))));
      world.pass(1_000);
      const mine = world.service.history().find(({ from }) => from?.id === id);
      expect(posts[id === 'ann' ? 0 : 1]?.values).toEqual([{ id: mine?.id }]);
    })());

  it('end nothing when one of them says that it is the end; another does', inWorld(world => {
    const { line } = together(world);
    says(world, line, by('ann', 'one'));
    says(world, line, by('bob', 'two'));
    says(world, line, { type: 'endOfConversation', from: { id: 'ann' } });
    world.pass(10_000);
    world.service.record({ type: 'endOfConversation', from: { id: 'bob' } });
    world.pass(10_000);
    expect(line.story().at(-1)).toBe('online @40');
    world.service.record({ type: 'endOfConversation', from: { id: 'bot' } });
    world.pass(10_000);
    expect(line.story().at(-1)?.split(' ').slice(0, 2)).toEqual(['ended', 'endOfConversation']);
  }));
});

describe('a second client', () => {
  it('joins by the same token: it is told all there was, both hear each other, and each thing once', inWorld(world => {
    const { service, client, listen, pass } = world;
    const token = service.token('c');
    const [ann, bob] = ['ann', 'bob'].map(user => client({ token, user }));
    if (!ann || !bob) return;
    const heardByAnn = listen(ann.activity$);
    pass(100);
    says(world, ann, { type: 'message', text: 'is anybody there?' });
    service.says('I am');
    const heardByBob = listen(bob.activity$);
    const conversation = listen(bob.conversation$);
    pass(1_000);
    says(world, bob, { type: 'message', text: 'so am I' });
    says(world, ann, { type: 'message', text: 'welcome' });
    const all = ['is anybody there?', 'I am', 'so am I', 'welcome'];
    expect([texts(heardByAnn), texts(heardByBob)]).toEqual([all, all]);
    expect(conversation.values[0]).toMatchObject({ conversationId: 'c', started: 'existing' });
    expect([senders(world), named([...heardByAnn.errors, ...heardByBob.errors])]).toEqual([[{ id: 'ann' }, { id: 'bot' }, { id: 'bob' }, { id: 'ann' }], []]);
  }));

  it('is told only what is new if it wants no more', inWorld(({ service, client, listen, pass }) => {
    const id = service.conversation('old');
    const heard = listen(client({ token: service.token(id), history: 'new' }).activity$);
    pass(1_000);
    service.says('new');
    expect(texts(heard)).toEqual(['new']);
  }));
});
