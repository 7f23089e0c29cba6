import type { Token } from '../../index.js';
import { duration } from './duration.js';
import { brief } from './plain.js';

const lifeOf = ({ expiresAtMs }: Token, nowMs: number): string =>
  expiresAtMs > nowMs ? `good for ${duration(expiresAtMs - nowMs)}` : 'past its time';

/** The conversation of a token and the token's life; the token itself is never shown. */
export const tokenText = (token: Token, nowMs: number): string =>
  `conversation ${brief(token.conversationId ?? '', 80)}, token ${lifeOf(token, nowMs)}`;

export const tokenChangeText = (before: Token, token: Token, nowMs: number): string =>
  before.conversationId === token.conversationId
    ? `new token, ${lifeOf(token, nowMs)}`
    : `new ${tokenText(token, nowMs)}`;
