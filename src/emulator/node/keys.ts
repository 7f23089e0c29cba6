import { createHmac, randomBytes } from 'node:crypto';

/** A secret or a key that nobody guesses, without characters that a URL or a header would mind. */
export const randomKey = (): string => randomBytes(32).toString('base64url');

/** A key of the secret's own for a purpose: what is signed with it outlives a restart with the same secret, as the service's tokens do. */
export const keyOf = (secret: string, purpose: string): string => createHmac('sha256', secret).update(purpose).digest('base64url');

export const randomSeed = (): number => randomBytes(4).readUInt32LE();
