import { activitySets } from '../../src/parts/activitySets.js';
import { authorizedCalls, connectionStatus, deliverOnce, directLineService, keepTokenFresh, postActivity, startConversation } from '../../src/parts/index.js';
import type { TransportOption } from '../../src/connection/route.js';
import { directLine1 } from '../../src/protocol/v1.js';
import { SECRET } from '../support/service.js';
import { inWorld, texts, type World } from '../support/world.js';
import { steady, storyOf } from './support.js';

/** The five lines of 1.1, which has no streams. */
const linesOf11 = (world: World, transport: TransportOption = 'polling') => {
  const service = directLineService({ baseUrl: 'https://service', http: world.service.http(), socket: world.service.socket(1), protocol: directLine1 });
  const status$ = connectionStatus({ reconnectPolicy: steady, transport });
  const conversation$ = startConversation({ service, secret: SECRET });
  const token$ = conversation$.pipe(keepTokenFresh({ service }));
  const story = storyOf(status$, world.now);
  const activity$ = activitySets({ service, conversation$, token$, status$, random: () => 0.5 }).pipe(deliverOnce());
  return { service, conversation$, token$, status$, story, activity$ };
};
const requests = ({ service }: World): string[] => service.requests.map(({ method, path }) => `${method} ${path}`);

describe('the five lines of 1.1', () => {
  it('start a conversation and poll it, and deliver each message once', inWorld((world) => {
    const { activity$, story } = linesOf11(world);
    const heard = world.listen(activity$);
    world.pass(100);
    world.service.says('a');
    world.pass(3_000);
    world.service.says('b');
    world.pass(3_000);
    expect([texts(heard), story, world.service.sockets]).toEqual([['a', 'b'], ['idle @0', 'connecting 1 @0', 'online @40'], []]);
    expect(requests(world).slice(0, 2)).toEqual(['POST /conversations', 'GET /conversations/c1/messages']);
    heard.leave();
    expect(world.timers()).toBe(0);
  }));

  it('renew the token of the conversation when a quarter of its life is left', inWorld((world) => {
    const { activity$ } = linesOf11(world);
    const heard = world.listen(activity$);
    world.pass(1_400_000);
    world.service.says('much later');
    world.pass(10_000);
    expect([texts(heard), requests(world).filter((line) => line.includes('renew'))]).toEqual([['much later'], ['GET /tokens/c1/renew']]);
    heard.leave();
  }));

  it('go on from the last message after an outage', inWorld((world) => {
    const { activity$, story } = linesOf11(world);
    const heard = world.listen(activity$);
    world.pass(100);
    world.service.says('a');
    world.pass(3_000);
    world.service.trouble('history', { status: 503 });
    world.pass(1_500);
    world.service.says('b');
    world.pass(3_000);
    expect([texts(heard), story.slice(3).map((line) => line.replace(/ @.*/, '')), requests(world).at(-1)])
      .toEqual([['a', 'b'], ['waiting 2 (was online)', 'connecting 2', 'online'], 'GET /conversations/c1/messages?watermark=1']);
    heard.leave();
  }));

  it('post without an id, since the answer of 1.1 has none, and deliver the message', inWorld((world) => {
    const { activity$, conversation$, token$, service } = linesOf11(world);
    const calls = authorizedCalls({ conversation$, token$ });
    const heard = world.listen(activity$);
    const post = world.listen(calls((token, conversationId) => postActivity({ service, token, conversationId, activity: { type: 'message', text: 'hi' } })));
    world.pass(5_000);
    expect([post.values, post.completed, texts(heard), world.service.opCount('start')]).toEqual([[{}], true, ['hi'], 1]);
    heard.leave();
  }));

  it.each<TransportOption>(['websocket', 'auto'])("error at once where the transport is '%s', and say which option to change", (transport) => inWorld((world) => {
    const { activity$, story } = linesOf11(world, transport);
    const heard = world.listen(activity$);
    world.pass(5_000);
    expect(heard.errors).toMatchObject([{ name: 'DirectLineOptionError', option: 'transport', message: expect.stringContaining("'polling' with directLine1") }]);
    expect([story.at(-1)?.split(' ')[0], world.service.sockets, world.timers()]).toEqual(['failed', [], 0]);
  })());
});
