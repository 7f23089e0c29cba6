import type { Fetch } from './http.js';
import type { WebSocketConstructor } from './socket.js';

/** Node, and servers like it: the native fetch if there is one when it is called, else the ponyfill. */
export const loadFetch = async (): Promise<Fetch> =>
  globalThis.fetch?.bind(globalThis) ?? (await import('cross-fetch')).default;

/** `ws` on every Node, since it can ping and be ended at once, which the native one of Node 22 cannot. */
export const loadWebSocket = async (): Promise<WebSocketConstructor> => (await import('isomorphic-ws')).default;
