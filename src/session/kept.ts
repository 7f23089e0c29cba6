import { isRecord } from '../protocol/record.js';
import { isCheckpoint, type Checkpoint } from './checkpoint.js';
import type { Keeping } from './keeper.js';

type Owner = Pick<Keeping, 'baseUrl' | 'userId'>;

/** A checkpoint as it is kept. */
export const keptText = ({ conversationId, watermark, token }: Checkpoint, { baseUrl, userId }: Owner): string =>
  JSON.stringify({ baseUrl, userId, conversationId, watermark, token });

/** The checkpoint in a kept text, or why it has none for this owner. */
export const checkpointIn = (text: unknown, { baseUrl, userId }: Owner): Checkpoint | string => {
  const kept = parsed(text);
  if (!isRecord(kept) || !isCheckpoint(kept)) return 'it is not what a client keeps';
  if (kept['baseUrl'] !== baseUrl) return 'it is of another service';
  if (kept['userId'] !== userId) return 'it is of another user';
  const { conversationId, watermark, token } = kept;
  return { conversationId, ...(watermark !== undefined && { watermark }), ...(token !== undefined && { token }) };
};

const parsed = (text: unknown): unknown => {
  try {
    return typeof text === 'string' ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
};
