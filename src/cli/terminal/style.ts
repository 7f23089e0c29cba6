import type { Shown, Tone } from '../render/shown.js';

const codes: Readonly<Record<Tone | 'hint', string | undefined>> = {
  bot: undefined,
  you: undefined,
  info: undefined,
  status: '2', // dim
  hint: '2',
  notice: '33', // yellow
  problem: '31', // red
};
const label = '36'; // cyan

const painted = (text: string, code: string | undefined): string => (code === undefined ? text : `\u001b[${code}m${text}\u001b[0m`);

/** A thing shown as text for the terminal: a label stands before the first line, and the others are indented. */
export const styled = (shown: Shown, colour: boolean): string => {
  const paint = colour ? painted : (text: string) => text;
  const head = 'label' in shown && shown.label !== undefined ? `${paint(`${shown.label}:`, label)} ` : '';
  const [first = '', ...rest] = shown.text.split('\n').map(text => paint(text, codes[shown.tone]));
  return [head + first, ...rest.map(text => (head === '' ? text : `  ${text}`))].join('\n');
};
