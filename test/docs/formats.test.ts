import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { kerioExit, readLedger } from '../e2e/program.js';
import { tempDir } from '../support/temp.js';

/** The keys that a section of docs/architecture.md names: whatever stands in backquotes. */
function documented(heading: string): Set<string> {
  const sections = readFileSync('docs/architecture.md', 'utf8').split(/^## /m);
  const section = sections.find((text) => text.startsWith(`${heading}\n`)) ?? '';
  return new Set([...section.matchAll(/`(\w+)`/g)].map(([, key = '']) => key));
}

test('every key of ledger and report is in docs/architecture.md', () => {
  const out = join(tempDir(), 'out');
  kerioExit('export', 'fixtures/kerio-store', '--out', out, '--since-cutover', '2024-01-01', '--quiet');

  const lines = [...readLedger(out).values()].flat();
  const ledgerKeys = new Set(lines.flatMap((line) => Object.keys(line)));
  expect(ledgerKeys).toContain('notes');
  expect([...ledgerKeys].filter((key) => !documented('The ledger').has(key))).toEqual([]);

  const report = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')) as {
    readonly totals: object;
    readonly mailboxes: readonly { readonly folders: readonly object[]; readonly passedOver: readonly object[] }[];
    readonly filters: readonly object[];
    readonly accounts: object;
  };
  const { totals, mailboxes, filters, accounts } = report;
  const folders = mailboxes.flatMap((mailbox) => mailbox.folders);
  const passedOver = mailboxes.flatMap((mailbox) => mailbox.passedOver);
  const objects = [report, totals, accounts, ...mailboxes, ...folders, ...passedOver, ...filters];
  const reportKeys = new Set(objects.flatMap((object) => Object.keys(object)));
  expect(reportKeys).toContain('passedOver');
  expect([...reportKeys].filter((key) => !documented('The report').has(key))).toEqual([]);
});
