import { take, throwError, withLatestFrom } from 'rxjs';
import { SECRET } from '../support/service.js';
import { inWorld, texts, type World } from '../support/world.js';

const started = ({ client, listen, pass }: World, lingerMs?: number) => {
  const line = client({ secret: SECRET, ...(lingerMs !== undefined && { lingerMs }) });
  const activities = listen(line.activity$);
  pass(100);
  return { line, activities };
};

const three = { activities: ['a', 'b', 'c'].map(id => ({ type: 'message', id, text: id })), watermark: '2' };

describe('leaving activity$ and coming back', () => {
  it('within a second costs no request, and what came meanwhile is there first', inWorld(world => {
    const { line, activities } = started(world);
    activities.leave();
    world.pass(500);
    world.service.says('meanwhile');
    expect(texts(activities)).toEqual([]);
    world.pass(499);
    activities.come();
    world.service.says('now');
    expect(texts(activities)).toEqual(['meanwhile', 'now']);
    expect([world.service.requests.length, world.service.sockets.length]).toEqual([1, 1]);
    expect(line.story()).toEqual(['idle @0', 'connecting 1 @0', 'online @40']);
  }));

  it('begins the stream although somebody who had left already subscribed before', inWorld(world => {
    const line = world.client({ secret: SECRET });
    const failing = world.listen(line.activity$.pipe(withLatestFrom(throwError(() => new Error('no')))));
    expect(failing.errors).toHaveLength(1);
    const activities = world.listen(line.activity$);
    world.pass(100);
    world.service.says('hello');
    expect(texts(activities)).toEqual(['hello']);
  }));

  it('in the middle of a set goes on in the middle of it', inWorld(world => {
    const { line, activities } = started(world);
    activities.leave();
    const first = world.listen(line.activity$.pipe(take(1)));
    world.service.push(three);
    expect(texts(first)).toEqual(['a']);
    expect(line.checkpoint()).toEqual({ conversationId: 'c1' });
    activities.come();
    expect(texts(activities)).toEqual(['b', 'c']);
    expect(line.checkpoint()).toEqual({ conversationId: 'c1', watermark: '2' });
  }));

  it('after it: the socket is closed, the status idle, and coming back goes on from the watermark with one GET', inWorld(world => {
    const { line, activities } = started(world);
    world.service.says('one');
    activities.leave();
    world.pass(900);
    world.service.says('held');
    world.pass(200);
    expect([world.service.openSockets, line.story().at(-1), world.timers()]).toEqual([0, 'idle @1100', 0]);
    world.service.says('away');
    activities.come();
    world.pass(100);
    expect(texts(activities)).toEqual(['one', 'held', 'away']);
    expect(world.service.requests.map(({ path }) => path)).toEqual(['/conversations', '/conversations/c1?watermark=0']);
  }));

  it('with more than 1,000 held ends the run, and nothing is lost or repeated', inWorld(world => {
    const { line, activities } = started(world);
    activities.leave();
    world.pass(100);
    const said = Array.from({ length: 1_005 }, (_, index) => String(index));
    said.slice(0, 1_001).forEach(text => world.service.says(text));
    expect(line.story().at(-1)).toBe('waiting 2 for 500 @200');
    world.pass(100);
    activities.come();
    said.slice(1_001).forEach(text => world.service.says(text));
    world.pass(2_000);
    expect(texts(activities)).toEqual(said);
  }));

  it('with lingerMs 0 closes at once', inWorld(world => {
    const { line, activities } = started(world, 0);
    activities.leave();
    expect([world.service.openSockets, line.story().at(-1), world.timers()]).toEqual([0, 'idle @100', 0]);
  }));

  it('as React does it in StrictMode starts one conversation', inWorld(world => {
    const { service, pass } = world;
    const line = world.client();
    const effect = world.listen(line.activity$);
    effect.leave();
    effect.come();
    pass(100);
    service.says('hello');
    expect([texts(effect), service.opCount('start'), service.sockets.length]).toEqual([['hello'], 1, 1]);
    expect(line.story()).toEqual(['idle @0', 'connecting 1 @0', 'online @40']);
  }));

  it('while the conversation starts does not start another', inWorld(world => {
    const activities = world.listen(world.client().activity$);
    world.pass(15);
    activities.leave();
    world.pass(500);
    activities.come();
    world.pass(100);
    expect([world.service.opCount('start'), world.service.openSockets]).toEqual([1, 1]);
  }));

  it('by one of two costs the other nothing', inWorld(world => {
    const { line, activities } = started(world);
    const other = world.listen(line.activity$);
    activities.leave();
    world.pass(60_000);
    world.service.says('still here');
    expect([texts(other), world.service.sockets.length]).toEqual([['still here'], 1]);
  }));
});
