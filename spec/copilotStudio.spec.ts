import { concatMap, defer, of, tap, throwError, timer } from 'rxjs';
import { copilotStudioBy } from '../src/copilotStudio.js';
import { DirectLineNetworkError } from '../src/errors.js';
import { copilotStudio, directLineHosts } from '../src/index.js';
import type { DirectLineSettings } from '../src/options.js';
import { withDeadline, type Http, type HttpRequest } from '../src/transport/http.js';
import { responseOf, type Answer } from './support/fakeHttp.js';
import { thrownBy } from './support/outcomes.js';
import { inWorld, named, texts, type World } from './support/world.js';

const environment = 'https://default0123.4.environment.api.powerplatform.com';
const tokenEndpoint = `${environment}/powervirtualagents/botsbyschema/cr1_agent/directline/token?api-version=2022-03-01-preview`;
const settings = `${environment}/powervirtualagents/regionalchannelsettings?api-version=2022-03-01-preview`;
const inEurope: Answer = { body: { channelUrlsById: { directline: 'https://europe.directline.botframework.com/' } } };

interface Agent {
  /** What the two endpoints answer, in turn, then as a matter of course. */
  readonly token?: readonly Answer[];
  readonly settings?: readonly Answer[];
  readonly tookMs?: number;
  readonly endpoint?: string;
}

/** An agent with its environment; each answer takes 100 ms unless told otherwise. */
const agent = ({ service, now }: World, { token = [], settings: regional = [], tookMs = 100, endpoint = tokenEndpoint }: Agent = {}) => {
  const requests: (HttpRequest & { readonly atMs: number })[] = [];
  const [tokens, regions] = [[...token], [...regional]];
  let aborted = 0;
  const http: Http = request =>
    defer(() => {
      requests.push({ ...request, atMs: now() });
      const answer = request.url.includes('regionalchannelsettings')
        ? regions.shift() ?? inEurope
        : tokens.shift() ?? { body: { token: service.token(undefined, 'guid'), expires_in: 3_600 } };
      if (answer.status === 0) return throwError(() => new DirectLineNetworkError('no answer: refused', true));
      return timer(tookMs).pipe(concatMap(() => of(responseOf(answer))), tap({ unsubscribe: () => void (aborted += 1) }));
    });
  return { ...copilotStudioBy(withDeadline(http), endpoint), requests, aborted: () => aborted, urls: () => requests.map(({ url }) => url) };
};

/** A client of an agent, and where its Direct Line calls go. */
const talking = (world: World, studio: ReturnType<typeof agent>, options: DirectLineSettings = {}) => {
  const { http } = world.host();
  const hosts = new Set<string>();
  const line = world.client({ token: studio.token, baseUrl: studio.baseUrl, reconnectPolicy: () => 1_000, ...options }, {
    http: request => {
      hosts.add(new URL(request.url).origin);
      return http(request);
    },
  });
  return { line, hosts };
};

