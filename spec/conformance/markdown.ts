import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support/packed.js';

/** The rows of the first table under a heading of docs/, each as its cells, without the table's head. */
export function tableIn(page: string, heading: RegExp): readonly (readonly string[])[] {
  const lines = readFileSync(join(root, 'docs', page), 'utf8').split('\n');
  const from = lines.findIndex((line) => /^#+ /.test(line) && heading.test(line));
  if (from < 0) throw new Error(`docs/${page} has no heading that matches ${String(heading)}`);
  const rest = lines.slice(from + 1);
  const end = rest.findIndex((line) => /^#+ /.test(line));
  const section = end < 0 ? rest : rest.slice(0, end);
  const first = section.findIndex((line) => line.startsWith('|'));
  if (first < 0) throw new Error(`docs/${page} has no table under ${String(heading)}`);
  const after = section.slice(first).findIndex((line) => !line.startsWith('|'));
  const table = section.slice(first, after < 0 ? undefined : first + after);
  // A bar in a cell is written \|.
  return table.slice(2).map((row) => row.split(/(?<!\\)\|/).slice(1, -1).map((cell) => cell.trim()));
}
