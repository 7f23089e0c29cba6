/** The wire is not checked below an activity's own fields: whatever is looked at there may be of any kind. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A text that is not blank. */
export const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';

/** A token or a secret: it goes into a header, and nobody would find the line break at the end of a file in what a fetch says. */
export const isCredential = (value: unknown): value is string => typeof value === 'string' && /^[!-~]+$/.test(value);

/** A text that says something. */
export const textIn = (record: Readonly<Record<string, unknown>>, name: string): string | undefined => {
  const value = record[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
};
