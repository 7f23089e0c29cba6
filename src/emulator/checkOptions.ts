import { areOrigins, key, kindOf, milliseconds, oneOf, wholeNumber, type Check } from './checks.js';
import { isObject } from './core/parameters.js';
import { readings } from './core/uncertain.js';
import { EmulatorOptionError, type ServiceOptions } from './options.js';

export type Checks = Readonly<Record<string, Check>>;

const uncertain: Checks = Object.fromEntries([...readings].map(([name, values]) => [name, oneOf(...values)]));

/** What every skin takes. */
export const serviceChecks = {
  secret: key,
  tokenLifetimeMs: milliseconds(1),
  streamUrlLifetimeMs: milliseconds(1),
  keepAliveMs: milliseconds(0),
  botTimeoutMs: milliseconds(1),
  retentionMs: milliseconds(1),
  pageSize: wholeNumber(1, 10_000),
  echo: oneOf('at once', 'after the bot'),
  relativeUrls: oneOf(true, false),
  enhancedAuthentication: {
    takes: "true, false or { trustedOrigins: ['https://example.com'] }",
    test: (value) => typeof value === 'boolean' || (isObject(value) && Object.keys(value).join() === 'trustedOrigins' && areOrigins(value.trustedOrigins)),
  },
  botEdits: oneOf('refused', 'applied'),
  uncertain: { takes: 'an object', test: isObject },
  faults: {
    takes: "a list of faults like 'drop@10s'", test: (value) => Array.isArray(value) && value.every((fault) => typeof fault === 'string'),
  },
  seed: wholeNumber(0, 2 ** 32 - 1),
} satisfies { readonly [Name in keyof ServiceOptions]-?: Check };

function checkAll(options: object, checks: Checks, prefix: string): void {
  for (const [key, value] of Object.entries(options)) {
    const name = prefix + key;
    const check = Object.hasOwn(checks, key) ? checks[key] : undefined;
    if (!check) throw new EmulatorOptionError(name, `${name} is not an option; there are ${Object.keys(checks).map((one) => prefix + one).join(', ')}`);
    if (value !== undefined && !check.test(value)) throw new EmulatorOptionError(name, `${name} must be ${check.takes}, got ${kindOf(value)}`);
  }
}

/** Throws one error that names the option, what it got and what it takes. `undefined` means the default. */
export function checkOptions(options: unknown, checks: Checks): void {
  if (typeof options !== 'object' || options === null) {
    throw new EmulatorOptionError('options', `options must be an object, got ${kindOf(options)}`);
  }
  checkAll(options, checks, '');
  if ('uncertain' in options && isObject(options.uncertain)) checkAll(options.uncertain, uncertain, 'uncertain.');
}
