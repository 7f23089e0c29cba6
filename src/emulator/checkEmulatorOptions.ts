import { checkOptions, serviceChecks, wholeNumber, type Check } from './checkOptions.js';
import type { EmulatorOptions } from './options.js';

const text: Check = { takes: 'a text that is not empty', test: (value) => typeof value === 'string' && value !== '' };

function isHttpUrl(value: unknown): boolean {
  try {
    return typeof value === 'string' && ['http:', 'https:'].includes(new URL(value).protocol);
  } catch {
    return false;
  }
}
const isOrigin = (value: unknown): boolean => value === 'null' || isHttpUrl(value);

const emulatorChecks: { readonly [Name in keyof EmulatorOptions]-?: Check } = {
  port: wholeNumber(0, 65535, 'a whole number from 0 to 65535'),
  host: text,
  bot: { takes: 'an http(s) URL or a function', test: (value) => typeof value === 'function' || isHttpUrl(value) },
  serviceUrl: { takes: 'an http(s) URL', test: isHttpUrl },
  origins: {
    takes: "a list of origins like 'https://example.com'", test: (value) => Array.isArray(value) && value.every(isOrigin),
  },
  ...serviceChecks,
};

/** Throws for the first option that `startEmulator` does not take. */
export const checkEmulatorOptions = (options: unknown): void => checkOptions(options, emulatorChecks);
