/** What a fault is for: the next `times` things whose line it matches. */
export interface Aim {
  /** A part of the line, or a pattern: `METHOD /path` of requests, upgrades and answers, `FRAME /path` of what a stream brings. */
  readonly match?: string | RegExp;
  readonly times: number;
}

/** What happens to an answer or a frame on its way. Signed tokens are in answers, so the skin does it to them. */
export type Damage =
  | { readonly kind: 'cut' }
  | { readonly kind: 'loseAnswer'; readonly how: 'cut' | 'silence' }
  | { readonly kind: 'oversize'; readonly bytes: number }
  | { readonly kind: 'malform'; readonly as: 'html' | 'json' };

/** What the service says of a set that is not so. */
export type SetFault =
  | { readonly kind: 'repeat' }
  | { readonly kind: 'resetWatermark'; readonly to: 'start' | 'null' | 'absent' };

/** An answer that takes the place of the real one. */
export interface PlannedAnswer {
  readonly kind: 'respond';
  readonly status: number;
  readonly code?: string;
  readonly retryAfter?: number;
  readonly retryAfterAs?: 'seconds' | 'date';
}

/** Waits for what it is aimed at; the last two for an upgrade. */
export type AimedFault =
  | (Aim & (PlannedAnswer | Damage | SetFault | { readonly kind: 'delay'; readonly ms: number }))
  | { readonly kind: 'refuse' | 'neverOpen'; readonly times: number };

export type Fault =
  | AimedFault
  | { readonly kind: 'drop'; readonly conversationId?: string; readonly code?: number; readonly reason?: string }
  | { readonly kind: 'ghost'; readonly conversationId?: string; readonly ghostMs: number }
  | { readonly kind: 'silence'; readonly conversationId?: string; readonly ms: number }
  | { readonly kind: 'replay'; readonly last: number | 'all' }
  | { readonly kind: 'killBot'; readonly how: 'refuse' | 'hang' }
  | { readonly kind: 'reviveBot' | 'expire' | 'clear' };

/** When a fault happens, from now: at once where nothing is said. */
export interface When {
  readonly afterMs?: number;
  readonly everyMs?: number;
}

/** What is going to go wrong. */
export interface FaultPlan {
  aimed: AimedFault[];
  replay: number | 'all' | undefined;
}

export const noFaults = (): FaultPlan => ({ aimed: [], replay: undefined });
