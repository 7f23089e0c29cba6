/** An answer that takes the place of the real one. */
export interface PlannedAnswer {
  readonly status: number;
  readonly code?: string;
  /** Seconds, or an HTTP date. */
  readonly retryAfter?: number | string;
  /** Tested against `METHOD /path`: a part of it, or a pattern. */
  readonly match?: string | RegExp;
  readonly times: number;
}

export type Fault =
  | { readonly kind: 'drop'; readonly conversationId?: string; readonly code?: number; readonly reason?: string }
  | { readonly kind: 'ghost'; readonly conversationId?: string; readonly ghostMs: number }
  | { readonly kind: 'silence'; readonly conversationId?: string; readonly ms: number }
  | { readonly kind: 'refuse' | 'neverOpen'; readonly times: number }
  | { readonly kind: 'replay'; readonly last: number | 'all' }
  | { readonly kind: 'respond'; readonly answer: PlannedAnswer }
  | { readonly kind: 'expire' | 'clear' };

/** What is going to go wrong. */
export interface FaultPlan {
  refuse: number;
  neverOpen: number;
  replay: number | 'all' | undefined;
  answers: PlannedAnswer[];
}

export const noFaults = (): FaultPlan => ({ refuse: 0, neverOpen: 0, replay: undefined, answers: [] });
