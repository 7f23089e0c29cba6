/** What an option takes. */
export interface Check {
  readonly takes: string;
  readonly test: (value: unknown) => boolean;
}

export const isWhole = (value: unknown, least: number, most: number): boolean =>
  typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;

export const wholeNumber = (least: number, most: number): Check => ({
  takes: `a whole number from ${least} to ${most}`, test: (value) => isWhole(value, least, most),
});

export const milliseconds = (least: number): Check => ({
  takes: `milliseconds, ${least} or more`, test: (value) => typeof value === 'number' && Number.isFinite(value) && value >= least,
});

export const oneOf = (...values: readonly unknown[]): Check => ({
  takes: values.map((value) => (typeof value === 'string' ? `'${value}'` : String(value))).join(' or '), test: (value) => values.includes(value),
});

export const text: Check = { takes: 'a text that is not empty', test: (value) => typeof value === 'string' && value !== '' };

/** A secret. */
export const key: Check = { takes: 'a text without spaces', test: (value) => typeof value === 'string' && /^[\x21-\x7e]+$/.test(value) };

export function isHttpUrl(value: unknown): boolean {
  try {
    return typeof value === 'string' && ['http:', 'https:'].includes(new URL(value).protocol);
  } catch {
    return false;
  }
}

const isOrigin = (value: unknown): boolean => value === 'null' || isHttpUrl(value);
export const areOrigins = (value: unknown): boolean => Array.isArray(value) && value.every(isOrigin);

/** Numbers are shown; texts are not, since one of them may be a secret. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'number' ? String(value) : value === '' ? 'an empty string' : `a value of type ${typeof value}`;
}
