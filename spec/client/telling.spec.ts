import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { directLine1 } from '../../src/index.js';
import type { DirectLineOptions } from '../../src/options.js';
import type { HttpRequest } from '../../src/transport/http.js';
import { VERSION } from '../../src/version.js';
import { root } from '../support/packed.js';
import { SECRET } from '../support/service.js';
import { inWorld, type World } from '../support/world.js';

/** A client whose requests are kept. */
const watched = ({ client, host }: World, options: DirectLineOptions = { secret: SECRET }) => {
  const requests: HttpRequest[] = [];
  const { http } = host();
  const line = client(options, {
    http: request => {
      requests.push(request);
      return http(request);
    },
  });
  return { line, requests };
};

const headersOf = (requests: readonly HttpRequest[]): readonly (string | undefined)[] => [...new Set(requests.map(({ headers }) => headers['x-ms-bot-agent']))];

/** Every kind of request that there is. */
const busy = (world: World, options: DirectLineOptions = { secret: SECRET }): readonly HttpRequest[] => {
  const { line, requests } = watched(world, options);
  world.listen(line.activity$);
  world.pass(100);
  world.listen(line.postActivity({ type: 'message' }));
  world.listen(line.getSessionId());
  world.service.cut();
  world.pass(1_400_000);
  const kinds = new Set(world.service.requests.map(({ op }) => op));
  expect([...kinds].sort()).toEqual(options.protocol ? ['history', 'post', 'refresh', 'start'] : ['history', 'post', 'reconnect', 'refresh', 'session', 'start']);
  return requests;
};

describe('every request', () => {
  it('says which client asks', inWorld(world => {
    expect(headersOf(busy(world))).toEqual([`DirectLine/3.0 (rx-directline ${VERSION})`]);
  }));

  it("says which app it is, where that says its name", inWorld(world => {
    expect(headersOf(busy(world, { secret: SECRET, botAgent: 'my-app 1.2' }))).toEqual([`DirectLine/3.0 (rx-directline; my-app 1.2 ${VERSION})`]);
  }));

  it('says by which version it asks', inWorld(world => {
    expect(headersOf(busy(world, { secret: SECRET, protocol: directLine1 }))).toEqual([`DirectLine/1.1 (rx-directline ${VERSION})`]);
  }));

  it('goes without the cookies of the host, but the one for the session id', inWorld(world => {
    expect(busy(world).filter(({ credentials }) => credentials !== undefined).map(({ url, credentials }) => [url, credentials])).toEqual([
      ['https://service/v3/directline/session/getsessionid', 'include'],
    ]);
  }));

  it('has the version of package.json', () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    expect(VERSION).toBe(version);
  });
});

describe('a start', () => {
  it('is told the start parameters, with the user and the locale', inWorld(world => {
    const startParameters = { trustedOrigins: ['https://app.example'], eTag: 'e', aNewOne: { of: 2030 } };
    const { line } = watched(world, { secret: SECRET, startParameters, user: 'ann', locale: 'fr-FR' });
    world.listen(line.token$);
    world.pass(100);
    expect(world.service.requests[0]?.body).toEqual({ ...startParameters, user: { id: 'ann' }, locale: 'fr-FR' });
  }));
});

describe('a post', () => {
  const posted = (world: World, locale: string | undefined, own?: string): unknown => {
    const { line } = watched(world, { secret: SECRET, ...(locale !== undefined && { locale }) });
    world.listen(line.postActivity({ type: 'message', ...(own !== undefined && { locale: own }) }));
    world.pass(100);
    return world.service.history()[0]?.locale;
  };

  it('is in the language of the option, if it does not say another', inWorld(world => expect(posted(world, 'fr-FR')).toBe('fr-FR')));
  it('keeps a locale of its own', inWorld(world => expect(posted(world, 'fr-FR', 'de-DE')).toBe('de-DE')));
  it('says none where there is none', inWorld(world => expect(posted(world, undefined)).toBeUndefined()));
});
