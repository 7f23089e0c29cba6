import { codeNote, isNeverSent } from './errorCodes.js';
import type { Exchange, Fetch } from './http.js';
import { nodeExchange } from './nodeHttp.js';
import { redirectNote } from './redirectNote.js';
import type { WebSocketConstructor } from './socket.js';
import { usesOwnFetch } from './usesOwnFetch.js';

/** Node, and servers like it: the native fetch if there is one when it is called, else the ponyfill. */
export const loadFetch = async (): Promise<Fetch> =>
  globalThis.fetch?.bind(globalThis) ?? (await import('cross-fetch')).default;

/** What sends a request in the place of the platform's fetch: `node:http`, which takes a third of the time of Node's own fetch. */
export const hostExchange = (): Exchange | undefined => (usesOwnFetch() ? nodeExchange : undefined);

/** `ws` on every Node, since it can ping and be ended at once, which the native one of Node 22 cannot. */
export const loadWebSocket = async (): Promise<WebSocketConstructor> => (await import('isomorphic-ws')).default;

// What only Node tells of an error and of a redirect.
export { codeNote, isNeverSent, redirectNote };
