import { fetchHttp, type Fetch } from '../../src/transport/http.js';
import { firstValueFrom } from 'rxjs';
import * as module from '../../src/transport/usesOwnFetch.js';

const dispatcher = Symbol.for('undici.globalDispatcher.1');
const ownFetch = globalThis.fetch;

/** Loads the module anew, as a process does that begins with this environment. */
const usesOwnFetch = (): boolean => {
  jest.resetModules();
  return jest.requireActual<typeof import('../../src/transport/usesOwnFetch.js')>('../../src/transport/usesOwnFetch.js').usesOwnFetch();
};

const define = (target: object, name: PropertyKey, value: unknown): void => {
  const before = Object.getOwnPropertyDescriptor(target, name);
  Object.defineProperty(target, name, { value, configurable: true, writable: true, enumerable: true });
  undo.push(() => (before ? Object.defineProperty(target, name, before) : Reflect.deleteProperty(target, name)));
};
const undo: (() => unknown)[] = [];

afterEach(() => {
  jest.restoreAllMocks();
  undo.splice(0).reverse().forEach((each) => each());
});

class Agent {
  constructor(options: object, factory = function defaultFactory(): void {}) {
    Object.assign(this, { [Symbol('options')]: options, [Symbol('factory')]: factory });
  }

  dispatch(): void {}
}
class ProxyAgent extends Agent {}

describe('node:http in the place of fetch', () => {
  it('is used with Node\'s own fetch, also after a request of that fetch', async () => {
    expect(usesOwnFetch()).toBe(true);
    await ownFetch('http://127.0.0.1:1').catch(() => undefined);
    expect(usesOwnFetch()).toBe(true);
  });

  it('is not used for a fetch that was there before this module', () => {
    define(globalThis, 'fetch', (...all: Parameters<typeof ownFetch>) => ownFetch(...all));
    expect(usesOwnFetch()).toBe(false);
  });

  it('is not used while a spec stubs fetch, and is used again afterwards', async () => {
    const answer = { status: 200, headers: { get: () => null }, text: () => Promise.resolve('stub') };
    expect(module.usesOwnFetch()).toBe(true);
    const stub = jest.fn(() => Promise.resolve(answer));
    define(globalThis, 'fetch', stub);
    expect(module.usesOwnFetch()).toBe(false);
    expect(await firstValueFrom(fetchHttp()({ method: 'GET', url: 'http://service', headers: {}, timeoutMs: 1 }))).toMatchObject({ body: 'stub' });
    expect(stub).toHaveBeenCalledTimes(1);
    undo.splice(0).forEach((each) => each());
    expect(module.usesOwnFetch()).toBe(true);
  });

  it.each<[string, unknown]>([
    ['a proxy agent', new ProxyAgent({})],
    ['an agent with options', new Agent({ connect: { ca: 'a certificate' } })],
    ['something else', { constructor: Object }],
    ['an agent with a factory', new Agent({}, function pools(): void {})],
    ['an agent with a dispatch of its own', Object.assign(new Agent({}), { dispatch: () => undefined })],
    ['an agent with interceptors', new Proxy(new Agent({}), { get: (agent, name): unknown => (name === 'dispatch' ? () => undefined : Reflect.get(agent, name)) })],
  ])('is not used with %s as the dispatcher of undici', (_, value) => {
    define(globalThis, dispatcher, value);
    expect(usesOwnFetch()).toBe(false);
  });

  it('is used with an agent without options as the dispatcher of undici', () => {
    define(globalThis, dispatcher, new Agent({ connect: undefined, interceptors: undefined, maxOrigins: Infinity }));
    expect(usesOwnFetch()).toBe(true);
  });

  it.each([['NODE_USE_ENV_PROXY', '1'], ['NODE_OPTIONS', '--use-env-proxy']])('is not used with the proxy that %s=%s enables', (name, value) => {
    define(process.env, name, value);
    expect(usesOwnFetch()).toBe(false);
  });

  it('is not used with the flag --use-env-proxy', () => {
    define(process, 'execArgv', ['--use-env-proxy']);
    expect(usesOwnFetch()).toBe(false);
  });

  it.each<[string, object, string, unknown]>([
    ['Bun', process, 'versions', { ...process.versions, bun: '1.0.0' }],
    ['Deno', process, 'versions', { ...process.versions, deno: '2.0.0' }],
    ['a Cloudflare worker', globalThis, 'navigator', { userAgent: 'Cloudflare-Workers' }],
    ['a page of Electron', globalThis, 'window', {}],
    ['a host without Node\'s modules', process, 'getBuiltinModule', undefined],
    ['a host without process', globalThis, 'process', undefined],
  ])('is not used in %s', (_, target, name, value) => {
    define(target, name, value);
    expect(usesOwnFetch()).toBe(false);
  });

  it('is used on a Node that has a navigator', () => {
    define(globalThis, 'navigator', { userAgent: 'Node.js/24' });
    expect(usesOwnFetch()).toBe(true);
  });

  it('is not used where the app gives a fetch', async () => {
    const urls: string[] = [];
    const fetch: Fetch = (url, init) => {
      urls.push(`${init.method} ${url} ${init.redirect}`);
      return Promise.resolve({ status: 200, headers: { get: () => null }, text: () => Promise.resolve('') });
    };
    await firstValueFrom(fetchHttp(fetch)({ method: 'GET', url: 'http://service', headers: {}, timeoutMs: 1 }));
    expect(urls).toEqual(['GET http://service manual']);
  });
});
