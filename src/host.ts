import { NEVER, switchMap, type Observable } from 'rxjs';
import type { DirectLineOptions } from './options.js';
import type { Activity } from './protocol/types.js';
import type { Upload } from './protocol/upload.js';
import { fetchHttp, type Http } from './transport/http.js';
import { isBrowser, newId, wake$ } from './transport/host.js';
import { lazily } from './transport/lazily.js';
import { webSocket, type Socket } from './transport/socket.js';

/** What a client takes from its host: a spec, a simulation or a host of its own kind brings others. */
export interface Host {
  readonly http: Http;
  readonly socket: Socket;
  /** The host woke up, or came back online. */
  readonly wake$: Observable<unknown>;
  /** From 0 to 1. */
  readonly random: () => number;
  /** An id that nobody else has. */
  readonly newId: () => string;
  /** Reads the files of an activity and packs them, anew each subscription. */
  readonly pack: (activity: Activity) => Observable<Upload>;
  /** Whether what this host holds can be read by its user. */
  readonly isBrowser: boolean;
}

/** The platform's own parts, or the options' where they bring some. */
export const hostFrom = (options: Pick<DirectLineOptions, 'fetch' | 'WebSocket'>): Host => ({
  http: fetchHttp(options.fetch),
  socket: webSocket(options.WebSocket),
  wake$: isBrowser() ? wake$ : NEVER,
  random: Math.random,
  newId,
  // Who posts no files never loads what that takes.
  pack: activity => lazily(() => import('./uploads.js')).pipe(switchMap(({ pack }) => pack(activity))),
  isBrowser: isBrowser(),
});
