import type { Answer, Bytes } from './messages.js';

/** A stranger's file is shown, and is no page of ours. */
const sandboxed = { 'X-Content-Type-Options': 'nosniff', 'Content-Security-Policy': 'sandbox' } as const;

/** With the type that it came with, unless no header could hold that. */
export function fileAnswer(contentType: string, bytes: Bytes): Answer {
  const type = /^[\x21-\x7e][\x20-\x7e]*$/.test(contentType) ? contentType : 'application/octet-stream';
  return { status: 200, headers: { 'Content-Type': type, ...sandboxed }, body: { kind: 'bytes', bytes } };
}
