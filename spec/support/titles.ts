import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Specs by their file, as seen from spec/, and the titles in it: one that is renamed is found to be missing. */
export interface Named {
  readonly file: string;
  readonly titles: readonly string[];
}

export const by = (file: string, ...titles: readonly string[]): Named => ({ file, titles });

// A title is the same however it is quoted.
const sources = new Map<string, string>();
const sourceOf = (file: string): string => {
  const path = join(__dirname, '..', file);
  const text = sources.get(file) ?? (existsSync(path) ? readFileSync(path, 'utf8').replace(/\\(['"`])/g, '$1') : '');
  sources.set(file, text);
  return text;
};

/** Whether a file has a title, in full. */
export const stands = (file: string, title: string): boolean => ["'", '"', '`'].some((quote) => sourceOf(file).includes(quote + title + quote));

/** Those that are not there. */
export const missing = (named: readonly Named[]): readonly string[] =>
  named.flatMap(({ file, titles }) => titles.filter((title) => !stands(file, title)).map((title) => `${file}: '${title}'`));
