import { sign, verify } from 'hono/jwt';
import { isClaims, type Claims } from '../core/claims.js';

/** Turns claims into text that nobody else can make. */
export interface Signer {
  sign(claims: Claims): Promise<string>;
  /** The claims, if the signature is ours. Whether they still hold is the core's to judge. */
  verify(token: string): Promise<Claims | undefined>;
}

const signatureOnly = { alg: 'HS256', exp: false, nbf: false, iat: false } as const;

export const hmacSigner = (key: string): Signer => ({
  sign: (claims) => sign({ ...claims }, key, 'HS256'),
  async verify(token) {
    try {
      const payload = await verify(token, key, signatureOnly);
      return isClaims(payload) ? payload : undefined;
    } catch {
      return undefined;
    }
  },
});
