import { AsyncSubject, concat, defer, EMPTY, of, throwError, type Observable } from 'rxjs';
import type { Activity, Attachment } from '../../src/protocol/types.js';
import type { Upload } from '../../src/protocol/upload.js';
import { packing, UPLOAD_LIMIT_BYTES } from '../../src/send/upload.js';
import type { FileSource } from '../../src/transport/bytes.js';
import { filenameOf, readMultipart } from '../support/multipart.js';
import { errorOf, valuesOf } from '../support/outcomes.js';

/** A file as a spec has it: what its source says, and what is wrong with it. */
interface Made extends Partial<FileSource> {
  readonly missing?: Error;
}

const file = (made: Made = {}, attachment: Partial<Attachment> = {}): Attachment => ({ contentType: '', ...attachment, content: made });
const isMade = ({ content }: Attachment): boolean => typeof content === 'object';
const url: Attachment = { contentType: 'image/png', contentUrl: 'https://a/b.png' };
const bytes = new Uint8Array([1, 2]);

let reads: string[] = [];
beforeEach(() => (reads = []));

const sourceOf = ({ content, name = '?' }: Attachment): Observable<FileSource> =>
  defer(() => {
    const { missing, ...made } = content as Made;
    const source: FileSource = { sizeBytes: bytes.length, type: '', name: '', bytes$: of(bytes), ...made };
    return missing ? throwError(() => missing) : of({ ...source, bytes$: concat(defer(() => (reads.push(name), EMPTY)), source.bytes$) });
  });
const pack = packing({ holdsBytes: isMade, sourceOf, newId: () => 'id' });
const said = (...attachments: readonly Attachment[]): Activity => ({ type: 'message', text: 'hi', from: { id: 'ann' }, attachments });
const packed = (...attachments: readonly Attachment[]): Upload => {
  const [upload] = valuesOf(pack(said(...attachments)));
  if (!upload) throw new Error('nothing was packed');
  return upload;
};
const partsOf = ({ around, activity }: Upload) => {
  const { type, data } = around({ type: 'the/container', data: JSON.stringify(activity) });
  return readMultipart(type, Buffer.from(data as ArrayBuffer));
};
const failure = (...attachments: readonly Attachment[]) => errorOf(pack(said(...attachments)));

describe('what is packed', () => {
  it('is a part for the activity, of the given type, then one for each file, in order', () => {
    const upload = packed(file({}, { name: 'a.png', contentType: 'image/png' }), url, file({ type: 'text/plain', name: 'b.txt', bytes$: of(new Uint8Array([3])) }));
    const [container, ...files] = partsOf(upload);
    expect([container?.headers['content-type'], JSON.parse(String(container?.bytes))]).toEqual(['the/container', upload.activity]);
    expect(files.map(part => [filenameOf(part), part.headers['content-type'], [...part.bytes]])).toEqual([['a.png', 'image/png', [1, 2]], ['b.txt', 'text/plain', [3]]]);
  });

  it('has each attachment in its place: files without their bytes, others as they are', () => {
    const card: Attachment = { contentType: 'application/vnd.microsoft.card.hero', contentUrl: 'https://c', name: 'the card' };
    const { activity, files } = packed(url, file({}, { contentType: 'image/png', name: 'a.png', thumbnailUrl: 'https://t' }), card, { ...file(), contentUrl: 'data:,x' });
    const slots = [{ contentType: 'image/png', name: 'a.png', thumbnailUrl: 'https://t' }, { contentType: 'application/octet-stream', name: 'file.bin' }];
    expect(activity).toEqual({ ...said(), attachments: [url, slots[0], card, slots[1]] });
    expect(activity.attachments?.[0]).toBe(url);
    expect(files).toEqual(slots);
  });

  it.each<[string, Attachment, string, string]>([
    ['the type of its attachment', file({ type: 'text/plain' }, { contentType: 'image/png' }), 'image/png', 'file.png'],
    ['else its own', file({ type: 'text/plain' }), 'text/plain', 'file.txt'],
    ['else that of bytes', file(), 'application/octet-stream', 'file.bin'],
    ['the name of its attachment', file({ name: 'b.png' }, { name: 'a.png' }), 'application/octet-stream', 'a.png'],
    ['else its own', file({ name: 'b.png' }, { name: '' }), 'application/octet-stream', 'b.png'],
    ['a type that is not there at all', JSON.parse('{"content":{}}'), 'application/octet-stream', 'file.bin'],
  ])('has %s', (_, attachment, contentType, name) => {
    expect(packed(attachment).files).toEqual([{ contentType, name }]);
  });

  it('has no two files of one name, and none of the name of another attachment', () => {
    const upload = packed(file({ name: 'b.png' }), file({}, { name: 'b.png' }), { ...url, name: 'b.png' }, file(), file());
    expect(upload.activity.attachments?.map(({ name }) => name)).toEqual(['b (2).png', 'b (3).png', 'b.png', 'file.bin', 'file (2).bin']);
    expect(partsOf(upload).slice(1).map(filenameOf)).toEqual(['b (2).png', 'b (3).png', 'file.bin', 'file (2).bin']);
  });

  it('has the same name in the activity and in its part, whatever it was', () => {
    const upload = packed(file({}, { name: 'a "b"\r\n.png' }), file({}, { name: "a 'b'__.png" }));
    const names = ["a 'b'__.png", "a 'b'__ (2).png"];
    expect([upload.activity.attachments?.map(({ name }) => name), partsOf(upload).slice(1).map(filenameOf)]).toEqual([names, names]);
  });

  it('has a name of its own for each, though what goes over of them is the same', () => {
    const upload = packed(...['x/a.png', 'y\\a.png', '..', '.', 'b\ud800', 'b\udfff'].map(name => file({}, { name, contentType: 'image/png' })));
    const names = ['a.png', 'a (2).png', 'file.png', 'file (2).png', 'b\ufffd', 'b\ufffd (2)'];
    expect([upload.activity.attachments?.map(({ name }) => name), partsOf(upload).slice(1).map(filenameOf)]).toEqual([names, names]);
  });

  it('leaves the caller its activity', () => {
    const attachments = Object.freeze([Object.freeze(file({}, { name: 'a' })), Object.freeze(file({}, { name: 'a' }))]);
    const activity = Object.freeze({ ...said(), attachments });
    valuesOf(pack(activity));
    expect(activity.attachments.map(({ name }) => name)).toEqual(['a', 'a']);
  });

  it('has a second more for each 16 kB', () => {
    expect(packed(file({ bytes$: of(new Uint8Array(160_000)) }), file({ bytes$: of(new Uint8Array(1)) })).slowMs).toBe(10_001);
  });

  it('is read anew each subscription, and not before', () => {
    const pack$ = pack(said(file({}, { name: 'a' })));
    expect(reads).toEqual([]);
    valuesOf(pack$);
    valuesOf(pack$);
    expect(reads).toEqual(['a', 'a']);
  });

  it('comes in order, whichever file is read first', () => {
    const [slow, quick] = [new AsyncSubject<Uint8Array>(), new AsyncSubject<Uint8Array>()];
    const uploads: Upload[] = [];
    pack(said(file({ bytes$: slow }), file({ bytes$: quick }))).subscribe(upload => uploads.push(upload));
    [quick, slow].forEach((read$, index) => {
      expect(uploads).toEqual([]);
      read$.next(new Uint8Array([index]));
      read$.complete();
    });
    expect(uploads.flatMap(partsOf).slice(1).map(({ bytes: [first] }) => first)).toEqual([1, 0]);
  });
});

