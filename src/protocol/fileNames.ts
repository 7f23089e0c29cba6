/** Host of a media type that make poor ends of a name. */
const ENDINGS: Readonly<Record<string, string>> = { plain: 'txt', 'octet-stream': 'bin', javascript: 'js', quicktime: 'mov' };

/** A name for a file that has none: `file.png` for `image/png`, `file` where its type ends no name. */
export const nameOfType = (type: string): string => {
  const [, subtype = ''] = /^[^/]+\/(?:x-)?([^;+]+)/.exec(type.toLowerCase()) ?? [];
  const ending = ENDINGS[subtype.trim()] ?? subtype.trim();
  return /^\w{1,5}$/.test(ending) ? `file.${ending}` : 'file';
};

/**
 * A name without its folders and without what a header has to escape: services differ in how they undo that and cut paths, and
 * tell files apart by name (docs/protocol.md, 6.4), so it has to be the same in both places. `''` where no name is left.
 */
export const plainName = (path: string): string => {
  const name = path.split(/[\\/]/).filter(Boolean).at(-1) ?? '';
  if (/^[.\s]*$/.test(name)) return '';
  // With `u`, a surrogate is one that is alone: in UTF-8 it would be another character.
  return name.replace(/"/g, "'").replace(/[\u0000-\u001f\u007f]/g, '_').replace(/[\ud800-\udfff]/gu, '\ufffd');
};

/** The name that a file goes by, before it is made unique. */
export const fileName = (name: string, contentType: string): string => plainName(name) || nameOfType(contentType);

/** The names, of which none is twice, nor taken before: the second `a.png` is `a (2).png`. */
export const unique = (names: readonly string[], taken: readonly string[]): string[] => {
  const used = new Set(taken);
  return names.map(name => {
    const [, stem = name, ending = ''] = /^(.+)(\.[^.]*)$/.exec(name) ?? [];
    let free = name;
    for (let count = 2; used.has(free); count += 1) free = `${stem} (${count})${ending}`;
    used.add(free);
    return free;
  });
};
