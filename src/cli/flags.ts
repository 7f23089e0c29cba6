import type { EmulatorOptions } from '../emulator/index.js';

/** A command-line option of a service: as `parseArgs` wants it, and what of the service's options it gives. */
export interface Flag<Type extends 'string' | 'boolean' = 'string' | 'boolean', Multiple extends boolean = boolean> {
  readonly type: Type;
  readonly multiple: Multiple;
  /** How help names its value; empty where it has none. */
  readonly takes: string;
  /** Lines of help. */
  readonly help: readonly string[];
  readonly given: (value: string | boolean | readonly string[]) => EmulatorOptions;
}

type Help = readonly [takes: string, ...help: string[]];

const nothing = (): EmulatorOptions => ({});

/** A flag with a value. */
export const value = ([takes, ...help]: Help, given: (text: string) => EmulatorOptions): Flag<'string', false> => ({
  type: 'string', multiple: false, takes, help, given: text => (typeof text === 'string' ? given(text) : nothing()),
});

/** A flag with a value, which may be there many times. */
export const list = ([takes, ...help]: Help, given: (texts: readonly string[]) => EmulatorOptions): Flag<'string', true> => ({
  type: 'string', multiple: true, takes, help, given: texts => (typeof texts === 'object' ? given(texts) : nothing()),
});

/** A flag that is there or not. */
export const toggle = (help: readonly string[], given: EmulatorOptions): Flag<'boolean', false> => ({
  type: 'boolean', multiple: false, takes: '', help, given: () => given,
});