describe('what is too large', () => {
  const sized = (sizeBytes: number, name: string): Attachment => file({ sizeBytes }, { name });

  it('is one file above the limit: the error names it, its size and the limit, and nothing is read', () => {
    const error = failure(sized(1, 'a'), sized(UPLOAD_LIMIT_BYTES + 1, 'b'));
    expect(error).toMatchObject({ name: 'DirectLineTooLargeError', attachment: { index: 1, name: 'b' }, sizeBytes: UPLOAD_LIMIT_BYTES + 1, limitBytes: 4_194_304 });
    expect(error.message).toBe("attachments[1] ('b') of 4194305 bytes: the files of an activity may have 4194304 together");
    expect(reads).toEqual([]);
  });

  it('are several together: the error names the first with which there is too much', () => {
    const half = UPLOAD_LIMIT_BYTES / 2;
    expect(failure(sized(half, 'a'), url, sized(half, 'b'), sized(1, 'c'))).toMatchObject({ attachment: { index: 3, name: 'c' }, sizeBytes: 1 });
    expect(reads).toEqual([]);
  });

  it.each([[0, false], [1, true]])('is the body that leaves, and not the files: with %d bytes above the limit too large is %s', (above, tooLarge) => {
    const bodyWith = (length: number) => () => packed(file({ bytes$: of(new Uint8Array(length)), sizeBytes: length })).around({ type: 'the/container', data: '日' }).data;
    const around = (bodyWith(0)() as ArrayBuffer).byteLength;
    const body = bodyWith(UPLOAD_LIMIT_BYTES - around + above);
    if (tooLarge) expect(body).toThrow(expect.objectContaining({ name: 'DirectLineTooLargeError', sizeBytes: UPLOAD_LIMIT_BYTES + 1, limitBytes: 4_194_304 }));
    else expect((body() as ArrayBuffer).byteLength).toBe(UPLOAD_LIMIT_BYTES);
  });

  it('is not found before it is read where the files have just the limit', () => {
    const half = UPLOAD_LIMIT_BYTES / 2;
    expect(packed(sized(half, 'a'), sized(half, 'b')).files).toHaveLength(2);
  });
});

describe('what cannot be read', () => {
  const gone = new Error('NotFound');

  it.each<[string, Attachment]>([
    ['is not there', file({ missing: gone }, { name: 'b' })],
    ['is gone when it is read', file({ bytes$: throwError(() => gone) }, { name: 'b' })],
  ])('since it %s: an error that names it and keeps the cause', (_, attachment) => {
    const error = failure(file(), attachment);
    expect(error).toMatchObject({ name: 'DirectLineAttachmentError', attachment: { index: 1, name: 'b' }, cause: gone });
    expect(error.message).toBe("attachments[1] ('b'): its file cannot be read: NotFound");
  });

  it('of no name is named by its place', () => {
    expect(failure(url, file({ missing: gone })).message).toMatch(/^attachments\[1\]: /);
  });

  it.each(['image/png\r\nX-Evil: 1', 'ïmage/png', 'a\0b'])('is of no type that could be sent: %j', contentType => {
    expect(failure(file({}, { contentType, name: 'a' }))).toMatchObject({ name: 'DirectLineAttachmentError', message: "attachments[0] ('a'): its contentType is no media type" });
    expect(reads).toEqual([]);
  });
});
