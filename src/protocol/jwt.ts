/** The claims that the client looks at; a token stays opaque otherwise (docs/protocol.md, 3.6). */
export interface TokenClaims {
  readonly user?: string;
  readonly conv?: string;
  /** Seconds since 1970. */
  readonly exp?: number;
}

/** UTF-8 by way of percent signs: jsdom, and with it many a test of an app, has no TextDecoder. */
const decoded = (part: string): unknown => {
  const bytes = atob(part.replace(/-/g, '+').replace(/_/g, '/'));
  return JSON.parse(decodeURIComponent(Array.from(bytes, byte => `%${byte.charCodeAt(0).toString(16).padStart(2, '0')}`).join('')));
};

/** The claims of a token if it is a JWT, else none: tokens of the old form have nothing to read. */
export const claimsOf = (token: string): TokenClaims => {
  try {
    const claims = decoded(token.split('.')[1] ?? '');
    if (typeof claims !== 'object' || claims === null) return {};
    return {
      ...('user' in claims && typeof claims.user === 'string' && { user: claims.user }),
      ...('conv' in claims && typeof claims.conv === 'string' && { conv: claims.conv }),
      ...('exp' in claims && typeof claims.exp === 'number' && { exp: claims.exp }),
    };
  } catch {
    return {};
  }
};
