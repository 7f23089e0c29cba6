import type { Claims } from '../core/claims.js';

/** Tokens that need no signature: who holds one was given it by this service. */
export interface Handles {
  give(claims: Claims): string;
  /** The claims, if it was given here. */
  claimsOf(handle: string): Claims | undefined;
}

/** ASCII only, which is all that `btoa` takes. */
const escaped = (json: string): string =>
  json.replace(/[^\0-\x7f]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
const base64url = (value: object): string =>
  btoa(escaped(JSON.stringify(value))).replace(/[+/=]/g, (character) => ({ '+': '-', '/': '_' })[character] ?? '');

/** In the form of a JWT, since clients read `user` and `exp` (docs/protocol.md, 3.6). No two are the same. */
export function createHandles(): Handles {
  // Mutable: what was given is known again until the service is let go of.
  const given = new Map<string, Claims>();
  return {
    give(claims) {
      const handle = `${base64url({ alg: 'none', typ: 'JWT' })}.${base64url(claims)}.${given.size}`;
      given.set(handle, claims);
      return handle;
    },
    claimsOf: (handle) => given.get(handle),
  };
}
