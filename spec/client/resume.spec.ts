import { of } from 'rxjs';
import type { DirectLineOptions } from '../../src/options.js';
import { SECRET } from '../support/service.js';
import { inWorld, texts, type World } from '../support/world.js';

const credentials: readonly [string, (world: World, id: string) => DirectLineOptions][] = [
  ['the secret', () => ({ secret: SECRET })],
  ['a token', ({ service }, id) => ({ token: service.token(id) })],
  ['getToken', ({ service }) => ({ getToken: ({ conversationId }) => of(service.token(conversationId)) })],
];

describe('a checkpoint', () => {
  it.each(credentials)('is gone on from with %s: no start, and only what came after it', (_, optionsOf) =>
    inWorld(world => {
      const { service, pass } = world;
      const id = service.conversation('one', 'two', 'three');
      const line = world.client({ ...optionsOf(world, id), resume: { conversationId: id, watermark: '0' } });
      const activities = world.listen(line.activity$);
      const session = world.listen(line.session$);
      pass(500);
      service.says('four');
      expect(texts(activities)).toEqual(['two', 'three', 'four']);
      expect([service.opCount('start'), service.opCount('history')]).toEqual([0, 0]);
      expect(session.values[0]).toMatchObject({ conversationId: id, started: 'existing' });
    })());

  it('without a watermark gets it all', inWorld(({ client, service, listen, pass }) => {
    const id = service.conversation('one', 'two');
    const activities = listen(client({ secret: SECRET, resume: { conversationId: id } }).activity$);
    pass(500);
    expect(texts(activities)).toEqual(['one', 'two']);
  }));

  it('holds a token only if it is asked to, and that is used first', inWorld(({ client, service, listen, pass }) => {
    const first = client();
    listen(first.session$);
    pass(100);
    expect(first.checkpoint()).toEqual({ conversationId: 'c1' });
    const checkpoint = first.checkpoint({ withToken: true });
    first.end();
    expect(checkpoint).toMatchObject({ conversationId: 'c1', token: expect.any(String) });
    if (!checkpoint) return;
    listen(client({ getToken: () => [], resume: checkpoint }).activity$);
    pass(200);
    expect(service.requests[1]).toMatchObject({ op: 'reconnect', credential: checkpoint.token });
  }));

  it('with a token is gone on from for as long as anybody likes: the token is refreshed like any other', inWorld(({ client, service, listen, pass }) => {
    const id = service.conversation('one');
    const activities = listen(client({ getToken: () => [], resume: { conversationId: id, watermark: '0', token: service.token(id) } }).activity$);
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

describe('how a conversation was started', () => {
  const told = (options: (world: World) => DirectLineOptions, setUp: (world: World) => void, started: string) =>
    inWorld(world => {
      setUp(world);
      const session = world.listen(world.client(options(world)).session$);
      world.pass(60_000);
      expect(session.values[0]).toMatchObject({ started });
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
