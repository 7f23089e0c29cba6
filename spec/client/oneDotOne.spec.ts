import type { LooseOptions } from '../support/world.js';
import type { Activity } from '../../src/protocol/types.js';
import { directLine1 } from '../../src/protocol/v1.js';
import { SECRET, SECRETS } from '../support/service.js';
import { inWorld, named, texts, type World } from '../support/world.js';

const hello: Activity = { type: 'message', text: 'hello' };
const old = (options: LooseOptions = {}): LooseOptions => ({
  protocol: directLine1, user: 'ann', ...(options.token === undefined && { secret: SECRET }), ...options,
});

/** A client of 1.1 that has had its first answer. */
const online = ({ client, listen, pass }: World, options: LooseOptions = {}) => {
  const line = client(old(options));
  const activities = listen(line.activity$);
  pass(100);
  return { line, activities };
};
const lines = ({ service }: World): string[] => service.requests.map(({ method, path }) => `${method} ${path}`);
const posted = ({ service }: World): unknown[] => service.requests.flatMap(({ op, body }) => (op === 'post' ? [body] : []));

describe('a client of 1.1', () => {
  it('polls, since there are no streams, and says no more than that', inWorld(world => {
    const { line, activities } = online(world);
    world.service.says('hi');
    world.pass(1_000);
    expect(line.statuses.at(-1)?.[1]).toEqual({ state: 'online', run: expect.any(Number), transport: 'polling' });
    expect(activities.values).toEqual([{
      type: 'message', id: 'c1|0000000', text: 'hi', from: { id: 'bot' }, conversation: { id: 'c1' }, timestamp: '2016-08-12T08:33:53.5650638Z',
    }]);
    expect(lines(world)).toEqual(['POST /conversations', ...['', '', '?watermark=0'].map(after => `GET /conversations/c1/messages${after}`)]);
    expect([world.service.sockets, new Set(world.service.requests.map(({ version }) => version))]).toEqual([[], new Set(['1.1'])]);
  }));

  it('does not know whether its start made the conversation', inWorld(world => {
    const conversation = world.listen(world.client(old()).conversation$);
    world.pass(100);
    expect(conversation.values).toMatchObject([{ conversationId: 'c1', started: 'unknown' }]);
  }));

  it('joins one by its token, pages what is there, and goes on after a checkpoint', inWorld(world => {
    const { service } = world;
    service.pageSize = 2;
    const conversationId = service.conversation('a', 'b', 'c');
    const { line, activities } = online(world, { token: service.token(conversationId) });
    world.pass(1_000);
    const resume = line.checkpoint({ withToken: true });
    service.says('d');
    const later = online(world, { token: service.token(conversationId), ...(resume && { resume }) });
    expect([texts(activities).slice(0, 3), texts(later.activities), resume]).toEqual([['a', 'b', 'c'], ['d'], { conversationId, watermark: '2', token: expect.any(String) }]);
  }));

  it('has the URLs of images and files as absolute ones', inWorld(world => {
    const { activities } = online(world);
    const urls = [['image/png', '/attachments/b.png'], ['text/plain', 'attachments/b.txt'], ['image/gif', 'https://other/b.gif']] as const;
    world.service.record({ type: 'message', attachments: urls.map(([contentType, contentUrl]) => ({ contentType, contentUrl })) });
    world.pass(1_000);
    expect(activities.values[0]?.attachments).toEqual([
      { contentType: 'image/*', contentUrl: 'https://service/attachments/b.png' }, { contentType: 'image/*', contentUrl: 'https://other/b.gif' },
      { contentType: 'text/plain', contentUrl: 'https://service/attachments/b.txt' },
    ]);
  }));

  it('passes over what is no message, and goes on behind it', inWorld(world => {
    const { activities } = online(world);
    world.service.record({ type: 'event', name: 'e' });
    world.service.says('hi');
    world.service.record({ type: 'endOfConversation', from: { id: 'bot' } });
    world.pass(5_000);
    expect([activities.values.map(({ type, text }) => [type, text]), activities.completed]).toEqual([[['message', 'hi']], false]);
  }));
});

