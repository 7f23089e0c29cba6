import { checkOptions, serviceChecks } from './checkOptions.js';
import { areOrigins, isHttpUrl, key, text, wholeNumber, type Check } from './checks.js';
import { isObject } from './core/parameters.js';
import type { EmulatorOptions } from './options.js';

/** Neither has anything of a header or a form in it. */
const isIdentity = (value: unknown): boolean => {
  if (!isObject(value)) return false;
  const { appId, appPassword, ...others } = value;
  return key.test(appId) && (appPassword === undefined || key.test(appPassword)) && Object.keys(others).length === 0;
};

const emulatorChecks: { readonly [Name in keyof EmulatorOptions]-?: Check } = {
  port: wholeNumber(0, 65_535),
  host: text,
  bot: { takes: 'an http(s) URL or a function', test: (value) => typeof value === 'function' || isHttpUrl(value) },
  issuer: { takes: "{ appId: '…', appPassword?: '…' }, texts without spaces", test: isIdentity },
  serviceUrl: { takes: 'an http(s) URL', test: isHttpUrl },
  origins: { takes: "a list of origins like 'https://example.com'", test: areOrigins },
  faultKey: key,
  ...serviceChecks,
};

/** Throws for the first option that `startEmulator` does not take. */
export const checkEmulatorOptions = (options: unknown): void => checkOptions(options, emulatorChecks);
