import { of } from 'rxjs';
import type { DirectLineOptions } from '../../src/options.js';
import type { Checkpoint } from '../../src/session/checkpoint.js';
import { jwtOf } from '../support/jwt.js';
import { thrownBy } from '../support/outcomes.js';
import { SECRET } from '../support/service.js';
import { inWorld, named, texts, type World } from '../support/world.js';

const credentials: readonly [string, (world: World, id: string) => DirectLineOptions][] = [
  ['the secret', () => ({ secret: SECRET })],
  ['a token', ({ service }, id) => ({ token: service.token(id) })],
  ['getToken', ({ service }) => ({ token: ({ conversationId }) => of(service.token(conversationId)) })],
];

describe('a checkpoint', () => {
  it.each(credentials)('is gone on from with %s: no start, and only what came after it', (_, optionsOf) =>
    inWorld(world => {
      const { service, pass } = world;
      const id = service.conversation('one', 'two', 'three');
      const line = world.client({ ...optionsOf(world, id), resume: { conversationId: id, watermark: '0' } });
      const activities = world.listen(line.activity$);
      const conversation = world.listen(line.conversation$);
      pass(500);
      service.says('four');
      expect(texts(activities)).toEqual(['two', 'three', 'four']);
      expect([service.opCount('start'), service.opCount('history')]).toEqual([0, 0]);
      expect(conversation.values[0]).toEqual({ conversationId: id, started: 'existing' });
    })());

  it('without a watermark gets it all', inWorld(({ client, service, listen, pass }) => {
    const id = service.conversation('one', 'two');
    const activities = listen(client({ secret: SECRET, resume: { conversationId: id } }).activity$);
    pass(500);
    expect(texts(activities)).toEqual(['one', 'two']);
  }));

  it('holds a token only if it is asked to, and that is used first', inWorld(({ client, service, listen, pass }) => {
    const first = client();
    listen(first.token$);
    pass(100);
    expect(first.checkpoint()).toEqual({ conversationId: 'c1' });
    const checkpoint = first.checkpoint({ withToken: true });
    first.end();
    expect(checkpoint).toMatchObject({ conversationId: 'c1', token: expect.any(String) });
    if (!checkpoint) return;
    listen(client({ token: () => [], resume: checkpoint }).activity$);
    pass(200);
    expect(service.requests[1]).toMatchObject({ op: 'reconnect', credential: checkpoint.token });
  }));

  it('with a token is gone on from for as long as anybody likes: the token is refreshed like any other', inWorld(({ client, service, listen, pass }) => {
    const id = service.conversation('one');
    const activities = listen(client({ token: () => [], resume: { conversationId: id, watermark: '0', token: service.token(id) } }).activity$);
    pass(7_200_000);
    service.says('two');
    expect([service.times('refresh').slice(0, 2), texts(activities)]).toEqual([[1_350_000, 2_700_000], ['two']]);
  }));

  it('is that of the last activity delivered, so that killed at any step nothing is lost and at most a set repeated', inWorld(world => {
    const { service, pass } = world;
    const seen: (string | undefined)[] = [];
    const id = service.conversation();
    let resume: DirectLineOptions['resume'] = { conversationId: id };
    for (let round = 0; round < 10; round += 1) {
      const line = world.client({ secret: SECRET, resume });
      const activities = world.listen(line.activity$);
      pass(200);
      service.says(`${round}`);
      if (round % 2 === 0) service.cut();
      service.says(`${round} more`);
      resume = line.checkpoint() ?? resume;
      seen.push(...texts(activities));
      line.end();
    }
    const last = world.listen(world.client({ secret: SECRET, resume }).activity$);
    pass(500);
    expect([...seen, ...texts(last)]).toEqual(Array.from({ length: 10 }, (_, round) => [`${round}`, `${round} more`]).flat());
  }));
});

