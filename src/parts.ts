import type { Observable } from 'rxjs';
import type { DirectLineOptions } from './options.js';
import { fetchHttp, type Http } from './transport/http.js';
import { isBrowser, newId, wake$ } from './transport/host.js';
import { webSocket, type Socket } from './transport/socket.js';

/** What a client takes from its host: a spec, a simulation or a host of its own kind brings others. */
export interface Parts {
  readonly http: Http;
  readonly socket: Socket;
  /** The host woke up, or came back online. */
  readonly wake$: Observable<unknown>;
  /** From 0 to 1. */
  readonly random: () => number;
  /** An id that nobody else has. */
  readonly newId: () => string;
  /** Whether what this host holds can be read by its user. */
  readonly isBrowser: boolean;
}

/** The platform's own parts, or the options' where they bring some. */
export const partsFrom = (options: Pick<DirectLineOptions, 'fetch' | 'WebSocket'>): Parts => ({
  http: fetchHttp(options.fetch),
  socket: webSocket(options.WebSocket),
  wake$,
  random: Math.random,
  newId,
  isBrowser: isBrowser(),
});
