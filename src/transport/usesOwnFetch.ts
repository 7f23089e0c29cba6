/** Where undici, of which Node's fetch is a part, keeps the dispatcher of all its requests. `setGlobalDispatcher` writes it. */
const GLOBAL_DISPATCHER = Symbol.for('undici.globalDispatcher.1');

/** Whether this is Node itself: Bun, Deno, Electron's pages, jsdom and most workers have a `navigator` with a name of its own, Node 20 has none. */
const isNode = (): boolean =>
  typeof process === 'object' &&
  typeof process.getBuiltinModule === 'function' &&
  process.versions?.['bun'] === undefined &&
  process.versions?.['deno'] === undefined &&
  typeof window === 'undefined' &&
  (typeof navigator === 'undefined' || String(navigator.userAgent).startsWith('Node.js/'));

/** Whether Node sends the requests of its fetch through the proxy that the environment names. */
const hasProxyOfEnvironment = (): boolean =>
  Boolean(process.env['NODE_USE_ENV_PROXY']) || [...process.execArgv, process.env['NODE_OPTIONS'] ?? ''].some(text => text.includes('--use-env-proxy'));

/** Whether a function is Node's fetch by its source. A wrapper or a stub that was there before this module has another source. */
const isFetchOfNode = (fetch: unknown): boolean => typeof fetch === 'function' && Function.prototype.toString.call(fetch).includes('internal/deps/undici');

/** Node's own fetch, which is compared by identity: whatever takes its place later is another function. */
const ownFetch: unknown = isNode() && isFetchOfNode(globalThis.fetch) && !hasProxyOfEnvironment() ? globalThis.fetch : undefined;

/** Mutable: the dispatcher that was looked at last, and whether it is the one that undici begins with. */
let dispatcher: unknown;
let isDefault = true;

/** Whether undici has the dispatcher that it begins with: an `Agent` of which no option was set. */
const hasDefaultDispatcher = (): boolean => {
  const current: unknown = Reflect.get(globalThis, GLOBAL_DISPATCHER);
  // None is there before the first fetch.
  if (current === undefined) return true;
  if (current === dispatcher) return isDefault && hasItsOwnDispatch(current);
  dispatcher = current;
  isDefault = typeof current === 'object' && current !== null && current.constructor.name === 'Agent' && hasNoOptions(current) && hasDefaultFactory(current);
  return isDefault && hasItsOwnDispatch(current);
};

/** Whether the method `dispatch` is that of its class: `compose()` and interceptors put another one in its place. Looked at each time, because it may be replaced later. */
const hasItsOwnDispatch = (agent: unknown): boolean => {
  if (typeof agent !== 'object' || agent === null || Object.hasOwn(agent, 'dispatch')) return false;
  const own: unknown = Reflect.get(agent, 'dispatch');
  return own === Reflect.get(Object.getPrototypeOf(agent), 'dispatch');
};

/** Whether the agent makes its pools itself. The option `factory` is not among the options that undici keeps. */
const hasDefaultFactory = (agent: object): boolean => {
  const factory = internalOf(agent, 'factory');
  return typeof factory === 'function' && factory.name === 'defaultFactory';
};

const hasNoOptions = (agent: object): boolean => {
  const options = internalOf(agent, 'options');
  return typeof options === 'object' && options !== null && Object.values(options).every(value => value === undefined || value === Infinity);
};

/** Reads a property that undici keeps under a symbol of its own. */
const internalOf = (agent: object, name: string): unknown => {
  const key = Object.getOwnPropertySymbols(agent).find(({ description }) => description === name);
  return key && Reflect.get(agent, key);
};

/**
 * Whether a fetch would now be Node's own, with its defaults: `node:http` can take its place then, since nobody would miss a proxy, a stub or a
 * certificate that was given to fetch.
 */
export const usesOwnFetch = (): boolean => ownFetch !== undefined && globalThis.fetch === ownFetch && hasDefaultDispatcher();
