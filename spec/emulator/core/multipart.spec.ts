import { headerValue } from '../../../src/emulator/http/headerValue.js';
import { multipart } from '../../../src/emulator/http/multipart.js';
import { workMs } from '../../support/work.js';

const bytesOf = (text: string) => Uint8Array.from(Buffer.from(text));
const partsOf = (bytes: Uint8Array<ArrayBuffer>, boundary = 'B') => {
  const parts = multipart(bytes, boundary);
  if (parts === 'too many') throw new Error('too many parts');
  return parts;
};
const read = (text: string, boundary = 'B') =>
  partsOf(bytesOf(text), boundary)?.map(({ headers, bytes }) => [Object.fromEntries(headers), Buffer.from(bytes).toString()]);

describe('multipart', () => {
  it('gives each part with all its headers, also one without a Content-Disposition', () => {
    expect(read('--B\r\nContent-Disposition: form-data; name="file"\r\nCONTENT-type:  image/png \r\n\r\none\r\n--B\r\nContent-Type: application/x\r\n\r\n{}\r\n--B--\r\n')).toEqual([
      [{ 'content-disposition': 'form-data; name="file"', 'content-type': 'image/png' }, 'one'],
      [{ 'content-type': 'application/x' }, '{}'],
    ]);
  });

  it.each([
    ['a preamble and an epilogue', 'before\r\n--B\r\n\r\none\r\n--B--\r\nafter\r\n--B\r\n', ['one']],
    ['no headers', '--B\r\n\r\none\r\n--B--', ['one']],
    ['blanks after a boundary', '--B \t\r\n\r\none\r\n--B  \r\n\r\ntwo\r\n--B--', ['one', 'two']],
    ['no content', '--B\r\nA: b\r\n\r\n\r\n--B\r\n\r\n\r\n--B--', ['', '']],
    ['line ends and boundaries of others in its content', '--B\r\n\r\n\r\n\n--A\r\n-- B\r\n--\r\n--B--', ['\r\n\n--A\r\n-- B\r\n--']],
    ['no parts', '--B--', []],
  ])('reads %s', (_, text, contents) => {
    expect(read(text)?.map(([, content]) => content)).toEqual(contents);
  });

  it('keeps bytes as they are', () => {
    const content = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    const whole = Buffer.concat([Buffer.from('--B\r\n\r\n'), content, Buffer.from('\r\n--B--')]);
    expect(partsOf(Uint8Array.from(whole))?.[0]?.bytes).toEqual(content);
  });

  it.each([
    ['nothing', ''], ['no boundary', 'text'], ['no end', '--B\r\n\r\none'], ['an end in the middle of a line', '--B\r\n\r\none--B--'],
    ['one line end where two are due', '--B\r\nA: b\r\none\r\n--B--'], ['a header that is none', '--B\r\nrubbish\r\n\r\none\r\n--B--'],
    ['a folded header', '--B\r\nA: b\r\n c\r\n\r\none\r\n--B--'], ['bare line feeds', '--B\nA: b\n\none\n--B--'], ['text after a boundary', '--B x\r\n\r\none\r\n--B--'],
    ['a part that is nothing at all', '--B\r\n--B--'], ['too many headers', `--B\r\nA: ${'x'.repeat(20_000)}\r\n\r\none\r\n--B--`],
  ])('is none with %s', (_, text) => {
    expect(read(text)).toBeUndefined();
  });

  it('has a hundred parts at most', () => {
    const parts = (count: number) => multipart(bytesOf(`${'--B\r\n\r\none\r\n'.repeat(count)}--B--`), 'B');
    expect([parts(100)?.length, parts(101)]).toEqual([100, 'too many']);
  });

  it.each(['', 'x'.repeat(71), 'ends with a blank ', 'ü', 'a\r\nb'])('is none with the boundary %j', (boundary) => {
    expect(read(`--${boundary}\r\n\r\none\r\n--${boundary}--`, boundary)).toBeUndefined();
  });

  it('is soon done with what looks like boundaries all over', () => {
    const text = '\r\n--'.repeat(1_000_000);
    expect(workMs(() => expect(read(text, 'BBBBBBBB')).toBeUndefined())).toBeLessThan(2_000);
  });
});

describe('a header', () => {
  const parameters = (text: string) => Object.fromEntries(headerValue(text).parameters);

  it.each<[string, string, object]>([
    ['multipart/form-data; boundary=B', 'multipart/form-data', { boundary: 'B' }],
    ['Multipart/Form-Data;Boundary="a b;c"', 'multipart/form-data', { boundary: 'a b;c' }],
    ['form-data; name="file"; filename="a \\"b\\" c.jpg"', 'form-data', { name: 'file', filename: 'a "b" c.jpg' }],
    ['name="file"; filename="badjokeeel.jpg"', '', { name: 'file', filename: 'badjokeeel.jpg' }],
    ['attachment; filename=plain.txt', 'attachment', { filename: 'plain.txt' }],
    ["attachment; filename*=UTF-8''caf%C3%A9.png; filename=cafe.png", 'attachment', { filename: 'café.png', 'filename*': "UTF-8''caf%C3%A9.png" }],
    ["attachment; filename*=UTF-8''%E0%A4%A; filename=a", 'attachment', { filename: 'a', 'filename*': "UTF-8''%E0%A4%A" }],
    ['image/png', 'image/png', {}], ['', '', {}], [';;;=;"', '', {}],
  ])('%s', (text, value, expected) => {
    expect([headerValue(text).value, parameters(text)]).toEqual([value, expected]);
  });

  it.each(['a', ' ', 'a;', '; a', 'a="\\', '"'])('of %j without end is soon read', (piece) => {
    expect(workMs(() => headerValue(piece.repeat(16_000)))).toBeLessThan(1_000);
  });
});
