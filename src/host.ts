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
  /** Liveness is tested at multiples of this time on the clock; 0 tests each stream at its own time. */
  readonly gridMs?: number;
  /** From 0 to 1. */
  readonly random: () => number;
  /** An id that nobody else has. */
  readonly newId: () => string;
  /** Reads the files of an activity and packs them, anew each subscription. */
  readonly pack: (activity: Activity) => Observable<Upload>;
  /** Whether what this host holds can be read by its user. */
  readonly isBrowser: boolean;
}

/** Streams may be silent for 33 s and have 10 s for a pong. With this grid that stays below the 45 s of the promise. */
export const LIVENESS_GRID_MS = 500;

/** The platform's own parts, or the options' where they bring some. */
export const hostFrom = (options: Pick<DirectLineOptions, 'fetch' | 'WebSocket'>): Host => ({
  http: fetchHttp(options.fetch),
  socket: webSocket(options.WebSocket),
  wake$: isBrowser() ? wake$ : NEVER,
  // A server holds thousands of streams: tested at the same moments they wake its process less often. A page holds one.
  gridMs: isBrowser() ? 0 : LIVENESS_GRID_MS,
  random: Math.random,
  newId,
  // Who posts no files never loads what that takes.
  pack: activity => lazily(() => import('./uploads.js')).pipe(switchMap(({ pack }) => pack(activity))),
  isBrowser: isBrowser(),
});
