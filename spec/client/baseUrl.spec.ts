import { concatMap, defer, EMPTY, map, of, throwError, timer, type Observable } from 'rxjs';
import { directLine1, directLineHosts } from '../../src/index.js';
import type { DirectLineOptions } from '../../src/options.js';
import type { HttpRequest } from '../../src/transport/http.js';
import { SECRET, type Op } from '../support/service.js';
import { inWorld, named, texts, type World } from '../support/world.js';

/** A client whose base URL is found out in a tenth of a second, this way; how often it was asked. */
const seeking = ({ client, host }: World, options: DirectLineOptions = { secret: SECRET }, answer: () => Observable<string> = () => of('https://there//v3/directline/')) => {
  const requests: HttpRequest[] = [];
  const { http } = host();
  let asks = 0;
  const baseUrl = () => defer(() => {
    asks += 1;
    return timer(100).pipe(concatMap(answer));
  });
  const line = client({ ...options, baseUrl }, {
    http: request => {
      requests.push(request);
      return http(request);
    },
  });
  return { line, requests, asks: () => asks };
};

describe('a base URL that is found out', () => {
  it('is asked for once, when it is first needed, and every call goes there', inWorld(world => {
    const { service, listen, pass } = world;
    const { line, requests, asks } = seeking(world);
    pass(1_000);
    expect(asks()).toBe(0);
    const heard = listen(line.activity$);
    listen(line.token$);
    listen(line.postActivity({ type: 'message', text: 'hello' }));
    listen(line.getSessionId());
    pass(500);
    service.cut();
    pass(1_400_000);
    expect([asks(), texts(heard), service.opCount('start')]).toEqual([1, ['hello'], 1]);
    expect(new Set(requests.map(({ url }) => url.replace(/^(https:\/\/\w+\/v3\/directline\/).*/, '$1')))).toEqual(new Set(['https://there/v3/directline/']));
    const ops: readonly Op[] = ['history', 'post', 'reconnect', 'refresh', 'session', 'start'];
    expect([...new Set(service.requests.map(({ op }) => op))].sort()).toEqual(ops);
  }));

  it('is where 1.1 goes too', inWorld(world => {
    const { line, requests } = seeking(world, { secret: SECRET, protocol: directLine1 });
    const heard = world.listen(line.activity$);
    world.pass(500);
    world.service.says('hello');
    world.pass(2_000);
    expect([texts(heard), requests[0]?.url]).toEqual([['hello'], 'https://there/api/conversations']);
  }));

  it.each<[string, () => Observable<string>, object]>([
    ['errors', () => throwError(() => new Error('mine')), { message: 'mine' }],
    ['throws', () => { throw new Error('mine'); }, { message: 'mine' }],
    ['gives nothing', () => EMPTY, { name: 'DirectLineProtocolError', message: 'baseUrl: got undefined, wanted an http(s) URL without a query' }],
    ['gives what is no URL', () => of('HIDDEN'), { name: 'DirectLineProtocolError', message: 'baseUrl: got string, wanted an http(s) URL without a query' }],
  ])('that %s is asked for again, as the policy says, until it is known', (_, bad, cause) =>
    inWorld(world => {
      let bads = 3;
      const { line, asks } = seeking(world, { secret: SECRET, reconnectPolicy: () => 1_000 }, () => (bads-- > 0 ? bad() : of('https://there')));
      world.listen(line.activity$);
      world.pass(5_000);
      expect([asks(), line.story().at(-1), world.service.opCount('start')]).toEqual([4, 'online @3440', 1]);
      expect(line.statuses[2]?.[1]).toMatchObject({ state: 'waiting', error: { name: 'DirectLineCallbackError', callback: 'baseUrl', cause } });
      expect(line.notices()).toEqual([]);
    })());

  it('that does not come is waited for, with a notice', inWorld(world => {
    const { line } = seeking(world, { secret: SECRET }, () => timer(59_900).pipe(map(() => 'https://there')));
    world.listen(line.activity$);
    world.pass(59_999);
    expect([line.story().at(-1), line.notices()]).toEqual(['connecting 1 @0', ['slowCallback']]);
    world.pass(1_000);
    expect([line.story().at(-1), line.notices()]).toEqual(['online @60040', ['slowCallback']]);
  }));

  it('that is not known yet keeps a post waiting, which is sent once', inWorld(world => {
    const id = world.service.conversation();
    let bads = 2;
    const { line } = seeking(world, { token: world.service.token(id), resume: { conversationId: id } }, () => (bads-- > 0 ? throwError(() => new Error('mine')) : of('https://there')));
    const post = world.listen(line.postActivity({ type: 'message' }));
    world.pass(10_000);
    expect([post.values.length, named(post.errors), world.service.opCount('post')]).toEqual([1, [], 1]);
  }));

  it('is given up when nobody waits for it, and begun anew by who comes', inWorld(world => {
    const { line, asks } = seeking(world);
    const session = world.listen(line.token$);
    world.pass(50);
    session.leave();
    expect(world.timers()).toBe(0);
    session.come();
    world.pass(500);
    expect([asks(), session.values.length]).toEqual([2, 1]);
  }));

  it('is what a 403 names other hosts for', inWorld(world => {
    world.service.trouble('start', { status: 403, code: 'RegionNotAllowed' });
    const { line } = seeking(world, { secret: SECRET }, () => of(directLineHosts.europe));
    const heard = world.listen(line.activity$);
    world.pass(500);
    expect(String(heard.errors[0])).toContain(`try baseUrl ${directLineHosts.global} or ${directLineHosts.india}`);
  }));
});
