/** Columns of a character: East Asian ones and pictures take two. A guess on the wide side, so that a line never wraps. */
const width = (character: string): number => ((character.codePointAt(0) ?? 0) > 0x10ff ? 2 : 1);

/** A text of one line that is no wider than the screen; of a longer one the end, since that is what grows. */
export const fit = (text: string, columns: number): string => {
  const characters = [...text];
  let room = columns - 2;
  let from = characters.length;
  while (from > 0 && room >= width(characters[from - 1] ?? '')) room -= width(characters[--from] ?? '');
  return from === 0 ? text : `…${characters.slice(from).join('')}`;
};
