import type { Counts } from '../../ledger/sums.js';
import type { Tile } from './page.js';
import { formatBytes, formatCount } from './text.js';

/** How they belong together. */
export function countsSum({ missing }: Counts, arrived: string): string {
  const sum = `Items found = ${arrived.toLowerCase()} + left out + failed.`;
  return missing === 0
    ? sum
    : `${sum} Missing is what the server’s index, or an earlier run, knows of and has no file: it counts apart.`;
}

/** The numbers below the sentence. `arrived` is what exported items are called. */
export function countTiles(totals: Counts, mailboxes: number, arrived: string): Tile[] {
  const { found, exported, skipped, failed, missing, bytes } = totals;
  return [
    { name: 'Mailboxes', value: formatCount(mailboxes) },
    { name: 'Items found', value: formatCount(found) },
    { name: arrived, value: formatCount(exported) },
    { name: 'Left out', value: formatCount(skipped) },
    { name: 'Failed', value: formatCount(failed), warn: failed > 0 },
    { name: 'Missing', value: formatCount(missing), warn: missing > 0 },
    { name: 'Size', value: formatBytes(bytes) },
  ];
}
