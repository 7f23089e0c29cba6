import { parseJson } from '../core/json.js';
import type { Body } from '../core/messages.js';

/** 256 KiB (docs/protocol.md, 6.3). */
const limitBytes = 262_144;

/** The text, or undefined when there is too much of it. */
async function read(stream: ReadableStream<Uint8Array>): Promise<string | undefined> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    bytes += chunk.value.byteLength;
    if (bytes > limitBytes) {
      reader.cancel().catch(() => {});
      return undefined;
    }
    text += decoder.decode(chunk.value, { stream: true });
  }
  return text + decoder.decode();
}

function parsed(text: string): Body {
  if (text.trim() === '') return { kind: 'empty' };
  const parsed = parseJson(text);
  return parsed ? { kind: 'json', ...parsed } : { kind: 'malformed' };
}

/** Its bytes are counted only where there can be too many. */
const isTooLarge = (text: string): boolean => text.length * 3 > limitBytes && new Blob([text]).size > limitBytes;

/** A body that is there already, as a text. */
export const bodyOfText = (text: string): Body => (isTooLarge(text) ? { kind: 'too large' } : parsed(text));

/** JSON whatever the content type says: clients are not agreed on it. */
export async function bodyOf(request: Request): Promise<Body> {
  if (request.method === 'GET' || request.method === 'HEAD') return { kind: 'empty' };
  if (Number(request.headers.get('content-length')) > limitBytes) return { kind: 'too large' };
  if (!request.body) return { kind: 'empty' };
  const text = await read(request.body).catch(() => ''); // The client went away in the middle.
  return text === undefined ? { kind: 'too large' } : parsed(text);
}
