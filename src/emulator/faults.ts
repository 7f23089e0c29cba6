import type { Fault } from './core/faultPlan.js';

/** Which sockets a fault is for: all, or those of one conversation. */
export interface FaultTarget {
  readonly conversationId?: string;
}

/** Bad days on demand. Planned faults are used up in the order of their planning. */
export interface Faults {
  /** Breaks open streams off, without a closing handshake unless a close `code` is given. Returns how many. */
  drop(how?: FaultTarget & { readonly code?: number; readonly reason?: string }): number;
  /** Breaks open streams off without the service noticing: for `ghostMs` (default 10000) they still count as the conversation's socket. Returns how many. */
  ghost(how?: FaultTarget & { readonly ghostMs?: number }): number;
  /** Open streams stay open, but nothing is written: no activities, keep-alives or pongs, for `ms` (then late) or, by default, ever. Returns how many. */
  silence(ms?: number, target?: FaultTarget): number;
  /** The next `times` (default 1) upgrades are answered 503. */
  refuse(times?: number): void;
  /** The next `times` (default 1) upgrades are never answered. */
  neverOpen(times?: number): void;
  /** The next stream begins with the `last` recorded activities, or all, in spite of its watermark. */
  replay(last: number | 'all'): void;
  /** Every token issued until now counts as expired: 403 `TokenExpired`. Stream URLs keep their own time. */
  expire(): void;
  /** The next `times` (default 1) matching requests are answered with an error, and have no effect. */
  respond(status: number, how?: FaultResponse): void;
  /** Forgets what is planned and has not happened. */
  clear(): void;
}

export interface FaultResponse {
  /** Tested against `METHOD /path`: a part of it, or a pattern; default every request, upgrades included. */
  readonly match?: string | RegExp;
  /** How many requests; default 1, `Infinity` until `clear()`. */
  readonly times?: number;
  /** The `Retry-After` header: seconds, or an HTTP date. */
  readonly retryAfter?: number | string;
  /** The error's `code`; default the one that docs/protocol.md, 11.3 has for the status. */
  readonly code?: string;
}

/** `inject` returns how many sockets the fault hit. */
export function createFaults(inject: (fault: Fault) => number): Faults {
  return {
    drop: (how = {}) => inject({ kind: 'drop', ...how }),
    ghost: ({ ghostMs = 10_000, ...target } = {}) => inject({ kind: 'ghost', ghostMs, ...target }),
    silence: (ms = Infinity, target = {}) => inject({ kind: 'silence', ms, ...target }),
    refuse: (times = 1) => void inject({ kind: 'refuse', times }),
    neverOpen: (times = 1) => void inject({ kind: 'neverOpen', times }),
    replay: (last) => void inject({ kind: 'replay', last }),
    expire: () => void inject({ kind: 'expire' }),
    respond: (status, { times = 1, ...how } = {}) => void inject({ kind: 'respond', answer: { status, times, ...how } }),
    clear: () => void inject({ kind: 'clear' }),
  };
}
