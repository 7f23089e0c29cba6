import { parseJson } from '../core/json.js';
import type { Body, Bytes } from '../core/messages.js';

/** 256 KiB (docs/protocol.md, 6.3). */
export const usualLimitBytes = 262_144;

function parsedText(text: string): Body {
  if (text.trim() === '') return { kind: 'empty' };
  const json = parseJson(text);
  return json ? { kind: 'json', ...json } : { kind: 'malformed' };
}

/** JSON, whatever the content type says: clients are not agreed on it. */
export const parsed = (bytes: Bytes, limit = usualLimitBytes): Body =>
  bytes.length > limit ? { kind: 'too large', limitBytes: limit } : parsedText(new TextDecoder().decode(bytes));

/** Its bytes are counted only where there can be too many. */
const isTooLarge = (text: string, limit: number): boolean => text.length * 3 > limit && new Blob([text]).size > limit;

/** The same of a text. */
export const bodyOfText = (text: string, limit = usualLimitBytes): Body =>
  isTooLarge(text, limit) ? { kind: 'too large', limitBytes: limit } : parsedText(text);
