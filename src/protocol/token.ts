import { claimsOf } from './jwt.js';

/** A token and its life, in milliseconds on this machine's clock. */
export interface Token {
  readonly value: string;
  /** The conversation that it opens, where the service or the token says so. */
  readonly conversationId?: string;
  /** The user to whom it is bound, if it is (docs/protocol.md, 3.4). */
  readonly userId?: string;
  readonly issuedAtMs: number;
  readonly expiresAtMs: number;
  /** Restored from a checkpoint, so possibly stale. A refusal does not mean that the app has no valid token. */
  readonly restored?: true;
}

/** docs/protocol.md, 3.5: what the documentation says of a token that says nothing itself. */
const DEFAULT_LIFE_S = 1_800;

const isLife = (seconds: unknown): seconds is number => typeof seconds === 'number' && seconds > 0 && Number.isFinite(seconds);

/** When a token ends: by `expires_in` if it makes sense, else by the token's own `exp`, else after 30 minutes. */
const expiryMs = (expires_in: unknown, exp: number | undefined, issuedAtMs: number): number => {
  if (isLife(expires_in)) return issuedAtMs + expires_in * 1_000;
  return exp === undefined ? issuedAtMs + DEFAULT_LIFE_S * 1_000 : exp * 1_000;
};

/** Makes a `Token` of a text and what the service said about it; `issuedAtMs` is when the request was sent. */
export const tokenFrom = (
  { token, conversationId, expires_in }: { token: string; conversationId?: string | undefined; expires_in?: unknown },
  issuedAtMs: number,
): Token => {
  const { user, conv, exp } = claimsOf(token);
  const conversation = conversationId ?? conv;
  return {
    value: token,
    issuedAtMs,
    expiresAtMs: expiryMs(expires_in, exp, issuedAtMs),
    ...(conversation !== undefined && { conversationId: conversation }),
    ...(user !== undefined && { userId: user }),
  };
};

/** Makes a `Token` that never expires: the secret, where it opens each call itself. */
export const lastingToken = (credential: string, conversationId: string): Token =>
  ({ value: credential, conversationId, issuedAtMs: 0, expiresAtMs: Infinity });

/** Makes a `Token` that was issued just now. One that seems to have expired already shows that the clocks differ, so it gets the default life. */
export const newTokenFrom = (answer: Parameters<typeof tokenFrom>[0], askedAtMs: number): Token => {
  const token = tokenFrom(answer, askedAtMs);
  return token.expiresAtMs > askedAtMs ? token : { ...token, expiresAtMs: askedAtMs + DEFAULT_LIFE_S * 1_000 };
};

/** When a token should be refreshed: when a quarter of its life is left. */
export const refreshDueMs = ({ issuedAtMs, expiresAtMs }: Token): number =>
  expiresAtMs === Infinity ? Infinity : expiresAtMs - (expiresAtMs - issuedAtMs) / 4;
