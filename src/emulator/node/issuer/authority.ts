import type { RsaKey } from './rsa.js';

/** The first part of the issuer's paths: the tenant where bots get their tokens (docs/protocol.md, 18.3). */
export const tenantPath = '/botframework.com';

/** Under the authority, as those of Microsoft's identity platform. */
export const places = {
  issuer: '/v2.0',
  metadata: '/v2.0/.well-known/openid-configuration',
  keys: '/discovery/v2.0/keys',
  token: '/oauth2/v2.0/token',
} as const;

export const authorityAt = (serviceUrl: string): string => `${serviceUrl.replace(/\/$/, '')}${tenantPath}`;

/** What OpenID Connect says of an issuer. Nobody signs in here, but MSAL wants to know where one would. */
export const metadataOf = (authority: string) => ({
  issuer: authority + places.issuer,
  authorization_endpoint: `${authority}/oauth2/v2.0/authorize`,
  token_endpoint: authority + places.token,
  jwks_uri: authority + places.keys,
  id_token_signing_alg_values_supported: ['RS256'],
  token_endpoint_auth_methods_supported: ['client_secret_post'],
});

/** The key, with the channels for which it may speak (docs/protocol.md, 18.2). */
export const keysOf = ({ publicKey }: RsaKey) => ({ keys: [{ ...publicKey, use: 'sig', alg: 'RS256', endorsements: ['directline'] }] });
