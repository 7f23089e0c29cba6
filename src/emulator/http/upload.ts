import type { Body, Bytes, UploadedFile, Version } from '../core/messages.js';
import { parsed } from './body.js';
import { headerValue } from './headerValue.js';
import { mostParts, multipart, type Part } from './multipart.js';

/** Of the part that the files go with, by which alone it is known (docs/protocol.md, 6.4 and 6.5). */
const containerTypes: Readonly<Record<Version, string>> = {
  '3.0': 'application/vnd.microsoft.activity',
  '1.1': 'application/vnd.microsoft.bot.message',
};

const malformed: Body = { kind: 'malformed' };

/** Without a path, and never one of the names that a URL would lose. */
function fileName(disposition: string | undefined): string {
  const { parameters } = headerValue(disposition ?? '');
  const given = parameters.get('filename') ?? parameters.get('name') ?? '';
  const last = [...(given.split(/[/\\]/).at(-1) ?? '')].slice(0, 255).join('');
  return /^\.{0,2}$/.test(last) ? 'file' : last;
}

const isContainer = (version: Version) => ({ headers }: Part): boolean =>
  headerValue(headers.get('content-type') ?? '').value === containerTypes[version];

const fileOf = ({ headers, bytes }: Part): UploadedFile =>
  ({ name: fileName(headers.get('content-disposition')), contentType: headers.get('content-type') || 'text/plain', bytes });

function fromParts(parts: ReturnType<typeof multipart>, version: Version): Body {
  if (parts === 'too many') return { kind: 'too many parts', most: mostParts };
  const containers = parts?.filter(isContainer(version)) ?? [];
  if (!parts || parts.length === 0 || containers.length > 1) return malformed;
  const [container] = containers;
  const files = parts.filter((part) => part !== container).map(fileOf);
  return { kind: 'files', container: container && parsed(container.bytes), files };
}

/** One file, or several with the activity that they go with; the activity may come first, last or not at all. */
export function uploadOf(bytes: Bytes, header: (name: string) => string | undefined, version: Version): Body {
  const contentType = header('content-type') ?? '';
  const { value, parameters } = headerValue(contentType);
  if (value === 'multipart/form-data') return fromParts(multipart(bytes, parameters.get('boundary') ?? ''), version);
  if (bytes.length === 0) return { kind: 'empty' };
  const name = fileName(header('content-disposition'));
  return { kind: 'files', container: undefined, files: [{ name, contentType: contentType || 'application/octet-stream', bytes }] };
}