describe("a checkpoint's token", () => {
  type Makes = (world: World, id: string) => string;
  const renewers: readonly (readonly [string, (world: World, id: string) => DirectLineOptions])[] = [
    ['the secret', () => ({ secret: SECRET })],
    ['getToken', ({ service }, id) => ({ token: ({ reason, conversationId }) => of(service.token(conversationId === id && reason === 'expired' ? id : 'nowhere')) })],
  ];
  const tokens: readonly (readonly [string, Makes])[] = [
    ['has expired', ({ service }, id) => service.token(id, undefined, 0)],
    ['has expired, which it says itself', ({ service }, id) => `${jwtOf({ conv: id, exp: -1_000 })}${service.token(id, undefined, 0)}`],
    ['expires in a moment', ({ service }, id) => service.token(id, undefined, 15)],
    ['is damaged', () => 'damaged'],
  ];
  const cases = renewers.flatMap(([by, optionsOf]) => tokens.map(([how, tokenOf]) => [how, by, optionsOf, tokenOf] as const));

  it.each(cases)('that %s is renewed by %s, and the conversation goes on', (_, __, optionsOf, tokenOf) => inWorld(world => {
    const { service, listen, pass } = world;
    const id = service.conversation('one', 'two');
    const line = world.client({ ...optionsOf(world, id), resume: { conversationId: id, watermark: '0', token: tokenOf(world, id) } });
    const [activities, post] = [listen(line.activity$), listen(line.postActivity({ type: 'message', text: 'three' }))];
    pass(2_000);
    expect([texts(activities), post.errors, service.opCount('start'), line.story().at(-1)?.split(' ')[0]]).toEqual([['two', 'three'], [], 0, 'online']);
  })());

  it.each(tokens)('that %s and nobody renews is `needsToken`, and setToken(token) goes on', (_, tokenOf) => inWorld(world => {
    const { service, listen, pass } = world;
    const id = service.conversation('one', 'two');
    const line = world.client({ token: () => [], resume: { conversationId: id, watermark: '0', token: tokenOf(world, id) } });
    const activities = listen(line.activity$);
    pass(2_000);
    // One that lasted until the stream was open is missed only later.
    if (texts(activities).length === 0) expect(line.story().at(-1)).toMatch(/^needsToken/);
    line.setToken(service.token(id));
    pass(1_000);
    expect([texts(activities), line.story().at(-1)?.split(' ')[0], service.opCount('start')]).toEqual([['two'], 'online', 0]);
  })());

  it('that is not the one of a checkpoint is refused for good: only those may be old or damaged', inWorld(({ client, service, listen, pass }) => {
    const line = client({ token: 'damaged', resume: { conversationId: service.conversation() } });
    const activities = listen(line.activity$);
    pass(1_000);
    expect([named(activities.errors), line.story().at(-1)?.split(' ')[0]]).toEqual([['DirectLineHttpError'], 'failed']);
  }));
});

describe('a conversation over page loads, restarts and expired tokens', () => {
  it.each([true, false])('is one, with each activity once (checkpoints with a token: %p)', withToken => inWorld(world => {
    const { service, listen, pass } = world;
    const id = service.conversation();
    const seen: (string | undefined)[] = [];
    // Mutable: what the page keeps.
    let resume: Checkpoint = { conversationId: id };
    for (let load = 0; load < 12; load += 1) {
      const line = world.client({ token: ({ conversationId }) => of(service.token(conversationId)), resume });
      const activities = listen(line.activity$);
      pass(300);
      service.says(`${load}`);
      if (load % 2 === 0) service.expireTokens();
      if (load % 3 === 0) service.cut();
      service.says(`${load} more`);
      if (load % 4 !== 3) pass(2_000);
      resume = JSON.parse(JSON.stringify(line.checkpoint({ withToken })));
      expect('token' in resume).toBe(withToken);
      line.end();
      seen.push(...texts(activities));
      // Half an hour, in which the token expires, now and then.
      pass(load % 5 === 4 ? 1_900_000 : 10);
    }
    const last = listen(world.client({ secret: SECRET, resume }).activity$);
    pass(500);
    expect([...seen, ...texts(last)]).toEqual(Array.from({ length: 12 }, (_, load) => [`${load}`, `${load} more`]).flat());
    expect(service.opCount('start')).toBe(0);
  })());
});

describe('a checkpoint that is not of this bot', () => {
  it.each([['end', 'ended'], ['restart', 'online']] as const)('goes by onGone: %s', (onGone, state) => inWorld(({ client, listen, pass }) => {
    const line = client({ secret: SECRET, onGone, resume: { conversationId: 'somebody-elses/../x?y', watermark: '5' } });
    listen(line.activity$);
    pass(5_000);
    expect(line.statuses.at(-1)?.[1].state).toBe(state);
  })());

  it('in its form is an error of the call that takes it', inWorld(({ client }) => {
    for (const resume of ['c1', { conversationId: '' }, { conversationId: 'c1', watermark: 7 }, JSON.stringify({ conversationId: 'c1' })])
      expect(thrownBy(() => Reflect.apply(client, undefined, [{ secret: SECRET, resume }]))).toMatchObject({ name: 'DirectLineOptionError', option: 'resume' });
  }));
});

describe('how a conversation was started', () => {
  const told = (options: (world: World) => DirectLineOptions, setUp: (world: World) => void, started: string) =>
    inWorld(world => {
      setUp(world);
      const conversation = world.listen(world.client(options(world)).conversation$);
      world.pass(60_000);
      expect(conversation.values[0]).toMatchObject({ started });
    });
  const fresh = ({ service }: World): DirectLineOptions => ({ token: service.token('c8') });

  it('is new when this start made it', told(fresh, () => undefined, 'new'));
  it('is existing when it was there', told(({ service }) => ({ token: service.token(service.conversation()) }), () => undefined, 'existing'));
  it('is unknown when it was there after a start whose answer was lost', told(fresh, ({ service }) => service.trouble('start', { lost: 'on the way back' }), 'unknown'));
  it('is new after a start that never left', told(fresh, ({ service }) => service.trouble('start', { lost: 'refused' }), 'new'));

  it('with the secret, after a start whose answer was lost, may leave an orphan: a notice', inWorld(({ client, service, listen, pass }) => {
    service.trouble('start', { lost: 'on the way back' });
    const line = client();
    listen(line.activity$);
    pass(10_000);
    expect([service.opCount('start'), line.notices()]).toEqual([2, ['startAnswerLost']]);
  }));
});
