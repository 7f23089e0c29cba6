import type { Bytes } from '../core/messages.js';

/** A part with all its headers, their names in lower case: the documented activity part is known by its type alone (docs/protocol.md, 6.4). */
export interface Part {
  readonly headers: ReadonlyMap<string, string>;
  readonly bytes: Bytes;
}

export const mostParts = 100;
const mostHeaderBytes = 16_384;

const ascii = (text: string): Bytes => Uint8Array.from(text, (character) => character.charCodeAt(0));
const lineEnd = ascii('\r\n');
const headersEnd = ascii('\r\n\r\n');
const [hyphen, space, tab] = [0x2d, 0x20, 0x09];

function startsAt(bytes: Bytes, wanted: Bytes, at: number): boolean {
  return wanted.every((byte, index) => bytes[at + index] === byte);
}

/** Where it is first found; -1 when nowhere. */
function find(bytes: Bytes, wanted: Bytes, from: number): number {
  const [head = 0] = wanted;
  for (let at = bytes.indexOf(head, from); at >= 0; at = bytes.indexOf(head, at + 1)) if (startsAt(bytes, wanted, at)) return at;
  return -1;
}

/** Lines that are no header make the whole malformed. */
function headersOf(bytes: Bytes): ReadonlyMap<string, string> | undefined {
  const headers = new Map<string, string>();
  if (bytes.length === 0) return headers;
  for (const line of new TextDecoder().decode(bytes).split('\r\n')) {
    const [, name, value = ''] = /^([!#$%&'*+.^_`|~\w-]+):[ \t]*([^\r\n\0]*?)[ \t]*$/.exec(line) ?? [];
    if (name === undefined) return undefined;
    headers.set(name.toLowerCase(), value);
  }
  return headers;
}

function partOf(bytes: Bytes): Part | undefined {
  // The empty line may be all that there is of headers.
  const bare = startsAt(bytes, lineEnd, 0);
  const end = bare ? 0 : find(bytes, headersEnd, 0);
  if (end < 0 || end > mostHeaderBytes) return undefined;
  const headers = headersOf(bytes.subarray(0, end));
  return headers && { headers, bytes: bytes.slice(end + (bare ? lineEnd : headersEnd).length) };
}

/** Past a boundary and the blanks that may follow it: the next part, the end of all, or neither. */
function afterBoundary(bytes: Bytes, at: number): { readonly next: number } | 'end' | undefined {
  if (bytes[at] === hyphen && bytes[at + 1] === hyphen) return 'end';
  let next = at;
  while (bytes[next] === space || bytes[next] === tab) next++;
  return startsAt(bytes, lineEnd, next) ? { next: next + lineEnd.length } : undefined;
}

/** The parts in their order, unless there are too many; undefined when this is not multipart with this boundary to its very end (RFC 2046, 5.1). */
export function multipart(bytes: Bytes, boundary: string): readonly Part[] | 'too many' | undefined {
  if (!/^[\x20-\x7e]{0,69}[\x21-\x7e]$/.test(boundary)) return undefined;
  const delimiter = ascii(`\r\n--${boundary}`);
  const opening = delimiter.subarray(lineEnd.length);
  const parts: Part[] = [];
  const preamble = startsAt(bytes, opening, 0) ? -lineEnd.length : find(bytes, delimiter, 0);
  if (preamble === -1) return undefined;
  for (let at = preamble + delimiter.length; ;) {
    const found = afterBoundary(bytes, at);
    if (found === 'end') return parts;
    if (!found) return undefined;
    if (parts.length === mostParts) return 'too many';
    // The line end before a boundary is the boundary's, also where a part has no content.
    const end = find(bytes, delimiter, found.next - lineEnd.length);
    const part = end < 0 ? undefined : partOf(bytes.slice(found.next, Math.max(found.next, end)));
    if (!part) return undefined;
    parts.push(part);
    at = end + delimiter.length;
  }
}
