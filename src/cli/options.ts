import { parseArgs, types, type ParseArgsConfig } from 'node:util';

/** The command line is wrong: one line that says how, and exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

type OptionTable = NonNullable<ParseArgsConfig['options']>;
type Values<T extends OptionTable> = ReturnType<typeof parseArgs<{ options: T; strict: true; allowPositionals: false }>>['values'];

/** The values of these options; whatever else is there is an error of one line. */
export const parse = <T extends OptionTable>(args: readonly string[], options: T): Values<T> => {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    if (!types.isNativeError(error)) throw error;
    // What follows the first sentence is advice on arguments that begin with a dash.
    throw new UsageError(error.message.replace(/^([^\n]*?)\.(\s[^]*)?$/, '$1'));
  }
};

export function wholeNumber(option: string, text: string, most: number): number;
export function wholeNumber(option: string, text: string | undefined, most: number): number | undefined;
export function wholeNumber(option: string, text: string | undefined, most: number): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (!(value <= most)) throw new UsageError(`--${option} takes a whole number from 0 to ${most}, not '${text}'`);
  return value;
}

export const httpUrl = (option: string, text: string): string => {
  const isOne = URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
  if (!isOne) throw new UsageError(`--${option} takes an http(s) URL such as http://127.0.0.1:3978/api/messages, not '${text}'`);
  return text;
};

export function word(option: string, text: string): string;
export function word(option: string, text: string | undefined): string | undefined;
export function word(option: string, text: string | undefined): string | undefined {
  if (text?.trim() === '') throw new UsageError(`--${option} takes a text that is not empty`);
  return text;
}
