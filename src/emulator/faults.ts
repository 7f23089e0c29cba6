import type { Inject } from './faultInjection.js';

/** Which sockets a fault is for: all, or those of one conversation. */
export interface FaultTarget {
  readonly conversationId?: string;
}

/** Which things a fault is for. */
export interface FaultAim {
  /**
   * A part of the line of a request, an upgrade or an answer, `METHOD /path`, or of a frame,
   * `FRAME /v3/directline/conversations/ID/stream`; or a pattern. Default: whatever comes next.
   */
  readonly match?: string | RegExp;
  /** How many; default 1, `Infinity` until `clear()`. */
  readonly times?: number;
}

export interface FaultResponse extends FaultAim {
  /** The `Retry-After` header, in seconds; default none. */
  readonly retryAfter?: number;
  /** How the header says it; default `'seconds'`, and `'date'` as an HTTP date. */
  readonly retryAfterAs?: 'seconds' | 'date';
  /** The error's `code`; default the one that docs/protocol.md, 11.3 has for the status. */
  readonly code?: string;
}

/**
 * Bad days on demand. What is said of the next ones is planned: it waits for what it is aimed at, and is used up in the order of
 * its planning; the rest happens now. Each throws a `RangeError` for what it cannot do.
 */
export interface Faults {
  /** Breaks open streams off, without a closing handshake unless a close `code` is given. Returns how many. */
  drop(how?: FaultTarget & { readonly code?: number; readonly reason?: string }): number;
  /** Breaks open streams off without the service noticing: for `ghostMs` (default 10000) they still count as the conversation's socket. Returns how many. */
  ghost(how?: FaultTarget & { readonly ghostMs?: number }): number;
  /** Open streams stay open, but nothing is written: no activities, keep-alives or pongs, for `ms` (then late) or, by default, ever. Returns how many. */
  silence(ms?: number, target?: FaultTarget): number;
  /** Every token issued until now counts as expired: 403 `TokenExpired`. Stream URLs keep their own time. */
  expire(): void;

  /** The next `times` (default 1) upgrades are answered 503. */
  refuse(times?: number): void;
  /** The next `times` (default 1) upgrades are never answered. */
  neverOpen(times?: number): void;
  /** The next stream begins with the `last` recorded activities, or all, in spite of its watermark. */
  replay(last: number | 'all'): void;

  /** The next matching requests (upgrades too) are answered with an error, and have no effect. */
  respond(status: number, how?: FaultResponse): void;
  /** The next matching answers and frames come `ms` later, upgrades are looked at so much later. Requests have had their effect; frames keep their order. */
  delay(ms: number, aim?: FaultAim): void;
  /** The next matching requests have their effect, and no answer: the connection is cut (default), or nothing ever comes. */
  loseAnswer(how?: 'cut' | 'silence', aim?: FaultAim): void;
  /** The next matching frames or answers break off in their middle, and their connection with them. */
  cut(aim?: FaultAim): void;
  /** The next matching sets come twice: a frame again, a page with everything in it twice. */
  repeat(aim?: FaultAim): void;
  /** The next matching sets have the watermark of the conversation's start (default), `null` or none, in the place of theirs. */
  resetWatermark(to?: 'start' | 'null' | 'absent', aim?: FaultAim): void;
  /** The next matching frames or answers are `bytes` (default 1048576) larger, by a field that says nothing: in the first activity where there is one. */
  oversize(bytes?: number, aim?: FaultAim): void;
  /** The next matching frames or answers are a page of HTML (default), or JSON of another kind; what they should have been is lost. */
  malform(as?: 'html' | 'json', aim?: FaultAim): void;

  /** From now on the bot takes nothing: deliveries are refused (default), 502, or never answered, 504 in the end. What it sends by itself still comes. */
  killBot(how?: 'refuse' | 'hang'): void;
  /** The bot is there again; what it was not given it never gets. */
  reviveBot(): void;
  /** Forgets what is planned and has not happened, the faults of the `faults` option included. A dead bot stays dead. */
  clear(): void;
}

/** Each fault as a call of its own. */
export function createFaults(inject: Inject): Faults {
  return {
    drop: (how) => inject({ ...how, fault: 'drop' }),
    ghost: (how) => inject({ ...how, fault: 'ghost' }),
    silence: (ms, target) => inject({ ...target, fault: 'silence', ms }),
    expire: () => void inject({ fault: 'expire' }),
    refuse: (times) => void inject({ fault: 'refuse', times }),
    neverOpen: (times) => void inject({ fault: 'neverOpen', times }),
    replay: (last) => void inject({ fault: 'replay', last }),
    respond: (status, how) => void inject({ ...how, fault: 'respond', status }),
    delay: (ms, aim) => void inject({ ...aim, fault: 'delay', ms }),
    loseAnswer: (how, aim) => void inject({ ...aim, fault: 'loseAnswer', how }),
    cut: (aim) => void inject({ ...aim, fault: 'cut' }),
    repeat: (aim) => void inject({ ...aim, fault: 'repeat' }),
    resetWatermark: (to, aim) => void inject({ ...aim, fault: 'resetWatermark', to }),
    oversize: (bytes, aim) => void inject({ ...aim, fault: 'oversize', bytes }),
    malform: (as, aim) => void inject({ ...aim, fault: 'malform', as }),
    killBot: (how) => void inject({ fault: 'killBot', how }),
    reviveBot: () => void inject({ fault: 'reviveBot' }),
    clear: () => void inject({ fault: 'clear' }),
  };
}
