import type { Fetch } from './http.js';
import type { WebSocketConstructor } from './socket.js';

/** Takes the place of platform.ts in browser bundles (package.json, `browser`): native only, so no ponyfill is bundled. */
// Called by its name, so that where there is none the error says so.
export const loadFetch = async (): Promise<Fetch> => (url, init) => globalThis.fetch(url, init);

export const loadWebSocket = async (): Promise<WebSocketConstructor> => globalThis.WebSocket;
