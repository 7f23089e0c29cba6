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

  it('gets the first activity after the answers to two requests, because the first page is requested while the socket opens', inWorld(world => {
    const { service, pass } = world;
    const { activities } = joining(world);
    pass(1_000);
    // The start is answered at 20, the stream URL at 40.
    expect([service.times('history'), service.sockets[0]?.askedAtMs]).toEqual([[40, 60], 40]);
    expect(activities.times).toEqual([60, 60]);
  }));

  it('requests the last page once the stream is open, and holds what the stream brings meanwhile', inWorld(world => {
    const { service, pass } = world;
    const { activities } = joining(world);
    pass(65);
    expect(service.requests.at(-1)).toMatchObject({ op: 'history', atMs: 60, path: '/conversations/c1/activities?watermark=1' });
    // The page is on its way and may or may not hold it.
    service.says('while paging');
    expect(texts(activities)).toEqual(['old 1', 'old 2']);
    pass(100);
    expect(texts(activities)).toEqual(['old 1', 'old 2', 'while paging']);
  }));

  it('does not lose what comes after the last page was made', inWorld(world => {
    const { service, pass } = world;
    const { activities } = joining(world);
    // Pages are made at 50 and 70; the second one's answer, an empty set, is there at 80.
    pass(75);
    service.says('late');
    expect(texts(activities)).toEqual(['old 1', 'old 2']);
    pass(100);
    expect(texts(activities)).toEqual(['old 1', 'old 2', 'late']);
  }));

  it('gets what comes between the answer of the first page and the opening of the stream once and in order', inWorld(world => {
    const { service, pass } = world;
    service.socketTrouble({ slowMs: 100 });
    const { line, activities } = joining(world);
    // The first page was made at 50, the stream opens at 140 and brings what comes from then on.
    pass(90);
    service.says('between');
    pass(45);
    expect([texts(activities), line.story().at(-1)]).toEqual([[], 'connecting 1 @0']);
    pass(10);
    service.says('live');
    pass(1_000);
    expect(texts(activities)).toEqual(['old 1', 'old 2', 'between', 'live']);
    expect(service.times('history')).toEqual([40, 140, 160]);
  }));

  it('gets what comes before the opening of the stream also where the history is empty, with one request more', inWorld(world => {
    const { service, pass } = world;
    service.socketTrouble({ slowMs: 100 });
    const { activities } = joining(world, 'all', []);
    pass(90);
    service.says('between');
    pass(1_000);
    service.says('live');
    expect(texts(activities)).toEqual(['between', 'live']);
    expect(service.paths('history')).toEqual(['', '', '?watermark=0'].map(after => `/conversations/c1/activities${after}`));
  }));

  it.each<['refused' | 'never opens', string]>([['refused', 'DirectLineSocketError'], ['never opens', 'DirectLineTimeoutError']])(
    'delivers the first page only with a stream that opens: one that is %p is lost with its own error, and no later page goes early', (trouble, name) => inWorld(world => {
      const { service, pass } = world;
      service.socketTrouble(trouble);
      const { line, activities } = joining(world);
      pass(10_041);
      const [, , lost] = line.statuses;
      expect([texts(activities).length > 0, lost?.[1]]).toEqual([trouble === 'refused', expect.objectContaining({ state: 'waiting', error: expect.objectContaining({ name }) })]);
      pass(5_000);
      service.says('live');
      expect(texts(activities)).toEqual(['old 1', 'old 2', 'live']);
      const openedMs = service.sockets[1]?.openedAtMs;
      expect(service.times('history')).toEqual([40, openedMs, (openedMs ?? 0) + 20]);
    })());

  it('requests one page in vain where no stream opens, however often it tries', inWorld(world => {
    const { service, pass } = world;
    service.proxy = 'refused';
    const id = service.conversation('old');
    const activities = world.listen(world.client({ token: service.token(id), transport: 'websocket' }).activity$);
    pass(300_000);
    expect([service.sockets.length > 10, service.opCount('history'), texts(activities)]).toEqual([true, 1, []]);
  }));

  it('loses the stream for a first page that fails only once the stream has opened, as for any page', inWorld(world => {
    const { service, pass } = world;
    service.socketTrouble({ slowMs: 100 });
    service.trouble('history', { status: 503, retryAfter: '7' });
    const { line, activities } = joining(world);
    pass(10_000);
    expect(line.story()).toEqual(['idle @0', 'connecting 1 @0', 'online @140', 'waiting 2 for 7000 @140', 'connecting 2 @7140', 'online @7180']);
    expect(texts(activities)).toEqual(['old 1', 'old 2']);
  }));

  it('reports the loss of the stream, not the first page that failed, where the stream does not open', inWorld(world => {
    const { service, pass } = world;
    service.socketTrouble('never opens');
    service.trouble('history', { status: 503, retryAfter: '7' });
    const { line } = joining(world);
    pass(10_041);
    expect(line.statuses.slice(1).map(([, status]) => status)).toEqual([
      expect.objectContaining({ state: 'connecting' }),
      expect.objectContaining({ state: 'waiting', error: expect.objectContaining({ name: 'DirectLineTimeoutError' }) }),
    ]);
  }));

  it('renews a token that has expired when the first page is requested, and keeps the stream', inWorld(({ client, service, listen, pass }) => {
    const id = service.conversation('old');
    service.trouble('history', { status: 403, code: 'TokenExpired' });
    const line = client({ secret: SECRET, resume: { conversationId: id } });
    const activities = listen(line.activity$);
    pass(1_000);
    expect([texts(activities), line.story().at(-1)?.split(' ')[0], service.sockets.length]).toEqual([['old'], 'online', 1]);
  }));

  it('ends when the first page finds the conversation gone, once the stream has opened', inWorld(world => {
    const { service, pass } = world;
    service.socketTrouble({ slowMs: 100 });
    service.trouble('history', { status: 404 });
    const { line, activities } = joining(world);
    pass(1_000);
    expect([line.story(), activities.completed]).toEqual([['idle @0', 'connecting 1 @0', 'online @140', 'ended gone @140'], true]);
  }));

  it('restarts at once when the first page finds the conversation gone, where `onGone` says so', inWorld(({ client, service, listen, pass }) => {
    const id = service.conversation('old');
    service.socketTrouble({ slowMs: 100 });
    service.trouble('history', { status: 404 });
    const line = client({ secret: SECRET, resume: { conversationId: id }, onGone: 'restart' });
    listen(line.activity$);
    pass(5_000);
    expect([line.story()[2]?.split(' ')[0], line.checkpoint()?.conversationId === id, line.story().at(-1)?.split(' ')[0]]).toEqual(['waiting', false, 'online']);
  }));

  it('aborts the first page when the last subscriber leaves before its answer, and delivers it to the next one', inWorld(({ client, service, listen, pass }) => {
    const id = service.conversation('old');
    const activities = listen(client({ token: service.token(id), lingerMs: 0 }).activity$);
    pass(45);
    expect(service.inFlight).toBe(1);
    activities.leave();
    expect([service.inFlight, service.sockets.map(({ closedBy }) => closedBy)]).toEqual([0, ['client']]);
    pass(1_000);
    activities.come();
    pass(1_000);
    service.says('live');
    expect(texts(activities)).toEqual(['old', 'live']);
  }));

  it('requests all pages after the opening where only what is new is wanted', inWorld(world => {
    joining(world, 'new');
    world.pass(1_000);
    expect(world.service.times('history')).toEqual([60, 80]);
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
    // Nothing was there before this client, so no page is requested before the opening.
    expect([service.paths('history')[0], service.times('history')[0]]).toEqual(['/conversations/c1/activities', service.sockets[1]?.openedAtMs]);
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
