// Control characters that JSON lets through, and text that runs backwards: escaped it is the same JSON, and a terminal is safe.
const unsafe = /[\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufeff]/g;

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** A value as one line of NDJSON. */
export const jsonLine = (value: object): string => `${JSON.stringify(value).replace(unsafe, escaped)}\n`;
