import { isWhole, text, wholeNumber, type Check } from './checks.js';

/** One thing that a fault is told: what it takes, and how it is read where it comes as a text. */
export interface Field extends Check {
  /** What the text says; the text itself where it says nothing of the kind. */
  readonly from?: (text: string) => unknown;
  /** What it is when nobody says; without it the fault does without. */
  readonly otherwise?: unknown;
  readonly required?: true;
}

const numberFrom = (text: string): unknown => (/^\d+$/.test(text) ? Number(text) : text);

const units: Readonly<Record<string, number>> = { '': 1, ms: 1, s: 1_000, m: 60_000 };

/** `10s`, `500ms`, `2m`, `500`; undefined when it is no time. */
export function durationOf(text: string): number | undefined {
  const [, count, unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m)?$/.exec(text) ?? [];
  return count === undefined ? undefined : Number(count) * (units[unit] ?? 1);
}

export const whole = (least: number, most: number): Field => ({ ...wholeNumber(least, most), from: numberFrom });
export const milliseconds = (mayBeEndless: boolean): Field => ({
  takes: mayBeEndless ? "milliseconds, or 'always'" : 'milliseconds',
  test: (value) => typeof value === 'number' && value >= 0 && (mayBeEndless || value < Infinity),
  from: (text) => (mayBeEndless && text === 'always' ? Infinity : durationOf(text) ?? text),
});

const isCount = (value: unknown): boolean => isWhole(value, 0, Infinity);

export const times: Field = {
  takes: "a whole number from 1, or 'always'",
  test: (value) => value === Infinity || isWhole(value, 1, Infinity),
  from: (given) => (given === 'always' ? Infinity : numberFrom(given)),
  otherwise: 1,
};

const isCloseCode = (code: unknown): boolean =>
  isWhole(code, 3000, 4999) || (isWhole(code, 1000, 1014) && ![1004, 1005, 1006].some((reserved) => reserved === code));

export const closeCode: Field = { takes: 'a WebSocket close code, 1000 say', test: isCloseCode, from: numberFrom };

/** A close frame has room for no more (RFC 6455, 5.5). */
export const closeReason: Field = {
  takes: 'a text of at most 123 bytes', test: (value) => typeof value === 'string' && new TextEncoder().encode(value).length <= 123,
};
export const lastOrAll: Field = {
  takes: "a whole number or 'all'", test: (value) => value === 'all' || isCount(value), from: numberFrom,
};

export const match: Field = {
  takes: "a part of 'METHOD /path', or a pattern", test: (value) => text.test(value) || value instanceof RegExp,
};
