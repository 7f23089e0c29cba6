import { catchError, defer, forkJoin, map, switchMap, throwError, type Observable } from 'rxjs';
import { DirectLineAttachmentError, DirectLineTooLargeError, type AttachmentPlace } from '../errors.js';
import type { Content } from '../protocol/call.js';
import { fileName, unique } from '../protocol/fileNames.js';
import type { Activity, Attachment } from '../protocol/types.js';
import type { Upload } from '../protocol/upload.js';
import type { FileSource } from '../transport/bytes.js';
import { multipart, type Part } from './multipart.js';

/** What the service takes of an upload: its whole body, files, part headers and activity (docs/protocol.md, 6.3). */
export const UPLOAD_LIMIT_BYTES = 4 * 1_024 * 1_024;
/** The pace of a slow line, 128 kbit/s: for so much, an upload has a millisecond more than a post. */
const SLOW_BYTES_A_MS = 16;

export interface Packing {
  readonly holdsBytes: (attachment: Attachment) => boolean;
  readonly sourceOf: (attachment: Attachment) => Observable<FileSource>;
  readonly newId: () => string;
}

interface File {
  readonly place: AttachmentPlace;
  /** Its attachment without its bytes: type and name are those of its part. */
  readonly slot: Attachment & { readonly name: string };
  readonly source: FileSource;
}

/**
 * The upload of an activity with files, which are read anew each subscription: first how large they are, then their bytes.
 * Errors: `DirectLineAttachmentError`, `DirectLineTooLargeError`. Docs/protocol.md, 6.3 and 6.4.
 */
export const packing = ({ holdsBytes, sourceOf, newId }: Packing) => (activity: Activity): Observable<Upload> =>
  defer(() => {
    const attachments = activity.attachments ?? [];
    const file$s = attachments.flatMap((attachment, index) => {
      if (!holdsBytes(attachment)) return [];
      const place = { index, ...(attachment.name && { name: attachment.name }) };
      return [sourceOf(attachment).pipe(unreadable(place), map(source => fileOf(place, attachment, source)))];
    });
    return forkJoin(file$s).pipe(
      map(checked),
      map(files => renamed(files, attachments)),
      switchMap(files =>
        forkJoin(files.map(({ place, source }) => source.bytes$.pipe(unreadable(place)))).pipe(
          map(bytes => uploadOf(activity, files, bytes, `rx-directline-${newId()}`)),
        ),
      ),
    );
  });

const unreadable = (place: AttachmentPlace) => <T>(source$: Observable<T>): Observable<T> =>
  source$.pipe(
    catchError((cause: unknown) => throwError(() => new DirectLineAttachmentError(place, 'its file cannot be read', { cause }))),
  );

const fileOf = (place: AttachmentPlace, { content, contentUrl, ...rest }: Attachment, source: FileSource): File => {
  const contentType = rest.contentType || source.type || 'application/octet-stream';
  // It becomes a line of the request.
  if (/[^\t -~]/.test(contentType)) throw new DirectLineAttachmentError(place, 'its contentType is no media type');
  return { place, source, slot: { ...rest, contentType, name: fileName(rest.name || source.name, contentType) } };
};

/** The files alone, so that what is surely too large is not even read. */
const checked = (files: readonly File[]): readonly File[] => {
  // Mutable: the sum so far.
  let sum = 0;
  for (const { place, source: { sizeBytes } } of files) {
    sum += sizeBytes;
    if (sum > UPLOAD_LIMIT_BYTES) throw new DirectLineTooLargeError(sizeBytes, UPLOAD_LIMIT_BYTES, place);
  }
  return files;
};

/** The service tells attachments apart by their names (docs/protocol.md, 6.4); those that are no files keep theirs. */
const renamed = (files: readonly File[], attachments: readonly Attachment[]): readonly File[] => {
  const places = new Set(files.map(({ place }) => place.index));
  const taken = attachments.flatMap(({ name }, index) => (name && !places.has(index) ? [name] : []));
  const names = unique(files.map(({ slot }) => slot.name), taken);
  return files.map((file, index) => ({ ...file, slot: { ...file.slot, name: names[index] ?? file.slot.name } }));
};

const uploadOf = (activity: Activity, files: readonly File[], bytes: readonly Uint8Array[], boundary: string): Upload => {
  const slots = new Map(files.map(({ place, slot }) => [place.index, slot]));
  const parts = bytes.flatMap((data, index) => {
    const slot = files[index]?.slot;
    return slot ? [{ name: 'file', filename: slot.name, type: slot.contentType, data }] : [];
  });
  return {
    activity: { ...activity, attachments: (activity.attachments ?? []).map((attachment, index) => slots.get(index) ?? attachment) },
    files: [...slots.values()],
    slowMs: Math.ceil(bytes.reduce((sum, { length }) => sum + length, 0) / SLOW_BYTES_A_MS),
    // As browsers name a part that is no file of the user's: so it was always sent to the service.
    around: container => bodyOf([{ name: 'activity', filename: 'blob', ...container }, ...parts], boundary),
  };
};

/** With the activity as it leaves, which no one knows before: who speaks is stamped on it last. */
const bodyOf = (parts: readonly Part[], boundary: string): Content => {
  const body = multipart(parts, boundary);
  if (body.data.byteLength > UPLOAD_LIMIT_BYTES) throw new DirectLineTooLargeError(body.data.byteLength, UPLOAD_LIMIT_BYTES, 'upload');
  return body;
};
