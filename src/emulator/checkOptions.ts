import { EmulatorOptionError, type ServiceOptions } from './options.js';

export type Check = { readonly takes: string; readonly test: (value: unknown) => boolean };

export const wholeNumber = (least: number, most: number, takes: string): Check => ({
  takes, test: (value) => typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most,
});
const milliseconds = (least: number): Check => ({
  takes: `milliseconds, ${least} or more`, test: (value) => typeof value === 'number' && Number.isFinite(value) && value >= least,
});
const oneOf = (...values: readonly unknown[]): Check => ({
  takes: values.map((value) => (typeof value === 'string' ? `'${value}'` : String(value))).join(' or '), test: (value) => values.includes(value),
});

export type Checks = Readonly<Record<string, Check>>;

/** What every skin takes. */
export const serviceChecks = {
  secret: { takes: 'a text without spaces', test: (value) => typeof value === 'string' && /^[\x21-\x7e]+$/.test(value) },
  tokenLifetimeMs: milliseconds(1),
  streamUrlLifetimeMs: milliseconds(1),
  keepAliveMs: milliseconds(0),
  botTimeoutMs: milliseconds(1),
  retentionMs: milliseconds(1),
  pageSize: wholeNumber(1, 10_000, 'a whole number from 1 to 10000'),
  collision: oneOf('newcomer', 'older', 'none'),
  echo: oneOf('at once', 'after the bot'),
  renewVerb: oneOf('both', 'GET', 'POST'),
  botErrorStatus: oneOf(500, 502),
  relativeUrls: oneOf(true, false),
  seed: wholeNumber(0, 2 ** 32 - 1, 'a whole number from 0 to 4294967295'),
} satisfies { readonly [Name in keyof ServiceOptions]-?: Check };

/** Numbers are shown; texts are not, since one of them may be a secret. */
function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'number' ? String(value) : value === '' ? 'an empty string' : `a value of type ${typeof value}`;
}

/** Throws one error that names the option, what it got and what it takes. `undefined` means the default. */
export function checkOptions(options: unknown, checks: Checks): void {
  if (typeof options !== 'object' || options === null) {
    throw new EmulatorOptionError('options', `options must be an object, got ${kindOf(options)}`);
  }
  for (const [name, value] of Object.entries(options)) {
    const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
    if (!check) throw new EmulatorOptionError(name, `${name} is not an option; there are ${Object.keys(checks).join(', ')}`);
    if (value !== undefined && !check.test(value)) throw new EmulatorOptionError(name, `${name} must be ${check.takes}, got ${kindOf(value)}`);
  }
}
