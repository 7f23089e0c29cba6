/** Columns of a character: East Asian ones and pictures take two. A guess on the wide side, so that a line never wraps. */
const width = (character: string): number => ((character.codePointAt(0) ?? 0) > 0x10ff ? 2 : 1);

/** How many of these characters there is room for; all that there are, when they fit. */
const roomFor = (characters: readonly string[], columns: number): number => {
  let room = columns - 2;
  let count = 0;
  while (count < characters.length && room >= width(characters[count] ?? '')) room -= width(characters[count++] ?? '');
  return count;
};

/** A text of one line that is no wider than the screen; of a longer one the end, since that is what grows. */
export const fit = (text: string, columns: number): string => {
  const characters = [...text];
  const count = roomFor([...characters].reverse(), columns);
  return count === characters.length ? text : `…${characters.slice(characters.length - count).join('')}`;
};

/** The same, of a longer one the beginning. */
export const cut = (text: string, columns: number): string => {
  const characters = [...text];
  const count = roomFor(characters, columns);
  return count === characters.length ? text : `${characters.slice(0, count).join('')}…`;
};
