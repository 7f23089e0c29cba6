import { Observable } from 'rxjs';
import type { Emulator, EmulatorOptions } from '../emulator/index.js';
import { UsageError } from './options.js';
import { why } from './render/error.js';

const advice: Readonly<Record<string, string>> = {
  port: ': give another one with --port, or none for a free one',
};

/** Options whose flag has another name: each of their values is one. Of the last nothing else can be wrong. */
const singular: Readonly<Record<string, string>> = { faults: 'fault', origins: 'origin', enhancedAuthentication: 'trustedOrigin' };

const flag = (option: string): string => `--${(singular[option] ?? option).replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`;

// By name: an error class can be there twice.
const asUsageError = (error: unknown): unknown => {
  if (!(error instanceof Error) || error.name !== 'EmulatorOptionError' || !('option' in error)) return error;
  const option = String(error.option);
  return new UsageError(`${flag(option)}: ${why(error)}${advice[option] ?? ''}`);
};

/** A Direct Line service that runs while subscribed. Its code is loaded then: a command on somebody else's service goes without. */
export const service = (options: EmulatorOptions): Observable<Emulator> =>
  new Observable(subscriber => {
    const started = import('./emulator.js').then(({ startEmulator }) => startEmulator(options));
    started.then(
      emulator => subscriber.next(emulator),
      (error: unknown) => subscriber.error(asUsageError(error)),
    );
    return () => void started.then(emulator => emulator.close()).catch(() => undefined);
  });
