import { parseArgs, types, type ParseArgsConfig } from 'node:util';

/** The command line is wrong: one line that says how, and exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The most that a timer can wait. */
export const mostMs = 0x7fffffff;

type OptionTable = NonNullable<ParseArgsConfig['options']>;
type Parsed<T extends OptionTable> = ReturnType<typeof parseArgs<{ options: T; strict: true; allowPositionals: true }>>;

const parsed = <T extends OptionTable>(args: readonly string[], options: T, allowPositionals: boolean): Parsed<T> => {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals });
  } catch (error) {
    if (!types.isNativeError(error)) throw error;
    // What follows the first sentence is advice on arguments that begin with a dash.
    throw new UsageError(error.message.replace(/^([^\n]*?)\.(\s[^]*)?$/, '$1'));
  }
};

/** The values of these options; whatever else is there is an error of one line. */
export const parse = <T extends OptionTable>(args: readonly string[], options: T): Parsed<T>['values'] => parsed(args, options, false).values;

/** The same, with texts that belong to no option. */
export const parseWithTexts = <T extends OptionTable>(
  args: readonly string[],
  options: T,
): { readonly values: Parsed<T>['values']; readonly texts: readonly string[] } => {
  const { values, positionals } = parsed(args, options, true);
  return { values, texts: positionals };
};

/** As the user knows it: an option, or a name of the environment. */
const named = (option: string): string => (/[A-Z]/.test(option) ? option : `--${option}`);

export function wholeNumber(option: string, text: string, most: number): number;
export function wholeNumber(option: string, text: string | undefined, most: number): number | undefined;
export function wholeNumber(option: string, text: string | undefined, most: number): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (!(value <= most)) throw new UsageError(`${named(option)} takes a whole number from 0 to ${most}, not '${text}'`);
  return value;
}

export const httpUrl = <T extends string | undefined>(option: string, text: T): T => {
  if (text === undefined) return text;
  const isOne = URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
  if (!isOne) throw new UsageError(`${named(option)} takes an http(s) URL such as http://127.0.0.1:3978/api/messages, not '${text}'`);
  return text;
};

export const word = <T extends string | undefined>(option: string, text: T): T => {
  if (text?.trim() === '') throw new UsageError(`${named(option)} takes a text that is not empty`);
  return text;
};

/** A credential: never shown, and without the spaces and line ends that copying leaves, which no header takes. */
export const credential = (option: string, text: string | undefined): string | undefined => {
  if (text !== undefined && !/^[\x21-\x7e]+$/.test(text)) throw new UsageError(`${named(option)} takes a text without spaces that is not empty`);
  return text;
};

export function oneOf<T extends string>(option: string, text: string, words: readonly T[]): T;
export function oneOf<T extends string>(option: string, text: string | undefined, words: readonly T[]): T | undefined;
export function oneOf<T extends string>(option: string, text: string | undefined, words: readonly T[]): T | undefined {
  if (text === undefined) return undefined;
  const found = words.find(one => one === text);
  if (found === undefined) throw new UsageError(`${named(option)} takes ${words.join(' or ')}, not '${text}'`);
  return found;
}
