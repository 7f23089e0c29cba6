import type { Body, Bytes } from '../core/messages.js';
import { parsed, usualLimitBytes } from './body.js';
import type { Reading } from './route.js';

function joined(chunks: readonly Uint8Array[], length: number): Bytes {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}

async function read(stream: ReadableStream<Uint8Array>, limit: number): Promise<Bytes | 'too large'> {
  const reader = stream.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    length += chunk.value.byteLength;
    if (length > limit) {
      reader.cancel().catch(() => {});
      return 'too large';
    }
    chunks.push(chunk.value);
  }
  return joined(chunks, length);
}

/** All of it, unless there is too much. */
export async function bytesOf(request: Request, limit: number): Promise<Bytes | 'too large'> {
  if (Number(request.headers.get('content-length')) > limit) return 'too large';
  const nothing = new Uint8Array();
  if (!request.body) return nothing;
  return read(request.body, limit).catch(() => nothing); // The client went away in the middle.
}

export async function bodyOf(request: Request, { body, limitBytes = usualLimitBytes }: Reading = {}): Promise<Body> {
  if (request.method === 'GET' || request.method === 'HEAD') return { kind: 'empty' };
  const bytes = await bytesOf(request, limitBytes);
  if (bytes === 'too large') return { kind: 'too large', limitBytes };
  return body ? body(bytes, (name) => request.headers.get(name) ?? undefined) : parsed(bytes, limitBytes);
}
