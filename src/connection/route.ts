import type { DirectLineError } from '../errors.js';
import type { Transport } from './status.js';

/** What the app asked for; `auto` is the socket where it opens, else polling. */
export type TransportOption = 'auto' | 'websocket' | 'polling';

/** What the runs so far have taught about where activities can come from. */
export interface Route {
  /** Sockets in a row that never opened. */
  readonly unopened: number;
  /** Why it is polled although nobody asked for that. */
  readonly because?: 'collision' | 'handshake';
  /** When the socket is worth another try, and how long that was put off. */
  readonly socketAtMs: number;
  readonly putOffMs: number;
}

export const newRoute: Route = { unopened: 0, socketAtMs: Infinity, putOffMs: 0 };

/** As many sockets in a row that never opened are a network that does not let them (a proxy, say). */
const UNOPENED = 2;
const FIRST_PUT_OFF_MS = 5 * 60_000;
const LONGEST_PUT_OFF_MS = 60 * 60_000;

/** Where the next run's activities come from. */
export const transportOf = (option: TransportOption, { because, socketAtMs }: Route, nowMs: number): Transport => {
  if (option !== 'auto') return option;
  return because === 'collision' || (because === 'handshake' && nowMs < socketAtMs) ? 'polling' : 'websocket';
};

/** Another client holds the stream: its side is left to it. */
export const afterCollision = (): Route => ({ ...newRoute, because: 'collision' });

/** A socket never opened: after the second it is polled, and so it is at once after one that was only a try. */
export const afterUnopened = (route: Route, nowMs: number): Route => {
  const unopened = route.unopened + 1;
  if (route.because !== 'handshake' && unopened < UNOPENED) return { ...route, unopened };
  const putOffMs = route.putOffMs === 0 ? FIRST_PUT_OFF_MS : Math.min(route.putOffMs * 2, LONGEST_PUT_OFF_MS);
  return { unopened: 0, because: 'handshake', putOffMs, socketAtMs: nowMs + putOffMs };
};

/** The socket is worth another try, whatever the clock says: it need not go as the timer did. */
export const afterPutOff = (route: Route): Route => ({ ...route, socketAtMs: -Infinity });

/** Whether a loss says that sockets do not open here: the service was reached, its stream was not. */
export const isUnopened = (error: DirectLineError): boolean =>
  (error.name === 'DirectLineSocketError' && !error.opened) ||
  (error.name === 'DirectLineTimeoutError' && (error.what === 'open' || error.what === 'streamUrl'));
