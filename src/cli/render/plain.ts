import { stripVTControlCharacters } from 'node:util';

// What bots send goes to a terminal: no escape sequences, no control characters but the line break, no text that runs backwards.
const controls = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufeff]/g;

/** A stranger's text as it may be printed: characters and line breaks. */
export const plain = (text: string): string =>
  stripVTControlCharacters(text)
    .replace(/\r\n?|\u2028|\u2029/g, '\n')
    .replace(/\t/g, '  ')
    .replace(controls, '');

/** The same on one line, cut to a length. */
export const brief = (text: string, most = 200): string => {
  const line = plain(text).replace(/\s+/g, ' ').trim();
  const characters = [...line];
  return characters.length <= most ? line : `${characters.slice(0, most - 1).join('')}…`;
};
