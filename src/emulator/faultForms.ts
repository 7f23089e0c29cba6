import { oneOf, text } from './checks.js';
import type { Fault } from './core/faultPlan.js';
import { closeCode, closeReason, lastOrAll, match, milliseconds, times, whole, type Field } from './faultFields.js';

/** A field for each thing that the fault of this kind has. */
export type Fields<Kind, F = Fault> = F extends { readonly kind: infer Kinds }
  ? Kind extends Kinds ? { readonly [Name in Exclude<keyof F, 'kind'>]-?: Field } : never
  : never;

export const required = (field: Field): Field => ({ ...field, required: true });
export const or = (field: Field, otherwise: unknown): Field => ({ ...field, otherwise });

const conversationId = text;
export const aim = { match, times };

/** Faults and what they are told; the first is what words give without a name (docs/emulator.md, Faults). */
export type FaultForms = Readonly<Record<string, Readonly<Record<string, Field>>>>;

export type MainKind = 'drop' | 'ghost' | 'silence' | 'refuse' | 'neverOpen' | 'replay' | 'respond' | 'expire' | 'clear';

/** Those that every service knows. */
export const mainForms: { readonly [Kind in MainKind]: Fields<Kind> } = {
  drop: { code: closeCode, reason: closeReason, conversationId },
  ghost: { ghostMs: or(milliseconds(false), 10_000), conversationId },
  silence: { ms: or(milliseconds(true), Infinity), conversationId },
  refuse: { times },
  neverOpen: { times },
  replay: { last: required(lastOrAll) },
  respond: {
    status: required(whole(400, 599)),
    retryAfter: { ...whole(0, 86_400), takes: 'seconds, a whole number from 0 to 86400' },
    retryAfterAs: oneOf('seconds', 'date'),
    code: text,
    ...aim,
  },
  expire: {},
  clear: {},
};
