import { asyncScheduler, defer, filter, ignoreElements, map, merge, of, switchMap, tap, type Observable } from 'rxjs';
import {
  afterHistory, connectionMachine, deliverOnce, directLine3, exponentialBackoff, freshTokens, Store, streamActivitySets, supervise, withDeadline,
  type Activity, type Http, type ReconnectPolicy, type Socket,
} from '../../src/index.js';
import { SECRET } from '../support/service.js';
import { inWorld, texts, type World } from '../support/world.js';

/** The main line, of the exported parts: a bot's activities by a socket that survives being cut, each once. */
const activitiesOf = (secret: string, http: Http, socket: Socket, reconnectPolicy = exponentialBackoff()): Observable<Activity> => {
  const service = directLine3(withDeadline(http), 'https://service');
  const store = new Store();
  const machine = connectionMachine({ reconnectPolicy, onGone: 'end' });
  const token = () => store.grant?.token ?? secret;

  // Who: the conversation that is known, else a new one, which comes with its first stream URL; and a token that stays fresh.
  const started$ = service.startConversation(secret).pipe(tap(answer => {
    store.begin(answer, answer.grant);
    if (answer.ticket) store.keepTicket(answer.ticket);
  }));
  const id$ = defer(() => (store.known ? of(store.known) : started$)).pipe(map(({ conversationId }) => conversationId));
  const tokens$ = store.grant$.pipe(switchMap(grant => freshTokens(grant, old => service.refreshToken(old.token))));
  const fresh$ = tokens$.pipe(tap(token => store.adopt(token)), ignoreElements());

  // Where from: a socket on a stream URL, after the history that it does not bring.
  const asked$ = id$.pipe(switchMap(id => service.reconnectToConversation(token(), id, store.watermark)), map(({ ticket }) => ticket));
  const ticket$ = id$.pipe(map(() => store.takeTicket()), switchMap(ticket => (ticket ? of(ticket) : asked$)), filter(ticket => ticket !== undefined));
  const page = (watermark?: string) => id$.pipe(switchMap(id => service.getActivities(token(), id, watermark)));
  const open = afterHistory({ needed: () => store.needsHistory, hidden: () => false, page })(streamActivitySets(ticket$, socket));

  // When: the status decides. What: each activity once.
  return supervise(machine, () => merge(open(), fresh$)).pipe(deliverOnce({ store, lingerMs: 1_000, overflow: machine.lose }));
};

type Make = (world: World, own: { readonly socket?: Socket; readonly reconnectPolicy?: ReconnectPolicy }) => Observable<Activity>;

const ours: Make = ({ client }, { socket, reconnectPolicy }) =>
  client({ secret: SECRET, ...(reconnectPolicy && { reconnectPolicy }) }, socket && { socket }).activity$;
const rebuilt: Make = ({ parts }, own) => {
  const { http, socket } = parts();
  return activitiesOf(SECRET, http, own.socket ?? socket, own.reconnectPolicy ?? exponentialBackoff({ random: () => 0.5 }));
};

describe.each([['the assembled client', ours], ['the main line rebuilt from the exported parts', rebuilt]])('%s', (_, make) => {
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
