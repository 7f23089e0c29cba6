/**
 * A Markdown table, as docs/performance.md has it.
 * @param {readonly { readonly row: import('./rows.mjs').Row, readonly results: readonly import('./measure.mjs').Result[] }[]} measured
 */
export const table = (measured) => {
  const head = ['', 'floor', 'peer', 'ours', 'of the floor', 'of the peer', 'aim', 'out of order'];
  const body = measured.map(({ row, results }) => {
    const [floor, ours, peer] = ['floor', 'ours', 'peer'].map((name) => results.find((result) => result.name === name));
    return [
      `${row.name}, ${row.unit}`,
      valueText(row, floor?.value), valueText(row, peer?.value), valueText(row, ours?.value),
      ratioText(ours?.ratios['floor']), ratioText(ours?.ratios['peer']),
      `${row.better === 'more' ? '≥' : '≤'} ${row.aim} of the ${row.relativeTo ?? 'floor'}`,
      [ours, peer].map((result) => (result ? [`${result.name} ${percent(result.outOfOrder)}`] : [])).flat().join(', '),
    ];
  });
  const widths = head.map((_, column) => Math.max(...[head, ...body].map((cells) => cells[column]?.length ?? 0)));
  const line = (/** @type {readonly string[]} */ cells) =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`;
  const rule = widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [head, rule, ...body].map(line).join('\n');
};

const valueText = (/** @type {import('./rows.mjs').Row} */ { unit }, /** @type {number | undefined} */ value) => {
  if (value === undefined) return '–';
  if (unit === 'activities/s') return `${Math.round(value / 100) * 100}`;
  return value.toFixed(unit === 'posts/s' || value >= 100 ? 0 : 2);
};

const ratioText = (/** @type {number | undefined} */ ratio) => ratio?.toFixed(ratio < 10 ? 2 : 0) ?? '–';

const percent = (/** @type {number} */ part) => (part === 0 ? '0' : `${(part * 100).toFixed(part < 0.01 ? 2 : 0)} %`);
