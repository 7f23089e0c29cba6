/** A part of a multipart body as it came: its headers by their names in lower case, its bytes untouched. */
export interface ReceivedPart {
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Buffer;
}

const unquoted = (name: string, disposition = ''): string | undefined => new RegExp(`; ${name}="([^"]*)"`).exec(disposition)?.[1];

export const nameOf = ({ headers }: ReceivedPart): string | undefined => unquoted('name', headers['content-disposition']);
/** As it stands between the quotes. */
export const filenameOf = ({ headers }: ReceivedPart): string | undefined => unquoted('filename', headers['content-disposition']);

/**
 * Reads a `multipart/form-data` body to the letter of RFC 2046 and 7578: no preamble, no epilogue, CRLF everywhere, a
 * Content-Disposition in each part, nothing twice. Throws for anything else, since what a lenient service mends another refuses.
 */
export function readMultipart(contentType: string | undefined, body: Buffer): ReceivedPart[] {
  const [, boundary] = /^multipart\/form-data; boundary=([0-9A-Za-z'()+_,\-./:=?]{1,70})$/.exec(contentType ?? '') ?? [];
  if (boundary === undefined) throw new Error(`no boundary in the type ${String(contentType)}`);
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  // As if a line had ended before it: then all delimiters look the same.
  const whole = Buffer.concat([Buffer.from('\r\n'), body]);
  if (whole.indexOf(delimiter) !== 0) throw new Error('the body does not begin with its boundary');
  const parts: ReceivedPart[] = [];
  for (let at = delimiter.length; ; ) {
    const next = whole.subarray(at, at + 2).toString();
    if (next === '--') {
      if (whole.subarray(at + 2).toString() !== '\r\n') throw new Error('something follows the last boundary');
      return parts;
    }
    if (next !== '\r\n') throw new Error('a boundary is not followed by the end of its line');
    const end = whole.indexOf(delimiter, at);
    if (end < 0) throw new Error('there is no last boundary');
    parts.push(partOf(whole.subarray(at + 2, end)));
    at = end + delimiter.length;
  }
}

function partOf(part: Buffer): ReceivedPart {
  const end = part.indexOf('\r\n\r\n');
  if (end < 0) throw new Error('the headers of a part do not end');
  const headers: Record<string, string> = {};
  for (const line of part.subarray(0, end).toString('utf8').split('\r\n')) {
    const [, name, value] = /^([\w-]+): ([^\r\n]+)$/.exec(line) ?? [];
    if (name === undefined || value === undefined || name.toLowerCase() in headers) throw new Error(`no header, or one that was there: ${line}`);
    headers[name.toLowerCase()] = value;
  }
  if (!/^form-data; name="[^"]*"(; filename="[^"]*")?$/.test(headers['content-disposition'] ?? '')) throw new Error(`a part without its disposition: ${JSON.stringify(headers)}`);
  return { headers, bytes: part.subarray(end + 4) };
}
