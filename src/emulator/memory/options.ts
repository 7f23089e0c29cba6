import { checkOptions, serviceChecks, type Checks } from '../checkOptions.js';
import type { ServiceOptions } from '../options.js';

/** Those of `startEmulator` that need no network. */
export interface InMemoryOptions extends ServiceOptions {}

const botCheck: Checks = { bot: { takes: 'a function', test: (value) => typeof value === 'function' } };

/** Throws `EmulatorOptionError`, for a bot that is none as well. */
export function checkInMemory(bot: unknown, options: unknown): void {
  checkOptions({ bot }, botCheck);
  checkOptions(options, serviceChecks);
}
