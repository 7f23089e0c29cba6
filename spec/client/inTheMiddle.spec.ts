import { repeat, take } from 'rxjs';
import { inWorld, texts, type World } from '../support/world.js';

const three = { activities: ['a', 'b', 'c'].map(id => ({ type: 'message', id, text: id })), watermark: '2' };

const online = ({ client, listen, pass }: World) => {
  const line = client();
  const activities = listen(line.activity$);
  pass(100);
  return { line, activities };
};

describe('in the middle of a delivery', () => {
  it('reconnect() loses and repeats nothing of the set', inWorld(world => {
    const { line, activities } = online(world);
    world.listen(line.activity$.pipe(take(1))).values.length;
    line.activity$.pipe(take(1)).subscribe(() => line.reconnect());
    world.service.push(three);
    world.pass(100);
    world.service.says('after');
    expect(texts(activities)).toEqual(['a', 'b', 'c', 'after']);
    expect(world.service.paths('reconnect')).toHaveLength(1);
  }));

  it('a post can be made, and a subscription', inWorld(world => {
    const { line, activities } = online(world);
    const late: (string | undefined)[] = [];
    line.activity$.pipe(take(1)).subscribe(() => {
      line.postActivity({ type: 'message', text: 'answer' }).subscribe();
      line.activity$.subscribe(({ text }) => late.push(text));
    });
    world.service.push(three);
    world.pass(100);
    expect([texts(activities), late]).toEqual([['a', 'b', 'c', 'answer'], ['b', 'c', 'answer']]);
  }));

  it('taking one at a time and coming back for the next loses none', inWorld(world => {
    const taken = world.listen(world.client().activity$.pipe(take(1), repeat(4)));
    world.pass(100);
    world.service.push(three);
    world.pass(500);
    world.service.says('later');
    expect([texts(taken), taken.completed]).toEqual([['a', 'b', 'c', 'later'], true]);
    world.pass(1_000);
    expect([world.timers(), world.service.sockets.length]).toEqual([0, 1]);
  }));

  it('of an error, whoever subscribes again waits as everybody does', inWorld(world => {
    const { line } = online(world);
    line.activity$.subscribe({ error: () => line.activity$.subscribe() });
    world.service.pushText('nonsense');
    world.pass(100);
    expect(line.story().slice(-2)).toEqual(['failed @100', 'waiting 1 for 1000 @100']);
  }));

  it('of a status, whoever ends the client is heard', inWorld(world => {
    const line = world.client();
    line.connectionStatus$.subscribe(({ state }) => state === 'online' && line.end());
    const activities = world.listen(line.activity$);
    world.pass(1_000);
    expect([line.story(), activities.completed, world.timers()]).toEqual([['idle @0', 'connecting 1 @0', 'online @40', 'ended end @40'], true, 0]);
  }));

  it('of a status, whoever leaves is heard', inWorld(world => {
    const line = world.client();
    const activities = world.listen(line.activity$);
    line.connectionStatus$.subscribe(({ state }) => state === 'online' && activities.leave());
    world.pass(5_000);
    expect([line.story(), world.service.openSockets]).toEqual([['idle @0', 'connecting 1 @0', 'online @40', 'idle @1040'], 0]);
  }));
});

it('checkpoint() after the end says where to go on', inWorld(world => {
  const { line } = online(world);
  world.service.says('one');
  line.end();
  expect(line.checkpoint()).toEqual({ conversationId: 'c1', watermark: '0' });
}));