describe('a post of 1.1', () => {
  it('takes its id, which no answer has, from its echo', inWorld(world => {
    const { line, activities } = online(world);
    world.pass(10_000);
    const postedMs = world.now();
    const post = world.listen(line.postActivity(hello));
    world.pass(10_000);
    expect([post.values, post.completed, texts(activities)]).toEqual([[{ id: 'c1|0000000' }], true, ['hello']]);
    // Its own extra question brings it.
    expect((post.times[0] ?? 0) - postedMs).toBeLessThan(1_000);
    expect(posted(world)).toEqual([{ text: 'hello', from: 'ann', channelData: { clientActivityID: 'id-1-1' } }]);
  }));

  it('looks for it in history, soon, where nobody listens, and delivers and commits nothing of that', inWorld(world => {
    const line = world.client(old());
    const post = world.listen(line.postActivity(hello));
    world.pass(600);
    expect(post.values).toEqual([]);
    world.pass(100);
    expect([post.values, post.completed, line.checkpoint()]).toEqual([[{ id: 'c1|0000000' }], true, { conversationId: 'c1' }]);
    expect(lines(world)).toEqual(['POST /conversations', 'POST /conversations/c1/messages', 'GET /conversations/c1/messages']);
    const activities = world.listen(line.activity$);
    world.pass(1_000);
    expect(texts(activities)).toEqual(['hello']);
  }));

  it('that has no echo was accepted all the same, and says so', inWorld(world => {
    world.service.trouble('post', { status: 204 });
    const { line } = online(world);
    const post = world.listen(line.postActivity(hello));
    world.pass(30_000);
    expect([named(post.errors), world.service.opCount('post')]).toEqual([['DirectLineTimeoutError accepted'], 1]);
  }));

  it('that has been accepted is so too when end() comes before its echo', inWorld(world => {
    const line = world.client(old());
    const post = world.listen(line.postActivity(hello));
    world.pass(500);
    line.end();
    expect(named(post.errors)).toEqual(['DirectLineEndedError accepted']);
  }));

  it.each<[string, Activity]>([
    ["'event'", { type: 'event', name: 'e' }], ["'typing'", { type: 'typing' }], ["'suggestedActions'", { ...hello, suggestedActions: { actions: [] } }],
    ["'value'", { ...hello, value: 1 }], ['content', { ...hello, attachments: [{ contentType: 'application/vnd.microsoft.card.hero', content: {} }] }],
    ['channelData', { ...hello, channelData: 'text' }],
  ])('that cannot be carried over, because of %s, is rejected before anything is sent', (name, activity) =>
    inWorld(world => {
      const { line, activities } = online(world);
      const post = world.listen(line.postActivity(activity));
      world.pass(30_000);
      expect(post.errors).toMatchObject([{ name: 'DirectLineProtocolError', outcome: 'rejected', message: expect.stringContaining(name) }]);
      expect([world.service.opCount('post'), activities.errors, line.statuses.at(-1)?.[1].state]).toEqual([0, [], 'online']);
    })());

  it('whose bot fails, which is 500 here, is looked for: its echo says that it is there', inWorld(world => {
    world.service.trouble('post', { status: 500, code: 'BotError', acts: true });
    const { line } = online(world);
    const post = world.listen(line.postActivity(hello));
    world.pass(5_000);
    expect([post.values, world.service.opCount('post')]).toEqual([[{ id: 'c1|0000000' }], 1]);
  }));

  it('whose token has expired is sent once more with the next', inWorld(world => {
    const { line } = online(world);
    world.service.expireTokens();
    const post = world.listen(line.postActivity(hello));
    world.pass(5_000);
    expect([post.values, world.service.opCount('post'), world.service.history().length]).toEqual([[{ id: 'c1|0000000' }], 2, 1]);
  }));
});

