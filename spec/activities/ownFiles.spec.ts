import { withOwnFiles } from '../../src/activities/ownFiles.js';
import type { Activity, Attachment } from '../../src/protocol/types.js';
import { PLACEHOLDER } from '../support/service.js';

const said = (...attachments: readonly Attachment[]): Activity => ({ type: 'message', attachments });
const hidden = (name?: string): Attachment => ({ contentType: 'image/png', contentUrl: PLACEHOLDER, ...(name !== undefined && { name }) });
const file = (content: unknown, name?: string): Attachment => ({ contentType: 'image/png', content, ...(name !== undefined && { name }) });
const shown = (echo: Activity, own: Activity): readonly unknown[] => withOwnFiles(echo, own).attachments?.map(({ content, contentUrl }) => content ?? contentUrl) ?? [];

describe('the echo of an upload', () => {
  it.each<[string, readonly Attachment[], readonly Attachment[], readonly unknown[]]>([
    ['by name, whatever the order', [hidden('b'), hidden('a')], [file('A', 'a'), file('B', 'b')], ['B', 'A']],
    ['by place where names were made unique', [hidden('a'), hidden('a (2)')], [file('A', 'a'), file('A2', 'a')], ['A', 'A2']],
    ['by place where there was no name', [hidden('file.png'), hidden('file (2).png')], [file('A'), file('B')], ['A', 'B']],
    ['by its local URL', [hidden('a')], [{ contentType: 'image/png', contentUrl: 'blob:x' }], ['blob:x']],
    ['not at all where there are no names', [hidden(), hidden()], [file('A', 'a'), file('B')], [PLACEHOLDER, PLACEHOLDER]],
    ['not at all where the service tells where it is', [{ contentType: 'image/png', contentUrl: 'https://a/1' }], [file('A')], ['https://a/1']],
    ['not at all where nothing is known of it', [hidden('a'), hidden('b')], [file('A', 'a')], ['A', PLACEHOLDER]],
  ])('has the files of its sender: %s', (_, theirs, own, wanted) => expect(shown(said(...theirs), said(...own))).toEqual(wanted));

  const [one, two, three] = [1, 2, 3].map(byte => new Uint8Array([byte]));

  it.each<[string, readonly string[], readonly Attachment[], readonly unknown[]]>([
    ['a made name is another one\'s', ['a.png', 'a (2).png', 'a (2) (2).png'], [file(one, 'a.png'), file(two, 'a.png'), file(three, 'a (2).png')], [one, two, three]],
    ['the same, in another order', ['a (2) (2).png', 'a (2).png', 'a.png'], [file(one, 'a.png'), file(two, 'a.png'), file(three, 'a (2).png')], [three, two, one]],
    ['names lost their folders', ['b.png', 'b (2).png'], [file(one, 'a/b.png'), file(two, 'b.png')], [one, two]],
    ['they had none', ['file (2).png', 'file.png'], [file(one), file(two)], [two, one]],
    ['the same file is there twice', ['a', 'a (2)'], [file(one, 'a'), file(one, 'a')], [one, one]],
    ['a name is the file\'s own', ['b', 'a'], [file(new File([], 'a')), file(two, 'b')], [two, expect.any(File)]],
    ['the type of a URL is not known', ['file.gif', 'file (2).gif'], [{ contentType: '', contentUrl: 'data:image/gif,1' }, { contentType: '', name: 'file.gif', content: two }], ['data:image/gif,1', two]],
  ])('has each file in its place where %s', (_, names, own, wanted) => {
    expect(shown(said(...names.map(hidden)), said(...own))).toEqual(wanted);
  });

  it('has one object that was given twice in both places', () => {
    const twice = file(one, 'a');
    expect(shown(said(hidden('a'), hidden('a (2)')), said(twice, twice))).toEqual([one, one]);
  });

  it('is else what the service says', () => {
    const echo = { ...said(hidden('a (2)')), id: '1', text: 'theirs' };
    expect(withOwnFiles(echo, { ...said({ ...file('A', 'a'), contentType: 'text/plain' }), text: 'mine' })).toEqual({
      ...echo, attachments: [{ contentType: 'image/png', name: 'a (2)', content: 'A' }],
    });
  });

  it('is the same object where nothing is hidden', () => {
    const [none, plain] = [{ type: 'message' }, said({ contentType: 'image/png', contentUrl: 'https://a' })];
    expect([withOwnFiles(none, said(file('A'))) === none, withOwnFiles(plain, said(file('A'))) === plain]).toEqual([true, true]);
  });
});
