import type { Ability } from '../ability.js';
import { checkOptions, serviceChecks, type Checks } from '../checkOptions.js';
import type { Check } from '../checks.js';
import { isObject } from '../core/parameters.js';
import type { ServiceOptions } from '../options.js';

/** Those of `startEmulator` that need no network. */
export interface InMemoryOptions extends ServiceOptions {
  /** What the service can do beside Direct Line 3.0 and the main faults: `directLine11`, `uploads`, `signIn`, `connector`, `moreFaults`; default nothing. */
  readonly with?: readonly Ability[];
}

const botCheck: Checks = { bot: { takes: 'a function', test: (value) => typeof value === 'function' } };

const withCheck: Check = { takes: 'a list of abilities', test: (value) => Array.isArray(value) && value.every(isObject) };

/** Throws `EmulatorOptionError`, for a bot that is none as well. */
export function checkInMemory(bot: unknown, options: unknown): void {
  checkOptions({ bot }, botCheck);
  checkOptions(options, { ...serviceChecks, with: withCheck });
}
