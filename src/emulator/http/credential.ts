import type { Credential } from '../core/messages.js';
import type { Signer } from './sign.js';
import { versionOf } from './version.js';

/** Takes the same time wherever the difference is. */
export function same(given: string, secret: string): boolean {
  let difference = given.length ^ secret.length;
  for (let at = 0; at < given.length; at++) difference |= given.charCodeAt(at) ^ secret.charCodeAt(at % secret.length);
  return difference === 0;
}

const signed = async (token: string, signer: Signer): Promise<Credential> => {
  const claims = await signer.verify(token);
  return claims ? { kind: 'token', claims } : { kind: 'invalid' };
};

/** Reads `Authorization`; 1.1 has a second scheme (docs/protocol.md, 3.1). */
export async function credentialOf(header: string | undefined, path: string, secret: string, tokens: Signer): Promise<Credential> {
  if (!header) return { kind: 'none' };
  const [, scheme = '', value = ''] = /^(\S+) +(\S+)$/.exec(header.trim()) ?? [];
  const known = /^bearer$/i.test(scheme) || (/^botconnector$/i.test(scheme) && versionOf(path) === '1.1');
  if (!known || value === '') return { kind: 'malformed' };
  return same(value, secret) ? { kind: 'secret' } : signed(value, tokens);
}

/** Reads the `t` of a stream URL. */
export const ticketOf = async (t: string | null | undefined, tickets: Signer): Promise<Credential> =>
  t ? signed(t, tickets) : { kind: 'none' };