describe('an agent of Copilot Studio', () => {
  it('is talked to at the host of its region, with a token of its endpoint, both asked for at the same time', inWorld(world => {
    const studio = agent(world);
    const { line, hosts } = talking(world, studio);
    world.pass(1_000);
    expect(studio.requests).toEqual([]);
    const heard = world.listen(line.activity$);
    const conversation = world.listen(line.conversation$);
    const token = world.listen(line.token$);
    world.pass(1_000);
    world.service.says('hello');
    expect(studio.requests.map(({ method, url, atMs, headers }) => [method, url, atMs, headers])).toEqual(
      [tokenEndpoint, settings].map(url => ['GET', url, 1_000, { Accept: 'application/json' }]),
    );
    expect([texts(heard), [...hosts], line.story().at(-1)]).toEqual([['hello'], [directLineHosts.europe], 'online @1140']);
    expect(conversation.values[0]).toMatchObject({ started: 'new', userId: 'guid' });
    expect(token.values[0]).toMatchObject({ userId: 'guid', expiresAtMs: 1_100 + 1_800_000 });
  }));

  it('is talked to by any number of clients, each with a conversation of its own, and is asked for its region once', inWorld(world => {
    const studio = agent(world);
    for (const { line } of [talking(world, studio), talking(world, studio)]) world.listen(line.activity$);
    world.pass(1_000);
    expect(studio.urls().filter(url => url === settings)).toHaveLength(1);
    expect(new Set(world.service.sockets.map(({ conversationId }) => conversationId)).size).toBe(2);
  }));

  it('of the first generation, which does not know its region, is at the global host', inWorld(world => {
    const legacy = 'https://powervamg.eu-il105.gateway.prod.island.powerapps.com/api/botmanagement/v1/directline/directlinetoken?botId=b';
    const studio = agent(world, { endpoint: legacy, settings: [{ status: 404 }] });
    const { line, hosts } = talking(world, studio);
    world.listen(line.activity$);
    world.pass(1_000);
    expect(studio.urls()).toEqual([legacy, 'https://powervamg.eu-il105.gateway.prod.island.powerapps.com/powervirtualagents/regionalchannelsettings?api-version=2022-03-01-preview']);
    expect([[...hosts], line.story().at(-1)]).toEqual([[directLineHosts.global], 'online @140']);
  }));

  it.each(['', '/', '//', '/v3/directline', '/v3/directline/', '//v3/directline'])('has its host whatever comes after it: %j', end =>
    inWorld(world => {
      const studio = agent(world, { settings: [{ body: { channelUrlsById: { directline: `https://india.directline.botframework.com${end}` } } }] });
      const where = world.listen(talking(world, studio).line.conversation$);
      const baseUrl = world.listen(defer(studio.baseUrl));
      world.pass(1_000);
      expect([where.values.length, baseUrl.values.length]).toEqual([1, 1]);
      expect(world.service.requests[0]?.path).toBe('/conversations');
    })());

  it('is asked with the version of its endpoint, behind a path of its own if it has one', inWorld(world => {
    const studio = agent(world, { endpoint: 'https://proxy.example/agents/powervirtualagents/botsbyschema/a/directline/token?api-version=2030-01-01' });
    world.listen(defer(studio.baseUrl));
    world.pass(1_000);
    expect(studio.urls()).toEqual(['https://proxy.example/agents/powervirtualagents/regionalchannelsettings?api-version=2030-01-01']);
  }));
});

