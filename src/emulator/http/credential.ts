import type { Claims } from '../core/claims.js';
import type { Credential } from '../core/messages.js';
import type { Signer } from './sign.js';
import { versionOf } from './version.js';

/** Takes the same time wherever the difference is. */
export function same(given: string, secret: string): boolean {
  let difference = given.length ^ secret.length;
  for (let at = 0; at < given.length; at++) difference |= given.charCodeAt(at) ^ secret.charCodeAt(at % secret.length);
  return difference === 0;
}

/** What a signature has said: the claims that it stands for, or none. */
export const vouched = (claims: Claims | undefined): Credential => (claims ? { kind: 'token', claims } : { kind: 'invalid' });

export const checkedBy = (signer: Signer) => async (text: string): Promise<Credential> => vouched(await signer.verify(text));

/** Reads `Authorization`; 1.1 has a second scheme (docs/protocol.md, 3.1). How a token is checked is the skin's, at once or later. */
export function credentialOf<T>(header: string | undefined, path: string, secret: string, checked: (token: string) => T): Credential | T {
  if (!header) return { kind: 'none' };
  const [, scheme = '', value = ''] = /^(\S+) +(\S+)$/.exec(header.trim()) ?? [];
  const known = /^bearer$/i.test(scheme) || (/^botconnector$/i.test(scheme) && versionOf(path) === '1.1');
  if (!known || value === '') return { kind: 'malformed' };
  return same(value, secret) ? { kind: 'secret' } : checked(value);
}

/** Reads the `t` of a stream URL. */
export const ticketOf = <T>(t: string | undefined, checked: (ticket: string) => T): Credential | T => (t ? checked(t) : { kind: 'none' });
