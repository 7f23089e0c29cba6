import type { Body, Bytes } from '../core/messages.js';
import { limitBytes, parsed } from './body.js';

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

export async function bodyOf(request: Request, limit = limitBytes): Promise<Body> {
  if (request.method === 'GET' || request.method === 'HEAD') return { kind: 'empty' };
  const bytes = await bytesOf(request, limit);
  return bytes === 'too large' ? { kind: 'too large', limitBytes: limit } : parsed(bytes, limit);
}
