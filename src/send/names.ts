/** Parts of a media type that make poor ends of a name. */
const ENDINGS: Readonly<Record<string, string>> = { plain: 'txt', 'octet-stream': 'bin', javascript: 'js', quicktime: 'mov' };

/** A name for a file that has none: `file.png` for `image/png`, `file` where its type ends no name. */
export const nameOfType = (type: string): string => {
  const [, subtype = ''] = /^[^/]+\/(?:x-)?([^;+]+)/.exec(type.toLowerCase()) ?? [];
  const ending = ENDINGS[subtype.trim()] ?? subtype.trim();
  return /^\w{1,5}$/.test(ending) ? `file.${ending}` : 'file';
};

/**
 * A name without what a header has to escape: services differ in how they undo that, and the service tells files apart by
 * name (docs/protocol.md, 6.4), so it has to be the same in both places.
 */
export const plainName = (name: string): string => name.replace(/"/g, "'").replace(/[\\\u0000-\u001f\u007f]/g, '_');

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
