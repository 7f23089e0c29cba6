import { randomBytes } from 'node:crypto';

/** A secret or a key that nobody guesses, without characters that a URL or a header would mind. */
export const randomKey = (): string => randomBytes(32).toString('base64url');

export const randomSeed = (): number => randomBytes(4).readUInt32LE();
