/** Results as a Markdown table. */
import { median } from './rounds.mjs';

/**
 * @param {readonly import('./rounds.mjs').Measured[]} results The first is what the others are compared with.
 * @param {{ bytes?: number, items?: number, itemName?: string }} work What one run goes through.
 */
export function resultTable(results, { bytes, items, itemName = 'items' }) {
  const base = median(results[0]?.seconds ?? []);
  const header = ['', 'median s', 'min-max s', 'user+sys s', `x ${results[0]?.name ?? ''}`];
  if (bytes !== undefined) header.push('MiB/s');
  if (items !== undefined) header.push(`${itemName}/s`);
  header.push('peak RSS MiB');
  const rows = results.map(({ name, seconds, processor, peak }) => {
    const middle = median(seconds);
    const row = [
      name,
      fixed(middle, 2),
      `${fixed(seconds[0], 2)}-${fixed(seconds.at(-1), 2)}`,
      fixed(median(processor), 2),
      fixed(middle / base, 2),
    ];
    if (bytes !== undefined) row.push(fixed(bytes / middle / 2 ** 20, 0));
    if (items !== undefined) row.push(fixed(items / middle, 0));
    row.push(fixed(peak / 2 ** 20, 0));
    return row;
  });
  return [header, header.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

/**
 * @param {number | undefined} value
 * @param {number} digits
 */
function fixed(value = Number.NaN, digits) {
  return value.toFixed(digits);
}
