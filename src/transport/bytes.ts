import { defer, from, map, of, type Observable } from 'rxjs';
import { fromFetch } from 'rxjs/fetch';
import { isBlob, isBuffer, type BlobLike, type Holder } from './holdsBytes.js';

/** A file before it is read. */
export interface FileSource {
  readonly sizeBytes: number;
  /** Its own media type, or `''`. */
  readonly type: string;
  /** Its own name, or `''`. */
  readonly name: string;
  /** Its bytes, read once a subscription; errors with what the host says where they are gone. */
  readonly bytes$: Observable<Uint8Array>;
}

const ofBlob = (blob: BlobLike): FileSource => ({
  sizeBytes: blob.size,
  type: blob.type,
  name: blob.name ?? '',
  bytes$: defer(() => from(blob.arrayBuffer())).pipe(map(buffer => new Uint8Array(buffer))),
});

const ofBytes = (bytes: Uint8Array): FileSource => ({ sizeBytes: bytes.length, type: '', name: '', bytes$: of(bytes) });

/** By hand, since a page's policy often forbids to fetch such a URL. Its size is that of its text, which is decoded when it is read. */
const ofDataUrl = (url: string): FileSource => {
  const { href } = new URL(url.trim());
  const [, head, data] = /^data:([^,#]*),([^#]*)/.exec(href) ?? [];
  if (head === undefined || data === undefined) throw new Error('its data: URL has no comma before its data');
  const [, type = head, isBase64] = /^(.*?) *(; *base64)$/i.exec(head) ?? [];
  return {
    sizeBytes: isBase64 ? sizeOfBase64(data) : data.replace(ESCAPES, '%').length,
    type: type.startsWith(';') ? `text/plain${type}` : type || 'text/plain',
    name: '',
    bytes$: defer(() => of(bytesOf(isBase64 ? decoded(unescaped(data)) : unescaped(data)))),
  };
};

const ESCAPES = /%([\da-f]{2})/gi;
const unescaped = (data: string): string => data.replace(ESCAPES, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));

/** Four characters for three bytes; white space does not count. */
const sizeOfBase64 = (data: string): number => Math.floor((unescaped(data).replace(/[\t\n\f\r ]|={1,2}\s*$/g, '').length * 3) / 4);

const bytesOf = (binary: string): Uint8Array => {
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < binary.length; index += 1) bytes[index] = binary.charCodeAt(index);
  return bytes;
};

const decoded = (base64: string): string => {
  try {
    return atob(base64);
  } catch (cause) {
    throw new Error('its data: URL is not the base64 that it says', { cause });
  }
};

/**
 * The file of an attachment that holds bytes: one a subscription. Its URL is only read from where it is, never asked of a server;
 * unsubscribing stops that. Errors with what the host says of a URL that is revoked or malformed.
 */
export const sourceOf = ({ content, contentUrl = '' }: Holder): Observable<FileSource> =>
  defer(() => {
    if (isBlob(content)) return of(ofBlob(content));
    if (isBuffer(content)) return of(ofBytes(new Uint8Array(content)));
    if (ArrayBuffer.isView(content)) return of(ofBytes(new Uint8Array(content.buffer, content.byteOffset, content.byteLength)));
    if (/^\s*data:/i.test(contentUrl)) return of(ofDataUrl(contentUrl));
    return fromFetch(contentUrl.trim(), { selector: response => response.blob() }).pipe(map(ofBlob));
  });
