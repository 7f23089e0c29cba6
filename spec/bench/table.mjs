/**
 * A Markdown table, as docs/performance.md keeps it.
 * @param {readonly { readonly row: import('./rows.mjs').Row, readonly results: readonly import('./measure.mjs').Result[] }[]} measured
 */
export const table = measured => {
  const others = measured[0]?.results.slice(1) ?? [];
  const head = ['', 'floor', ...others.flatMap(({ name }) => [name, 'of the floor']), 'aim', 'out of order'];
  const body = measured.map(({ row, results: [floor, ...rest] }) => [
    `${row.name}, ${row.unit}`,
    shown(row, floor?.value),
    ...rest.flatMap(({ value, ratio }) => [shown(row, value), ratio.toFixed(ratio < 10 ? 2 : 0)]),
    `${isMore(row) ? '≥' : '≤'} ${row.aim}`,
    rest.map(({ name, outOfOrder }) => `${name} ${percent(outOfOrder)}`).join(', '),
  ]);
  const widths = head.map((_, column) => Math.max(...[head, ...body].map(cells => cells[column]?.length ?? 0)));
  const line = (/** @type {readonly string[]} */ cells) =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`;
  const rule = widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [head, rule, ...body].map(line).join('\n');
};

/** Whether more is better. */
export const isMore = (/** @type {import('./rows.mjs').Row} */ { unit }) => unit === 'activities/s';

const shown = (/** @type {import('./rows.mjs').Row} */ row, value = NaN) =>
  isMore(row) ? Math.round(value / 100) * 100 + '' : value.toFixed(value < 100 ? 2 : 0);

const percent = (/** @type {number} */ part) => (part === 0 ? '0' : `${(part * 100).toFixed(part < 0.01 ? 2 : 0)} %`);
