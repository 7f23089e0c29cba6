import { createHash, generateKeyPair, sign, verify, type JsonWebKey } from 'node:crypto';
import { promisify } from 'node:util';
import { parseJson } from '../../core/json.js';
import { isObject } from '../../core/parameters.js';

export type Payload = Readonly<Record<string, unknown>>;

/** A key pair of this run; its private half is nowhere else. */
export interface RsaKey {
  /** RS256, at once: what is signed one after another is sent in that order. */
  sign(payload: Payload): string;
  /** What it says, if we have signed it. */
  verify(token: string): Payload | undefined;
  readonly publicKey: JsonWebKey & { readonly kid: string };
}

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

export async function createRsaKey(): Promise<RsaKey> {
  const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  const jwk = publicKey.export({ format: 'jwk' });
  const kid = createHash('sha256').update(JSON.stringify(jwk)).digest('base64url');
  const head = encoded({ alg: 'RS256', typ: 'JWT', kid });
  return {
    sign(payload) {
      const said = `${head}.${encoded(payload)}`;
      return `${said}.${sign('sha256', Buffer.from(said), privateKey).toString('base64url')}`;
    },
    verify(token) {
      const [, said = '', body = '', signature = ''] = /^([\w-]+\.([\w-]+))\.([\w-]+)$/.exec(token) ?? [];
      if (!verify('sha256', Buffer.from(said), publicKey, Buffer.from(signature, 'base64url'))) return undefined;
      const payload = parseJson(Buffer.from(body, 'base64url').toString())?.json;
      return isObject(payload) ? payload : undefined;
    },
    publicKey: { ...jwk, kid },
  };
}
