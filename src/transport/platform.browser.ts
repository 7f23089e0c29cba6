import type { Fetch } from './http.js';
import type { WebSocketConstructor } from './socket.js';

/** Takes the place of platform.ts in browser bundles (package.json, `browser`): native only, so no ponyfill is bundled. */
export const loadFetch = async (): Promise<Fetch> => globalThis.fetch.bind(globalThis);

export const loadWebSocket = async (): Promise<WebSocketConstructor> => globalThis.WebSocket;
