import type { DirectLineError } from '../errors.js';
import type { Transport } from './status.js';

/** What the app asked for; `auto` is the socket where it opens, else polling. */
export type TransportOption = 'auto' | 'websocket' | 'polling';

/** What earlier runs have shown about which transport works. */
export interface Route {
  /** Sockets in a row that never opened. */
  readonly unopened: number;
  /** Why the client polls although a socket was wanted. */
  readonly pollingReason?: 'otherClient' | 'socketBlocked';
  /** When the socket is worth another try, and how long that was put off. */
  readonly socketAtMs: number;
  readonly putOffMs: number;
}

export const newRoute: Route = { unopened: 0, socketAtMs: Infinity, putOffMs: 0 };

/** After so many sockets in a row that never opened, the client assumes a network that blocks them (a proxy, say). */
const UNOPENED = 2;
const FIRST_PUT_OFF_MS = 5 * 60_000;
const LONGEST_PUT_OFF_MS = 60 * 60_000;

/** Where the next run's activities come from. */
export const transportOf = (option: TransportOption, { pollingReason, socketAtMs }: Route, nowMs: number): Transport => {
  if (option !== 'auto') return option;
  return pollingReason === 'otherClient' || (pollingReason === 'socketBlocked' && nowMs < socketAtMs) ? 'polling' : 'websocket';
};

/** Another client holds the stream: this client polls and leaves the stream to it. */
export const afterCollision = (): Route => ({ ...newRoute, pollingReason: 'otherClient' });

/** A socket never opened: the client polls after the second one, and at once after one that was only a try. */
export const afterUnopened = (route: Route, nowMs: number): Route => {
  const unopened = route.unopened + 1;
  if (route.pollingReason !== 'socketBlocked' && unopened < UNOPENED) return { ...route, unopened };
  const putOffMs = route.putOffMs === 0 ? FIRST_PUT_OFF_MS : Math.min(route.putOffMs * 2, LONGEST_PUT_OFF_MS);
  return { unopened: 0, pollingReason: 'socketBlocked', putOffMs, socketAtMs: nowMs + putOffMs };
};

/** The timer for another try has fired. The clock may lag behind it, so the time is set to the past. */
export const afterPutOff = (route: Route): Route => ({ ...route, socketAtMs: -Infinity });

/** Whether a loss shows that sockets do not open here: the service was reached, its stream was not. */
export const isUnopened = (error: DirectLineError): boolean =>
  (error.name === 'DirectLineSocketError' && !error.opened) ||
  (error.name === 'DirectLineTimeoutError' && (error.what === 'open' || error.what === 'streamUrl'));
