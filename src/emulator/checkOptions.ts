import { EmulatorOptionError, type EmulatorOptions } from './options.js';

type Check = { readonly takes: string; readonly test: (value: unknown) => boolean };

const wholeNumber = (least: number, most: number, takes: string): Check => ({
  takes, test: (value) => typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most,
});
const milliseconds = (least: number): Check => ({
  takes: `milliseconds, ${least} or more`, test: (value) => typeof value === 'number' && Number.isFinite(value) && value >= least,
});
const oneOf = (...values: readonly unknown[]): Check => ({
  takes: values.map((value) => (typeof value === 'string' ? `'${value}'` : String(value))).join(' or '), test: (value) => values.includes(value),
});
const text: Check = { takes: 'a text that is not empty', test: (value) => typeof value === 'string' && value !== '' };

const key: Check = { takes: 'a text without spaces', test: (value) => typeof value === 'string' && /^[\x21-\x7e]+$/.test(value) };

function isHttpUrl(value: unknown): boolean {
  try {
    return typeof value === 'string' && ['http:', 'https:'].includes(new URL(value).protocol);
  } catch {
    return false;
  }
}
const isOrigin = (value: unknown): boolean => value === 'null' || isHttpUrl(value);

const checks: { readonly [Name in keyof EmulatorOptions]-?: Check } = {
  port: wholeNumber(0, 65535, 'a whole number from 0 to 65535'),
  host: text,
  bot: { takes: 'an http(s) URL or a function', test: (value) => typeof value === 'function' || isHttpUrl(value) },
  secret: key,
  serviceUrl: { takes: 'an http(s) URL', test: isHttpUrl },
  origins: {
    takes: "a list of origins like 'https://example.com'", test: (value) => Array.isArray(value) && value.every(isOrigin),
  },
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
  faults: {
    takes: "a list of faults like 'drop@10s'", test: (value) => Array.isArray(value) && value.every((fault) => typeof fault === 'string'),
  },
  faultKey: key,
  seed: wholeNumber(0, 2 ** 32 - 1, 'a whole number from 0 to 4294967295'),
};

/** Numbers are shown; texts are not, since one of them may be a secret. */
function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'number' ? String(value) : value === '' ? 'an empty string' : `a value of type ${typeof value}`;
}

const isName = (name: string): name is keyof EmulatorOptions => Object.hasOwn(checks, name);

/** Throws one error that names the option, what it got and what it takes. `undefined` means the default. */
export function checkOptions(options: unknown): void {
  if (typeof options !== 'object' || options === null) {
    throw new EmulatorOptionError('options', `options must be an object, got ${kindOf(options)}`);
  }
  for (const [name, value] of Object.entries(options)) {
    if (!isName(name)) throw new EmulatorOptionError(name, `${name} is not an option; there are ${Object.keys(checks).join(', ')}`);
    const { takes, test } = checks[name];
    if (value !== undefined && !test(value)) throw new EmulatorOptionError(name, `${name} must be ${takes}, got ${kindOf(value)}`);
  }
}
