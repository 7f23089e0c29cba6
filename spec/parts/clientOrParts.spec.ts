import { asyncScheduler, tap, type Observable } from 'rxjs';
import { exponentialBackoff, type ReconnectPolicy } from '../../src/connection/policy.js';
import { activitySets } from '../../src/parts/activitySets.js';
import { connectionStatus, deliverOnce, directLineService, keepTokenFresh, startConversation, type Socket } from '../../src/parts/index.js';
import type { Activity } from '../../src/protocol/types.js';
import { SECRET } from '../support/service.js';
import { inWorld, texts, type World } from '../support/world.js';

type Make = (world: World, own: { readonly socket?: Socket; readonly reconnectPolicy?: ReconnectPolicy }) => Observable<Activity>;

const ours: Make = ({ client }, { socket, reconnectPolicy }) =>
  client({ secret: SECRET, ...(reconnectPolicy && { reconnectPolicy }) }, socket && { socket }).activity$;

const fiveLines: Make = ({ host }, own) => {
  const { http, socket } = host();
  const service = directLineService({ baseUrl: 'https://service', http, socket: own.socket ?? socket });
  const status$ = connectionStatus({ reconnectPolicy: own.reconnectPolicy ?? exponentialBackoff({ random: () => 0.5 }) });
  const conversation$ = startConversation({ service, secret: SECRET });
  return activitySets({ service, conversation$, token$: conversation$.pipe(keepTokenFresh({ service })), status$, random: () => 0.5 }).pipe(deliverOnce());
};

describe.each([['the client', ours], ['the five lines', fiveLines]])('%s', (_, make) => {
  it('starts, delivers two, is cut, catches up and goes on: each activity once', inWorld(world => {
    const { service, listen, pass } = world;
    service.replaysAll = true;
    const heard = listen(make(world, {}));
    pass(100);
    service.says('one');
    pass(100);
    service.says('two');
    service.cut();
    service.says('while cut');
    pass(1_000);
    service.says('three');
    expect(texts(heard)).toEqual(['one', 'two', 'while cut', 'three']);
    expect(heard.times).toEqual([100, 200, 740, 1_200]);
    expect(service.paths('reconnect')).toEqual(['/conversations/c1?watermark=1']);
    heard.leave();
    pass(1_000);
    expect([world.timers(), service.openSockets, service.sockets.length]).toEqual([0, 0, 2]);
  }));

  it('catches up where the first socket was cut before its first frame, and keeps its token fresh', inWorld(world => {
    const { service, listen, pass } = world;
    service.socketTrouble({ cutAfterMs: 10 });
    const heard = listen(make(world, {}));
    pass(60);
    service.says('greeting');
    pass(1_400_000);
    service.says('much later');
    expect([texts(heard), service.opCount('refresh')]).toEqual([['greeting', 'much later'], 1]);
    heard.leave();
    pass(1_000);
  }));

  it('takes another policy', inWorld(world => {
    const { service, listen, pass } = world;
    const heard = listen(make(world, { reconnectPolicy: ({ attempt }) => attempt * 250 }));
    pass(100);
    service.cut();
    pass(289);
    expect(service.openSockets).toBe(0);
    pass(1);
    expect(service.openSockets).toBe(1);
    heard.leave();
    pass(1_000);
  }));

  it('takes another socket', inWorld(world => {
    const { service, listen, pass } = world;
    const openedAtMs: number[] = [];
    const socket: Socket = url => service.socket(99)(url).pipe(tap(({ kind }) => kind === 'opened' && openedAtMs.push(asyncScheduler.now())));
    const heard = listen(make(world, { socket }));
    pass(100);
    service.says('one');
    expect([texts(heard), openedAtMs]).toEqual([['one'], [40]]);
    heard.leave();
    pass(1_000);
  }));
});
