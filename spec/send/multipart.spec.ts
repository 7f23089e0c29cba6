import { multipart, type Part } from '../../src/send/multipart.js';
import { filenameOf, nameOf, readMultipart } from '../support/multipart.js';

const part = (filename: string, data: Part['data'], type = 'text/plain'): Part => ({ name: 'file', filename, type, data });
const bodyOf = (data: string | ArrayBuffer): Buffer => (typeof data === 'string' ? Buffer.from(data) : Buffer.from(data));

describe('a multipart body', () => {
  it('is what it is to the byte', () => {
    const { type, data } = multipart([{ name: 'activity', filename: 'blob', type: 'application/json', data: '{}' }, part('ä.txt', new Uint8Array([0, 255]))], 'B');
    expect(type).toBe('multipart/form-data; boundary=B');
    expect(data).toBeInstanceOf(ArrayBuffer);
    expect(bodyOf(data)).toEqual(Buffer.concat([
      Buffer.from('--B\r\nContent-Disposition: form-data; name="activity"; filename="blob"\r\nContent-Type: application/json\r\n\r\n{}\r\n'),
      Buffer.from('--B\r\nContent-Disposition: form-data; name="file"; filename="ä.txt"\r\nContent-Type: text/plain\r\n\r\n'), Buffer.from([0, 255]),
      Buffer.from('\r\n--B--\r\n'),
    ]));
  });

  it('keeps what is in its files, line ends and dashes too', () => {
    const contents = ['', '\r\n', '--B', '\r\n--B-', '--B--\r\n'.slice(1), 'Content-Type: x\r\n\r\n'];
    const { type, data } = multipart(contents.map((text, index) => part(String(index), text)), 'Boundary');
    expect(readMultipart(type, bodyOf(data)).map(({ bytes }) => bytes.toString())).toEqual(contents);
  });

  const names = ['plain.png', 'Grüße ☃ 日本.txt', 'a "quoted" name', 'c:\\back\\slash', 'line\r\nContent-Type: evil/line', 'per%cent', 'semi;colon=1', 'emoji 🎉'];

  it.each(names)('writes the file name %j as FormData does, and it is read so', async name => {
    const form = new FormData();
    form.append('file', new Blob(['x'], { type: 'text/plain' }), name);
    const theirs = new Response(form);
    const theirType = theirs.headers.get('content-type') ?? '';
    const [boundary = ''] = theirType.split('boundary=').slice(1);
    const own = multipart([part(name, 'x')], boundary);
    expect(bodyOf(own.data).toString()).toBe(Buffer.from(await theirs.arrayBuffer()).toString().replace(/\r\n$/, '') + '\r\n');
    const [read] = readMultipart(own.type, bodyOf(own.data));
    expect(read && [nameOf(read), filenameOf(read)]).toEqual(['file', name.replace(/"/g, '%22').replace(/\r/g, '%0D').replace(/\n/g, '%0A')]);
    const back = (await new Response(own.data, { headers: { 'Content-Type': own.type } }).formData()).get('file');
    expect(back instanceof Blob && [await back.text(), back.type]).toEqual(['x', 'text/plain']);
  });
});