describe('the token of 1.1', () => {
  const renewals = ({ service }: World): string[] => service.requests.filter(({ op }) => op === 'refresh').map(({ method, path }) => `${method} ${path}`);

  it('is renewed with GET while a quarter of its life is left', inWorld(world => {
    const { line, activities } = online(world);
    world.pass(1_800_000);
    world.service.says('hi');
    world.pass(10_000);
    expect([renewals(world), texts(activities)]).toEqual([['GET /tokens/c1/renew'], ['hi']]);
    expect(line.checkpoint({ withToken: true })?.token).toBe(world.service.requests.at(-1)?.credential);
  }));

  it.each([404, 405])('is renewed with POST where GET is answered %i', status =>
    inWorld(world => {
      world.service.trouble('refresh', { status });
      const { activities } = online(world);
      world.pass(1_800_000);
      world.service.says('hi');
      world.pass(10_000);
      expect([renewals(world), texts(activities)]).toEqual([['GET /tokens/c1/renew', 'POST /tokens/c1/renew'], ['hi']]);
    })());

  it('that has expired leaves the secret, which opens each call itself and is nobody else\'s to keep', inWorld(world => {
    const { line, activities } = online(world);
    world.service.expireTokens();
    world.service.says('a');
    world.pass(5_000);
    const post = world.listen(line.postActivity(hello));
    world.pass(2 * 3_600_000);
    world.service.says('b');
    world.pass(10_000);
    expect([texts(activities), post.values.length, renewals(world), world.service.requests.at(-1)?.credential]).toEqual([['a', 'hello', 'b'], 1, [], SECRET]);
    expect(line.checkpoint({ withToken: true })).toEqual({ conversationId: 'c1', watermark: '2' });
    expect(JSON.stringify([line.checkpoint({ withToken: true }), line.statuses, line.traced])).not.toContain(SECRETS.secret);
    expect(line.statuses.map(([, { state }]) => state)).toEqual(['idle', 'connecting', 'online']);
  }));

  it('is not needed to resume with the secret', inWorld(world => {
    const conversationId = world.service.conversation('a', 'b');
    const { line, activities } = online(world, { resume: { conversationId, watermark: '0' } });
    expect([texts(activities), lines(world)[0], line.checkpoint({ withToken: true })]).toEqual([['b'], 'GET /conversations/c1/messages?watermark=0', { conversationId, watermark: '1' }]);
  }));

  it('that neither renews nor is given anew: `needsToken`, until setToken(token)', inWorld(world => {
    const { line, activities } = online(world, { token: world.service.token() });
    world.pass(5_000);
    world.service.expireTokens();
    world.pass(20_000);
    expect([line.statuses.at(-1)?.[1].state, activities.errors]).toEqual(['needsToken', []]);
    world.service.says('a');
    line.setToken(world.service.token('c1'));
    world.pass(1_000);
    expect([texts(activities), line.statuses.at(-1)?.[1]]).toEqual([['a'], { state: 'online', run: expect.any(Number), transport: 'polling' }]);
  }));

  it('is asked of the app once it is refused', inWorld(world => {
    const asked: unknown[] = [];
    const token = world.service.token();
    const { activities } = online(world, { token: request => (asked.push(request), [request.reason === 'start' ? token : world.service.token('c1')]) });
    world.pass(5_000);
    world.service.expireTokens();
    world.service.says('a');
    world.pass(5_000);
    expect([asked, texts(activities)]).toEqual([[{ reason: 'start' }, { reason: 'expired', conversationId: 'c1' }], ['a']]);
  }));

  it('a secret that the service refuses gives up: it is not asked for ever', inWorld(world => {
    const { line } = online(world);
    world.service.expireTokens();
    world.service.trouble('history', { status: 403, code: 'TokenExpired' }, Infinity);
    world.pass(60_000);
    expect(line.statuses.at(-1)?.[1].state).toBe('needsToken');
    expect(world.service.opCount('history')).toBeLessThan(8);
  }));
});