describe('what goes wrong with it', () => {
  it.each<[string, Agent, object]>([
    ['the region is not told', { settings: [{ status: 503 }, { status: 500 }] }, { name: 'DirectLineHttpError', status: 503 }],
    ['the token is not given', { token: [{ status: 429, headers: { 'retry-after': '1' } }, { status: 500 }] }, { name: 'DirectLineHttpError', status: 429, retryAfterMs: 1_000 }],
    ['the network fails', { settings: [{ status: 0 }, { status: 0 }] }, { name: 'DirectLineNetworkError' }],
    ['the answers are none', { token: [{ body: { expires_in: 7 } }], settings: [inEurope, { body: 'HIDDEN' }] }, { name: 'DirectLineProtocolError', message: 'token endpoint, token: got undefined, wanted a text' }],
    ['there is no region for Direct Line', { settings: [{ body: { channelUrlsById: {} } }] }, { name: 'DirectLineProtocolError', message: 'regional channel settings, directline: got undefined, wanted a text' }],
    ['there are no regions', { settings: [{ body: 'HIDDEN' }] }, { name: 'DirectLineProtocolError', message: 'regional channel settings: got undefined, wanted an object with directline' }],
  ])('is tried again, as the policy says: %s', (_, bad, cause) =>
    inWorld(world => {
      const { line } = talking(world, agent(world, bad));
      const heard = world.listen(line.activity$);
      world.pass(10_000);
      expect([line.story().at(-1)?.split(' ')[0], heard.errors, world.service.opCount('start')]).toEqual(['online', [], 1]);
      expect(line.statuses[2]?.[1]).toMatchObject({ state: 'waiting', error: { name: 'DirectLineCallbackError', callback: 'token', cause } });
      expect(JSON.stringify(line.statuses) + String(line.statuses)).not.toContain('HIDDEN');
    })());

  it('is said of an endpoint that refuses, since the agent requires secured access', inWorld(world => {
    const { line } = talking(world, agent(world, { token: [{ status: 403, body: { error: { code: 'Forbidden', message: 'secured access is on' } } }] }));
    world.listen(line.activity$);
    world.pass(500);
    expect(line.statuses[2]?.[1]).toMatchObject({
      error: { cause: { status: 403, code: 'Forbidden', message: 'GET /powervirtualagents/botsbyschema/cr1_agent/directline/token answered 403 Forbidden: secured access is on' } },
    });
  }));

  it('takes ten seconds at most to be known', inWorld(world => {
    const { line } = talking(world, agent(world, { tookMs: 60_000 }));
    world.listen(line.activity$);
    world.pass(10_000);
    expect(line.statuses[2]).toMatchObject([10_000, { error: { cause: { name: 'DirectLineTimeoutError', timeoutMs: 10_000 } } }]);
  }));

  it('is waited for by nobody who has left', inWorld(world => {
    const studio = agent(world);
    const conversation = world.listen(talking(world, studio).line.conversation$);
    world.pass(50);
    conversation.leave();
    expect([studio.aborted(), world.timers()]).toEqual([2, 0]);
  }));

  it('is that its tokens are for new conversations: one that has expired cannot go on, and with restart another begins', inWorld(world => {
    const away = (onGone: 'end' | 'restart') => {
      const { line } = talking(world, agent(world), { onGone });
      const heard = world.listen(line.activity$);
      world.pass(1_000);
      world.service.expireTokens();
      world.service.cut();
      world.pass(20_000);
      return { line, heard };
    };
    const ending = away('end');
    expect(ending.line.statuses.at(-1)?.[1]).toMatchObject({ state: 'needsToken', error: { name: 'DirectLineTokenMismatchError' } });
    expect(named(ending.heard.errors)).toEqual([]);
    ending.line.end();
    expect(away('restart').line.story().at(-1)?.split(' ')[0]).toBe('online');
  }));
});

describe('a token endpoint', () => {
  const said = (endpoint: unknown): string => thrownBy(() => Reflect.apply(copilotStudio, undefined, [{ tokenEndpoint: endpoint }])).message;
  const takes = 'it takes the Token Endpoint of Copilot Studio, an http(s) URL that ends in /directline/token';

  it.each<[unknown, string]>([
    ['', 'an empty string'], ['HIDDEN', 'a string of another form'], ['wss://HIDDEN', 'a string of another form'], [7, 'the number 7'], [null, 'null'],
    [undefined, 'a undefined'], [new URL(tokenEndpoint), 'an object without what it needs'],
    [`${environment}/copilotstudio/dataverse-backed/authenticated/bots/a/conversations?api-version=1`, "the connection string of Microsoft's client, which ends in /conversations"],
  ])('%p is none, and that is said before anything is asked', (endpoint, got) => {
    expect(said(endpoint)).toBe(`tokenEndpoint: got ${got}; ${takes}`);
  });

  it.each([[[]], [[null]], [[tokenEndpoint]]])('is missing where the options are %j', (given: readonly unknown[]) => {
    expect(thrownBy(() => Reflect.apply(copilotStudio, undefined, given))).toMatchObject({
      name: 'DirectLineOptionError', option: 'tokenEndpoint', message: `tokenEndpoint: got a undefined; ${takes}`,
    });
  });

  it('is one with or without https, at any host', () => {
    for (const endpoint of [tokenEndpoint, 'http://127.0.0.1:1/token', 'https://proxy.example/t?x=1'])
      expect(Object.keys(copilotStudio({ tokenEndpoint: endpoint })).sort()).toEqual(['baseUrl', 'token']);
  });
});
