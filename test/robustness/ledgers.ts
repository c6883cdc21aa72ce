import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LedgerLine } from '../../src/ledger/line.js';

/** Every line of every ledger of an export. */
export function ledgerLines(out: string): LedgerLine[] {
  const names = readdirSync(join(out, 'ledger')).sort();
  return names.flatMap((name) =>
    readFileSync(join(out, 'ledger', name), 'utf8')
      .split('\n')
      .filter((text) => text !== '')
      .map((text) => JSON.parse(text) as LedgerLine),
  );
}
