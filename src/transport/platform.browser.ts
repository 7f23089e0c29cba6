import type { Fetch } from './http.js';
import type { WebSocketConstructor } from './socket.js';

/** Takes the place of platform.ts in browser bundles (package.json, `browser`): native only, so no ponyfill is bundled. */
// Called by its name, so that where there is none the error says so.
export const loadFetch = async (): Promise<Fetch> => (url, init) => globalThis.fetch(url, init);

/** Nothing takes the place of a page's fetch. */
export const hostExchange = (): undefined => undefined;

export const loadWebSocket = async (): Promise<WebSocketConstructor> => globalThis.WebSocket;

/** The errors of a page's fetch have no codes. */
export const codeNote = (_error: unknown, _text: string): string => '';
export const isNeverSent = (_error: unknown): boolean => false;

/** A page's fetch hides redirects. */
export const redirectNote = (_status: number, _header: unknown, _url: string): undefined => undefined;
