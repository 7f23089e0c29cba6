import type { Session } from '../../index.js';
import { duration } from './duration.js';
import { brief } from './plain.js';

const token = ({ expiresAtMs }: Session, nowMs: number): string =>
  expiresAtMs > nowMs ? `good for ${duration(expiresAtMs - nowMs)}` : 'past its time';

export const sessionText = (session: Session, nowMs: number): string =>
  `conversation ${brief(session.conversationId, 80)}, token ${token(session, nowMs)}`;

export const sessionChangeText = (before: Session, session: Session, nowMs: number): string =>
  before.conversationId === session.conversationId
    ? `new token, ${token(session, nowMs)}`
    : `new ${sessionText(session, nowMs)}`;
