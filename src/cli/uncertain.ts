import { areReadings, readings, type Uncertainties } from '../emulator/index.js';
import { UsageError } from './options.js';

const dashed = (name: string): string => name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);
const inWord = (value: string | number | boolean): string => String(value).replaceAll(' ', '-');

const points = new Map([...readings].map(([name, values]) => [dashed(name), { name, values: new Map(values.map(value => [inWord(value), value])) }]));

/** A line of help for each, the likelier reading first. */
export const readingsInWords = [...points].map(([word, { values }]) => `  ${word}=${[...values.keys()].join('|')}`);

/** `stream-history=left-out` is `{ streamHistory: 'left out' }`. */
function readingOf(pair: string): Partial<Uncertainties> {
  const [word = '', text = ''] = pair.split(/=(.*)/);
  const point = points.get(word);
  if (!point) throw new UsageError(`--uncertain has no '${word}'; there are ${[...points.keys()].join(', ')}`);
  const given = { [point.name]: point.values.get(text) };
  if (!areReadings(given)) throw new UsageError(`--uncertain ${word} takes ${[...point.values.keys()].join(' or ')}, not '${text}'`);
  return given;
}

/** All that is given as NAME=VALUE. */
export const uncertainIn = (pairs: readonly string[]): Partial<Uncertainties> =>
  pairs.reduce<Partial<Uncertainties>>((all, pair) => ({ ...all, ...readingOf(pair) }), {});
