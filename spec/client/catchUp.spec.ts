import { SECRET } from '../support/service.js';
import { inWorld, texts, type World } from '../support/world.js';

/** Somebody who joins a conversation in which two things were said already. */
const joining = ({ client, service, listen }: World, history: 'all' | 'new' = 'all', before = ['old 1', 'old 2']) => {
  const id = service.conversation(...before);
  const line = client({ token: service.token(id), history });
  return { line, id, activities: listen(line.activity$) };
};

describe('joining a conversation', () => {
  it('gets its history until a page is empty, then what is live, each once and in order', inWorld(world => {
    const { service, pass } = world;
    service.pageSize = 2;
    const { line, activities } = joining(world, 'all', ['1', '2', '3', '4', '5']);
    pass(1_000);
    service.says('6');
    expect(texts(activities)).toEqual(['1', '2', '3', '4', '5', '6']);
    expect(service.requests.map(({ path }) => path)).toEqual([
      '/conversations', '/conversations/c1',
      '/conversations/c1/activities', '/conversations/c1/activities?watermark=1', '/conversations/c1/activities?watermark=3', '/conversations/c1/activities?watermark=4',
    ]);
    expect(line.checkpoint()).toEqual({ conversationId: 'c1', watermark: '5' });
  }));

  it('pages only once the stream is open, and holds what comes meanwhile', inWorld(world => {
    const { service, pass } = world;
    const { activities } = joining(world);
    pass(65);
    expect(service.requests.at(-1)).toMatchObject({ op: 'history', atMs: 60 });
    // The page is on its way and may or may not hold it.
    service.says('while paging');
    expect(texts(activities)).toEqual([]);
    pass(100);
    expect(texts(activities)).toEqual(['old 1', 'old 2', 'while paging']);
  }));

  it('does not lose what comes after the last page was made', inWorld(world => {
    const { service, pass } = world;
    const { activities } = joining(world);
    // Pages are made at 70 and 90; the second one's answer, an empty set, is there at 100.
    pass(95);
    service.says('late');
    expect(texts(activities)).toEqual(['old 1', 'old 2']);
    pass(100);
    expect(texts(activities)).toEqual(['old 1', 'old 2', 'late']);
  }));

  it('is the same for a page that is interrupted: the rest is got after what was delivered', inWorld(world => {
    const { service, pass } = world;
    service.pageSize = 1;
    service.trouble('history', { slowMs: 10 });
    service.trouble('history', { status: 503 });
    const { activities } = joining(world, 'all', ['1', '2', '3']);
    pass(5_000);
    service.says('4');
    expect(texts(activities)).toEqual(['1', '2', '3', '4']);
  }));

  it('of which only what is new is wanted gets none of the old and all of the new, also what comes while paging', inWorld(world => {
    const { service, pass } = world;
    const { line, activities } = joining(world, 'new');
    pass(65);
    service.says('while paging');
    pass(30);
    service.says('while paging still');
    pass(500);
    service.says('live');
    expect(texts(activities)).toEqual(['while paging', 'while paging still', 'live']);
    expect(line.checkpoint()).toEqual({ conversationId: 'c1', watermark: '4' });
  }));

  it('of which only what is new is wanted does not deliver the old after an interruption', inWorld(world => {
    const { service, pass } = world;
    service.pageSize = 1;
    service.trouble('history', { slowMs: 10 });
    service.trouble('history', { status: 503 });
    const { activities } = joining(world, 'new');
    pass(5_000);
    service.says('new');
    service.cut();
    pass(5_000);
    service.says('newer');
    expect(texts(activities)).toEqual(['new', 'newer']);
  }));

  it('whose stream brings too much while history is paged begins anew and loses nothing', inWorld(world => {
    const { service, pass } = world;
    service.trouble('history', { slowMs: 5_000 });
    const { line, activities } = joining(world, 'all', ['old']);
    pass(100);
    const said = Array.from({ length: 1_001 }, (_, index) => String(index));
    said.forEach(text => service.says(text));
    expect(line.statuses.at(-1)?.[1]).toMatchObject({ state: 'waiting', error: { name: 'DirectLineOverflowError' } });
    pass(5_000);
    expect(texts(activities)).toEqual(['old', ...said]);
  }));
});

describe('a new conversation', () => {
  it('whose socket is cut before its first frame catches up: the greeting is not lost', inWorld(({ client, service, listen, pass }) => {
    service.socketTrouble({ cutAfterMs: 30 });
    const activities = listen(client().activity$);
    pass(80);
    expect(service.openSockets).toBe(0);
    service.says('greeting');
    pass(5_000);
    service.says('and more');
    expect(texts(activities)).toEqual(['greeting', 'and more']);
    expect(service.paths('history')[0]).toBe('/conversations/c1/activities');
  }));

  it('that a post began is told whole to who listens later: the greeting, the post and what was answered', inWorld(({ client, service, listen, pass }) => {
    const line = client();
    listen(line.token$);
    pass(30);
    service.says('greeting');
    listen(line.postActivity({ type: 'message', text: 'hello' }));
    pass(100);
    service.says('answer');
    pass(100_000);
    const activities = listen(line.activity$);
    pass(1_000);
    service.says('more');
    expect(texts(activities)).toEqual(['greeting', 'hello', 'answer', 'more']);
  }));

  it('has no history to ask for', inWorld(({ client, service, listen, pass }) => {
    const activities = listen(client({ secret: SECRET, history: 'new' }).activity$);
    pass(30);
    service.says('greeting');
    pass(1_000);
    expect([texts(activities), service.opCount('history')]).toEqual([['greeting'], 0]);
  }));

  it('whose first stream never opened is told whole with history new, since nothing of it was there before us', inWorld(({ client, service, listen, pass }) => {
    service.socketTrouble('refused');
    const activities = listen(client({ secret: SECRET, history: 'new' }).activity$);
    pass(30);
    service.says('greeting');
    pass(5_000);
    expect(texts(activities)).toEqual(['greeting']);
  }));
});
