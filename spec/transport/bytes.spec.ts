import { openAsBlob, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { firstValueFrom, switchMap } from 'rxjs';
import { sourceOf } from '../../src/transport/bytes.js';
import { hasFiles, holdsBytes, type Holder } from '../../src/transport/holdsBytes.js';
import { temporaryFolder } from '../support/packed.js';

const text = 'Grüße';
const bytes = new TextEncoder().encode(text);
const base64 = Buffer.from(bytes).toString('base64');

const read = (attachment: Holder): Promise<Uint8Array> => firstValueFrom(sourceOf(attachment).pipe(switchMap(({ bytes$ }) => bytes$)));
const source = async (attachment: Holder): Promise<object> => {
  const { bytes$, ...known } = await firstValueFrom(sourceOf(attachment));
  return { ...known, text: Buffer.from(await firstValueFrom(bytes$)).toString() };
};

describe('an attachment that holds bytes', () => {
  it.each<[string, Holder, object]>([
    ['a Blob', { content: new Blob([text], { type: 'text/plain' }) }, { type: 'text/plain' }],
    ['a Blob of no type', { content: new Blob([text]) }, {}],
    ['a File', { content: new File([text], 'a.txt', { type: 'text/plain' }) }, { type: 'text/plain', name: 'a.txt' }],
    ['a Uint8Array', { content: bytes }, {}],
    ['a Buffer of Node', { content: Buffer.from(text) }, {}],
    ['an ArrayBuffer', { content: bytes.buffer.slice(0, bytes.length) }, {}],
    ['a part of a buffer', { content: new Uint8Array([0, ...bytes, 0]).subarray(1, -1) }, {}],
    ['a DataView', { content: new DataView(bytes.buffer, bytes.byteOffset, bytes.length) }, {}],
    ['a data: URL', { contentUrl: `data:text/plain;base64,${base64}` }, { type: 'text/plain' }],
    ['one in capitals, with parameters', { contentUrl: `DATA:text/plain; charset=utf-8 ;BASE64,${base64}` }, { type: 'text/plain; charset=utf-8' }],
    ['one of no type', { contentUrl: `data:;base64,${base64}` }, { type: 'text/plain' }],
    ['one of a charset only', { contentUrl: `data:;charset=utf-8,${text}` }, { type: 'text/plain;charset=utf-8' }],
    ['one without base64', { contentUrl: 'data:image/svg+xml,Gr%C3%BC%c3%9fe#not this' }, { type: 'image/svg+xml' }],
    ['one with what is not encoded', { contentUrl: `data:,${text}` }, { type: 'text/plain' }],
    ['one with spaces and escapes in its base64', { contentUrl: ` data:text/plain;base64,${base64.slice(0, 4)} \n${base64.slice(4).replace(/=/g, '%3D')}` }, { type: 'text/plain' }],
    ['a blob: URL', { contentUrl: URL.createObjectURL(new Blob([text], { type: 'text/plain' })) }, { type: 'text/plain' }],
  ])('%s is read, with what it says of itself', async (_, attachment, says) => {
    expect(holdsBytes(attachment)).toBe(true);
    expect(await source(attachment)).toEqual({ sizeBytes: bytes.length, type: '', name: '', text, ...says });
  });

  it.each(['data:;base64,%%%', 'data:;base64,a'])('%s tells its size before it is decoded: that it is none shows when it is read', async contentUrl => {
    const { sizeBytes, bytes$ } = await firstValueFrom(sourceOf({ contentUrl }));
    expect(sizeBytes).toBeLessThan(3);
    await expect(firstValueFrom(bytes$)).rejects.toThrow('not the base64');
  });

  it('may be empty', async () => {
    for (const empty of [{ content: new Blob([]) }, { content: new Uint8Array() }, { contentUrl: 'data:,' }]) expect(await read(empty)).toHaveLength(0);
  });

  it('keeps every byte, of a data: URL too', async () => {
    const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    const escaped = [...all].map(byte => `%${byte.toString(16).padStart(2, '0')}`).join('');
    expect([...(await read({ contentUrl: `data:application/octet-stream,${escaped}` }))]).toEqual([...all]);
    expect([...(await read({ contentUrl: `data:application/octet-stream;base64,${Buffer.from(all).toString('base64')}` }))]).toEqual([...all]);
    expect([...(await read({ contentUrl: 'data:,100%25 %zz %' }))]).toEqual([...Buffer.from('100% %zz %')]);
  });

  it('is read anew each time', async () => {
    const content = new Uint8Array([1]);
    const source$ = sourceOf({ content }).pipe(switchMap(({ bytes$ }) => bytes$));
    const first = [...(await firstValueFrom(source$))];
    content[0] = 2;
    expect([first, [...(await firstValueFrom(source$))]]).toEqual([[1], [2]]);
  });

  it.each<[string, Holder, string]>([
    ['a data: URL without a comma', { contentUrl: 'data:image/png;base64' }, 'its data: URL has no comma before its data'],
    ['one whose comma is in its fragment', { contentUrl: 'data:text/plain#a,b' }, 'its data: URL has no comma before its data'],
    ['one that is no base64', { contentUrl: 'data:image/png;base64,a' }, 'its data: URL is not the base64 that it says'],
    ['a blob: URL that never was', { contentUrl: 'blob:nodedata:00000000-0000-0000-0000-000000000000' }, ''],
  ])('%s is an error', async (_, attachment, message) => {
    await expect(read(attachment)).rejects.toThrow(message);
  });

  it('a blob: URL that was revoked is an error', async () => {
    const contentUrl = URL.createObjectURL(new Blob([text]));
    URL.revokeObjectURL(contentUrl);
    await expect(read({ contentUrl })).rejects.toThrow();
  });

  it('a file that is deleted before it is read is an error', async () => {
    const path = join(temporaryFolder('file'), 'a.txt');
    writeFileSync(path, text);
    const content = await openAsBlob(path);
    rmSync(path);
    await expect(read({ content })).rejects.toThrow();
  });
});

describe('an attachment that holds none', () => {
  it.each<[string, Holder]>([
    ['an https URL', { contentUrl: 'https://a/b.png' }],
    ['an http URL with a data: in it', { contentUrl: 'http://a/?data:text/plain,b' }],
    ['a relative URL', { contentUrl: '/data:b' }],
    ['a card', { content: { title: 'a card' } }],
    ['a card with a data: URL beside it', { content: {}, contentUrl: 'data:,a' }],
    ['a text', { content: 'some text' }],
    ['an array of numbers', { content: [1, 2] }],
    ['nothing', {}],
    ['null', JSON.parse('{"content":null,"contentUrl":null}')],
  ])('%s goes as it is', (_, attachment) => {
    expect(holdsBytes(attachment)).toBe(false);
  });

  it('beside one that does: the activity has files', () => {
    expect([hasFiles({ attachments: [{ contentUrl: 'https://a' }, { content: bytes }] }), hasFiles({ attachments: [{ contentUrl: 'https://a' }] }), hasFiles({})])
      .toEqual([true, false, false]);
    expect(hasFiles(JSON.parse('{"attachments":null}'))).toBe(false);
  });
});
