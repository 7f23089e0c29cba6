import { SECRET } from '../support/service.js';
import { inWorld, texts, type World } from '../support/world.js';

const end = { type: 'endOfConversation', text: 'end', from: { id: 'bot' } };

const online = ({ client, listen, pass }: World, options: { readonly onEndOfConversation?: 'continue' } = {}) => {
  const line = client({ secret: SECRET, user: 'ann', ...options });
  const activities = listen(line.activity$);
  pass(1_000);
  return { line, activities };
};

const joining = ({ client, service, listen }: World, ...said: readonly { type: string; text: string; from: { id: string } }[]) => {
  const id = service.conversation();
  said.forEach(activity => service.record(activity, id));
  const line = client({ token: service.token(id) });
  return { line, activities: listen(line.activity$) };
};

const goodbye = { type: 'message', text: 'goodbye', from: { id: 'bot' } };

describe('an end of conversation', () => {
  it('of the bot ends the client after its set, when nothing has followed for half a second', inWorld(world => {
    const { line, activities } = online(world);
    world.service.push({ activities: [end, goodbye].map((activity, index) => ({ ...activity, id: `x${index}` })).reverse(), watermark: '1' });
    world.pass(499);
    expect(line.story().at(-1)).toBe('online @40');
    world.pass(1);
    expect([line.story().at(-1), texts(activities), activities.completed]).toEqual(['ended endOfConversation @1500', ['goodbye', 'end'], true]);
    expect([world.timers(), world.service.openSockets]).toEqual([0, 0]);
  }));

  it.each([
    ['in its set', (world: World) => world.service.push({ activities: [{ ...end, id: 'x' }, { ...goodbye, id: 'y' }], watermark: '1' })],
    ['soon after', (world: World) => { world.service.record(end); world.pass(400); world.service.record(goodbye); }],
  ])('that is followed by something %s is just an activity', (_, say) =>
    inWorld(world => {
      const { line, activities } = online(world);
      say(world);
      world.pass(10_000);
      expect([texts(activities), line.story().at(-1)]).toEqual([['end', 'goodbye'], 'online @40']);
    })());

  it('ends the client that comes back, where its last subscriber had left in the half second', inWorld(world => {
    const line = world.client({ secret: SECRET, user: 'ann', lingerMs: 0 });
    const activities = world.listen(line.activity$);
    world.pass(1_000);
    world.service.record(end);
    world.pass(100);
    activities.leave();
    world.pass(5_000);
    expect(line.story().at(-1)?.split(' ')[0]).toBe('idle');
    activities.come();
    world.pass(2_000);
    expect([line.story().at(-1)?.split(' ').slice(0, 2), activities.completed]).toEqual([['ended', 'endOfConversation'], true]);
  }));

  it('of a conversation that is gone is not that of the one which takes its place', inWorld(world => {
    const line = world.client({ secret: SECRET, user: 'ann', onGone: 'restart' });
    const activities = world.listen(line.activity$);
    world.pass(1_000);
    world.service.record(end);
    world.pass(100);
    world.service.forget();
    world.service.cut();
    world.pass(60_000);
    expect([texts(activities), line.story().at(-1)?.split(' ')[0]]).toEqual([['end'], 'online']);
  }));

  it('of the user, before a page was loaded anew, ends nothing', inWorld(world => {
    const id = world.service.conversation();
    world.service.record({ ...end, from: { id: 'ann' } }, id);
    const line = world.client({ token: world.service.token(id), user: 'ann' });
    world.listen(line.activity$);
    world.pass(10_000);
    expect(line.story().at(-1)?.split(' ')[0]).toBe('online');
  }));

  it.each([['the option', 'ann'], ['a post', 'bob']])('of the user, known by %s, ends nothing', (_, id) =>
    inWorld(world => {
      const { line } = online(world);
      world.listen(line.postActivity({ type: 'message', from: { id } }));
      world.pass(100);
      world.service.record({ ...end, from: { id } });
      world.pass(10_000);
      expect(line.story().at(-1)).toBe('online @40');
    })());

  it('of the user to whom the token is bound ends nothing', inWorld(({ client, service, listen, pass }) => {
    const line = client({ token: service.token(undefined, 'ann') });
    listen(line.activity$);
    pass(100);
    service.record({ ...end, from: { id: 'ann' } });
    pass(10_000);
    expect(line.story().at(-1)).toBe('online @40');
  }));

  it('in history, followed by more, is just an activity', inWorld(world => {
    world.service.pageSize = 1;
    const { line, activities } = joining(world, end, goodbye);
    world.pass(5_000);
    expect([texts(activities), line.story().at(-1)]).toEqual([['end', 'goodbye'], 'online @60']);
  }));

  it('in history, with a next page that takes longer than half a second, is just an activity', inWorld(world => {
    world.service.pageSize = 1;
    world.service.trouble('history', { slowMs: 10 });
    world.service.trouble('history', { slowMs: 2_000 });
    const { line, activities } = joining(world, end, goodbye);
    world.pass(5_000);
    expect([texts(activities), line.story().at(-1)]).toEqual([['end', 'goodbye'], 'online @60']);
  }));

  it('last in history ends the client once all was paged', inWorld(world => {
    const { line, activities } = joining(world, goodbye, end);
    world.pass(5_000);
    expect([texts(activities), line.story().at(-1)]).toEqual([['goodbye', 'end'], 'ended endOfConversation @580']);
  }));

  it('of which the rest of the history is cut off ends nothing', inWorld(world => {
    world.service.pageSize = 1;
    world.service.trouble('history', { slowMs: 10 });
    world.service.trouble('history', { status: 503 });
    const { line, activities } = joining(world, end, goodbye);
    world.pass(10_000);
    expect([texts(activities), line.story().at(-1)?.split(' ')[0]]).toEqual([['end', 'goodbye'], 'online']);
  }));

  it('after which the stream is cut ends the client only once it is known that nothing followed', inWorld(world => {
    const { line, activities } = online(world);
    world.service.record(end);
    world.pass(100);
    world.service.cut();
    world.pass(2_000);
    expect([line.story().at(-1), texts(activities)]).toEqual(['ended endOfConversation @2140', ['end']]);
  }));

  it('after which the stream is cut, and then something follows, is just an activity', inWorld(world => {
    const { line, activities } = online(world);
    world.service.record(end);
    world.pass(100);
    // Away for longer than the quiet that an end takes.
    world.service.socketTrouble('refused', 'refused');
    world.service.cut();
    world.service.record(goodbye);
    world.pass(20_000);
    expect([texts(activities), line.story().at(-1)?.split(' ')[0]]).toEqual([['end', 'goodbye'], 'online']);
  }));

  it('with onEndOfConversation continue is just an activity', inWorld(world => {
    const { line, activities } = online(world, { onEndOfConversation: 'continue' });
    world.service.record(end);
    world.pass(10_000);
    expect([texts(activities), line.story().at(-1)]).toEqual([['end'], 'online @40']);
  }));
});
