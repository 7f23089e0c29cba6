import { claimsOf } from './jwt.js';

/** A token with its life on our clock. */
export interface Grant {
  readonly token: string;
  readonly conversationId?: string;
  readonly userId?: string;
  readonly issuedAtMs: number;
  readonly expiresAtMs: number;
  /** Out of a checkpoint, which may be old or damaged: that it is refused says nothing of what the app has. */
  readonly kept?: true;
}

/** docs/protocol.md, 3.5: what the documentation says of a token that says nothing itself. */
const DEFAULT_LIFE_S = 1_800;

const isLife = (seconds: unknown): seconds is number => typeof seconds === 'number' && seconds > 0 && Number.isFinite(seconds);

/** When a token ends: by `expires_in` if it makes sense, else by the token's own `exp`, else after 30 minutes. */
const expiryMs = (expires_in: unknown, exp: number | undefined, issuedAtMs: number): number => {
  if (isLife(expires_in)) return issuedAtMs + expires_in * 1_000;
  return exp === undefined ? issuedAtMs + DEFAULT_LIFE_S * 1_000 : exp * 1_000;
};

/** Makes a grant of a token and what was said about it, `issuedAtMs` being when it was asked for. */
export const grantOf = (
  { token, conversationId, expires_in }: { token: string; conversationId?: string | undefined; expires_in?: unknown },
  issuedAtMs: number,
): Grant => {
  const { user, conv, exp } = claimsOf(token);
  const conversation = conversationId ?? conv;
  return {
    token,
    issuedAtMs,
    expiresAtMs: expiryMs(expires_in, exp, issuedAtMs),
    ...(conversation !== undefined && { conversationId: conversation }),
    ...(user !== undefined && { userId: user }),
  };
};

/** A credential that lasts: the secret, where it speaks for itself. */
export const lasting = (credential: string, conversationId: string): Grant =>
  ({ token: credential, conversationId, issuedAtMs: 0, expiresAtMs: Infinity });

/** A grant of a token that was made just now: where it has ended already the clocks differ, and it lives as long as any. */
export const newGrantOf = (answer: Parameters<typeof grantOf>[0], askedAtMs: number): Grant => {
  const grant = grantOf(answer, askedAtMs);
  return grant.expiresAtMs > askedAtMs ? grant : { ...grant, expiresAtMs: askedAtMs + DEFAULT_LIFE_S * 1_000 };
};

/** When a token should be renewed: with a quarter of its life left. */
export const renewalDueMs = ({ issuedAtMs, expiresAtMs }: Grant): number =>
  expiresAtMs === Infinity ? Infinity : expiresAtMs - (expiresAtMs - issuedAtMs) / 4;
