import { fileName, nameOfType, plainName, unique } from '../../src/protocol/fileNames.js';

describe('names', () => {
  it.each<[readonly string[], readonly string[], readonly string[]]>([
    [['a.png', 'b.png'], [], ['a.png', 'b.png']],
    [['a.png', 'a.png', 'a.png'], [], ['a.png', 'a (2).png', 'a (3).png']],
    [['a.png', 'a.png', 'a (2).png'], [], ['a.png', 'a (2).png', 'a (2) (2).png']],
    [['a (2).png', 'a.png', 'a.png'], [], ['a (2).png', 'a.png', 'a (3).png']],
    [['a', 'a'], [], ['a', 'a (2)']],
    [['a.tar.gz', 'a.tar.gz'], [], ['a.tar.gz', 'a.tar (2).gz']],
    [['.env', '.env'], [], ['.env', '.env (2)']],
    [['a.', 'a.'], [], ['a.', 'a (2).']],
    [['a.png'], ['a.png'], ['a (2).png']],
    [['A.png', 'a.png'], [], ['A.png', 'a.png']],
    [['__proto__', '__proto__'], [], ['__proto__', '__proto__ (2)']],
  ])('%j, where %j are taken, are made %j', (names, taken, made) => expect(unique(names, taken)).toEqual(made));

  it.each([['Grüße ☃ 日本 100%.txt', 'Grüße ☃ 日本 100%.txt'], ['a "b".txt', "a 'b'.txt"], ['a\r\n\0\u007f.txt', 'a____.txt'], ['b;c=d.txt', 'b;c=d.txt'],
    ['a/b.txt', 'b.txt'], ['C:\\temp\\b.txt', 'b.txt'], ['a\\b/c.txt', 'c.txt'], ['../../a.txt', 'a.txt'], ['a/', 'a'],
    ['.', ''], ['..', ''], ['...', ''], ['a/..', ''], ['/', ''], [' . ', ''], ['.env', '.env'], ['...a', '...a'],
    ['a\ud800.txt', 'a\ufffd.txt'], ['\udc00\ud83d\ude00\ud83d', '\ufffd\ud83d\ude00\ufffd']])(
    '%j goes as %j', (name, plain) => expect(plainName(name)).toBe(plain),
  );

  it.each([['a.png', 'a.png'], ['b/a.png', 'a.png'], ['..', 'file.gif'], ['', 'file.gif']])('%j of a GIF goes as %j', (name, made) => expect(fileName(name, 'image/gif')).toBe(made));

  it.each([
    ['image/png', 'file.png'], ['image/svg+xml', 'file.svg'], ['text/plain; charset=utf-8', 'file.txt'], ['text/plain ;charset=utf-8', 'file.txt'], ['IMAGE/JPEG', 'file.jpeg'],
    ['application/octet-stream', 'file.bin'], ['application/pdf', 'file.pdf'], ['application/x-zip', 'file.zip'], ['application/vnd.ms-excel', 'file'],
    ['image/*', 'file'], ['nonsense', 'file'], ['', 'file'], ['text/../x', 'file'],
  ])('of the type %s: %s', (type, name) => expect(nameOfType(type)).toBe(name));
});
