import { openAsBlob, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ponyfill from 'cross-fetch';
import { filter } from 'rxjs';
import { directLine1, type Activity, type Attachment, type DirectLineOptions } from '../../src/index.js';
import { factsOf } from '../support/facts.js';
import { lineTo, soon } from '../support/live.js';
import { filenameOf, nameOf } from '../support/multipart.js';
import { temporaryFolder } from '../support/packed.js';
import { uploadStub, type ReceivedUpload, type UploadStub } from '../support/uploadStub.js';

const text = (content: unknown, more: Partial<Attachment> = {}): Attachment => ({ contentType: 'text/plain', name: 'a.txt', content, ...more });
const said = (...attachments: readonly Attachment[]): Activity => ({ type: 'message', text: 'look', attachments });
const filesOf = (upload: ReceivedUpload | undefined): readonly unknown[] =>
  upload?.parts.slice(1).map((part) => [nameOf(part), filenameOf(part), part.headers['content-type'], part.bytes.toString()]) ?? [];

const post = async (activity: Activity, options: Partial<DirectLineOptions> = {}) => {
  const at = await uploadStub();
  const posted = await soon(lineTo(at, options).postActivity(activity), 'it is uploaded');
  return { at, posted, upload: at.uploads[0] };
};

/** A stub, and when its first upload has come whole. */
const stubOnce = async (answer: NonNullable<Parameters<typeof uploadStub>[0]>): Promise<{ readonly at: UploadStub; readonly arrived: Promise<unknown> }> => {
  let came = (): void => undefined;
  const arrived = new Promise<void>((resolve) => (came = resolve));
  const at = await uploadStub((upload, response) => {
    answer(upload, response);
    came();
  });
  return { at, arrived };
};

describe('an upload on the wire', () => {
  it('has each kind of bytes in a part of its own, in order, beside the activity', async () => {
    const { at, posted, upload } = await post(said(
      text(new Blob(['blob'], { type: 'a/type' }), { contentType: '' }),
      text(new File(['file'], 'own.md', { type: 'text/markdown' }), { contentType: '', name: '' }),
      text(new TextEncoder().encode('view')),
      { contentType: 'image/png', contentUrl: 'https://127.0.0.1:1/never-asked.png', name: 'b.png' },
      text(Buffer.from('buffer')),
      text(new TextEncoder().encode('array buffer').buffer),
      { contentType: '', contentUrl: `data:image/gif;base64,${Buffer.from('data').toString('base64')}` },
      { contentType: 'application/vnd.microsoft.card.hero', content: { title: 'a card' } },
      { contentType: '', contentUrl: URL.createObjectURL(new Blob(['local'], { type: 'text/html' })) },
    ), { user: { id: 'ann & bob/#é', name: 'Ann' } });
    expect(posted.id).toBe('c/1|0000001');
    expect(at.lines).toEqual(['POST /v3/directline/conversations', 'POST /v3/directline/conversations/c%2F1/upload?userId=ann%20%26%20bob%2F%23%C3%A9']);
    expect(upload?.headers).toMatchObject({ authorization: 'Bearer a-token', accept: 'application/json', 'content-type': expect.stringMatching(/^multipart\/form-data; boundary=[\w-]+$/) });
    // One body of a known length: what is sent in chunks some proxies do not take.
    expect([upload?.headers['transfer-encoding'], Number(upload?.headers['content-length'])]).toEqual([undefined, expect.any(Number)]);
    expect(filesOf(upload)).toEqual([
      ['file', 'a.txt', 'a/type', 'blob'], ['file', 'own.md', 'text/markdown', 'file'], ['file', 'a (2).txt', 'text/plain', 'view'], ['file', 'a (3).txt', 'text/plain', 'buffer'],
      ['file', 'a (4).txt', 'text/plain', 'array buffer'], ['file', 'file.gif', 'image/gif', 'data'], ['file', 'file.html', 'text/html', 'local'],
    ]);
    const [container] = upload?.parts ?? [];
    expect([container && nameOf(container), container?.headers['content-type']]).toEqual(['activity', 'application/vnd.microsoft.activity']);
    expect(JSON.parse(String(container?.bytes))).toMatchObject({
      type: 'message', text: 'look', from: { id: 'ann & bob/#é', name: 'Ann' }, channelData: { clientActivityID: expect.any(String) },
      attachments: [
        { contentType: 'a/type', name: 'a.txt' }, { contentType: 'text/markdown', name: 'own.md' }, { contentType: 'text/plain', name: 'a (2).txt' },
        { contentType: 'image/png', contentUrl: 'https://127.0.0.1:1/never-asked.png', name: 'b.png' }, { contentType: 'text/plain', name: 'a (3).txt' },
        { contentType: 'text/plain', name: 'a (4).txt' }, { contentType: 'image/gif', name: 'file.gif' },
        { contentType: 'application/vnd.microsoft.card.hero', content: { title: 'a card' } }, { contentType: 'text/html', name: 'file.html' },
      ],
    });
  });

  it.each<[string, Partial<DirectLineOptions>]>([['the native fetch', {}], ['the ponyfill', { fetch: ponyfill }]])('is the same by %s, to the byte, with nearly 4 MB of every byte there is', async (_, options) => {
    const all = Uint8Array.from({ length: 4 * 1_024 * 1_024 - 1_024 }, (_byte, index) => (index * 31) % 256);
    const { upload } = await post(said({ contentType: '', name: 'Grüße "日本".bin', content: all }), options);
    const [, file] = upload?.parts ?? [];
    expect([file && filenameOf(file), file?.bytes.length, file?.bytes.equals(all)]).toEqual(["Grüße '日本'.bin", all.length, true]);
  });

  it('is read by who reads forms, where it is one', async () => {
    let whole = '';
    const line = lineTo(await uploadStub(), {
      fetch: async (url, init) => {
        if (init.body instanceof ArrayBuffer) {
          const form = await new Response(init.body, { headers: { 'Content-Type': init.headers['Content-Type'] ?? '' } }).formData();
          whole = [...form].map(([name, value]) => `${name}: ${value instanceof File ? `${value.name} ${value.type}` : 'a text'}`).join(', ');
        }
        return fetch(url, init);
      },
    });
    await soon(line.postActivity(said(text('x', { content: new Blob(['x']) }))), 'it is uploaded');
    expect(whole).toBe('activity: blob application/vnd.microsoft.activity, file: a.txt text/plain');
  });

  it('of 1.1 has its message, and waits for its echo since a 204 has no id', async () => {
    const { at, arrived } = await stubOnce((_upload, response) => void response.writeHead(204).end());
    const posting = factsOf(lineTo(at, { protocol: directLine1 }).postActivity(said(text(new Blob(['x'])), { contentType: 'image/png', contentUrl: 'https://a/b.png' })));
    await arrived;
    expect(posting.end).toBeUndefined();
    const [upload] = at.uploads;
    expect(upload?.line).toBe('POST /api/conversations/c%2F1/upload?userId=ann');
    expect(upload?.parts[0]?.headers['content-type']).toBe('application/vnd.microsoft.bot.message');
    expect(JSON.parse(String(upload?.parts[0]?.bytes))).toEqual({ text: 'look', from: 'ann', images: ['https://a/b.png'], channelData: { clientActivityID: expect.any(String) } });
    expect(filesOf(upload)).toEqual([['file', 'a.txt', 'text/plain', 'x']]);
  });
});

describe('an upload that goes wrong', () => {
  it('since the service does not take it is rejected, in the words of the service', async () => {
    const at = await uploadStub((_upload, response) => void response.writeHead(413).end('too large'));
    await expect(soon(lineTo(at).postActivity(said(text(new Blob(['x'])))), 'it is uploaded')).rejects.toMatchObject({ name: 'DirectLineHttpError', status: 413, outcome: 'rejected' });
    expect(at.uploads).toHaveLength(1);
  });

  it('since it is cut may have arrived, so it is not sent again', async () => {
    const at = await uploadStub((_upload, response) => void response.destroy());
    const line = lineTo(at);
    const failures = factsOf(line.trace$.pipe(filter(({ type }) => type === 'requestFailed')));
    const posting = factsOf(line.postActivity(said(text(new Blob(['x'])))));
    await failures.until('it is cut', (all) => all.length > 0);
    expect(failures.all).toMatchObject([{ error: { name: 'DirectLineNetworkError', neverSent: false } }]);
    posting.leave();
    expect(at.uploads).toHaveLength(1);
  });

  it('is aborted when it is left: the service sees it go', async () => {
    let went = (): void => undefined;
    const gone = new Promise<void>((resolve) => (went = resolve));
    const { at, arrived } = await stubOnce((_upload, response) => void response.on('close', went));
    const posting = factsOf(lineTo(at).postActivity(said(text(new Blob(['x'])))));
    await arrived;
    posting.leave();
    await gone;
  });

  it.each<[string, () => Promise<Attachment> | Attachment]>([
    ['a blob: URL that was revoked', () => {
      const contentUrl = URL.createObjectURL(new Blob(['x']));
      URL.revokeObjectURL(contentUrl);
      return { contentType: 'text/plain', name: 'a.txt', contentUrl };
    }],
    ['a file that is not on the disk any more', async () => {
      const path = join(temporaryFolder('upload'), 'a.txt');
      writeFileSync(path, 'x');
      const content = await openAsBlob(path);
      rmSync(path);
      return text(content);
    }],
    ['a data: URL that is none', () => ({ contentType: 'text/plain', name: 'a.txt', contentUrl: 'data:text/plain;base64,?' })],
  ])('since it has %s is rejected: the error names it and keeps the cause, and nothing was asked', async (_, made) => {
    const at = await uploadStub();
    const posting = soon(lineTo(at).postActivity(said(text(new Blob(['x'])), await made())), 'it is uploaded');
    await expect(posting).rejects.toMatchObject({
      name: 'DirectLineAttachmentError', outcome: 'rejected', attachment: { index: 1, name: 'a.txt' }, cause: expect.anything(),
      message: expect.stringMatching(/^attachments\[1\] \('a\.txt'\): its file cannot be read: ./),
    });
    expect(at.lines).toEqual([]);
  });

  it('since it is too large is rejected, and neither read nor sent', async () => {
    const at = await uploadStub();
    const content = new Blob([new Uint8Array(3_000_000)]);
    const read = jest.spyOn(content, 'arrayBuffer');
    await expect(soon(lineTo(at).postActivity(said(text(content), text(content, { name: 'b.txt' }))), 'it is uploaded')).rejects.toMatchObject({
      name: 'DirectLineTooLargeError', outcome: 'rejected', attachment: { index: 1, name: 'b.txt' }, sizeBytes: 3_000_000, limitBytes: 4_194_304,
    });
    expect([at.lines, read.mock.calls]).toEqual([[], []]);
  });
});
