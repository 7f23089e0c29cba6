import type { Content } from '../protocol/call.js';

export interface Part {
  readonly name: string;
  readonly filename: string;
  readonly type: string;
  readonly data: string | ArrayBuffer | Uint8Array;
}

const encoded = (text: string): Uint8Array => new TextEncoder().encode(text);

const bytesOf = (data: Part['data']): Uint8Array => {
  if (typeof data === 'string') return encoded(data);
  return ArrayBuffer.isView(data) ? data : new Uint8Array(data);
};

/** As browsers write a name, so that services read it: what would end it is escaped, the rest goes as it is, in UTF-8. */
const quoted = (text: string): string => `"${text.replace(/"/g, '%22').replace(/\r/g, '%0D').replace(/\n/g, '%0A')}"`;

/**
 * A `multipart/form-data` body as bytes, as browsers make it; by hand, since the ponyfill of fetch makes a text of a `FormData`.
 * Nothing in the parts may hold the boundary.
 */
export const multipart = (parts: readonly Part[], boundary: string): Content & { readonly data: ArrayBuffer } => {
  const pieces = parts.flatMap(({ name, filename, type, data }) => [
    encoded(`--${boundary}\r\nContent-Disposition: form-data; name=${quoted(name)}; filename=${quoted(filename)}\r\nContent-Type: ${type}\r\n\r\n`),
    bytesOf(data),
    encoded('\r\n'),
  ]);
  pieces.push(encoded(`--${boundary}--\r\n`));
  const body = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  // Mutable: how much of it is written.
  let at = 0;
  for (const piece of pieces) {
    body.set(piece, at);
    at += piece.length;
  }
  return { type: `multipart/form-data; boundary=${boundary}`, data: body.buffer };
};
