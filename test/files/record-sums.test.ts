import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Sums } from '../../src/ledger/sums.js';
import type { MailboxState } from '../../src/files/earlier/state.js';
import { exportTo, makeStore, newOut } from './support.js';

/** The states of an earlier version knew neither years nor sizes. */
function forgetTables(path: string): void {
  const state = JSON.parse(readFileSync(path, 'utf8')) as MailboxState;
  for (const { folders } of Object.values(state.jobs)) {
    for (const folder of folders) {
      const sums: Partial<Sums> = folder.sums;
      delete sums.years;
      delete sums.sizes;
    }
  }
  writeFileSync(path, JSON.stringify(state));
}

test('sums that an earlier version did not keep are taken from the ledger, and nothing is read again', async () => {
  const { source } = makeStore({ INBOX: { items: [{}, { bytes: Buffer.alloc(99) }, {}] }, Work: { items: [{}] } });
  const out = newOut();
  const first = await exportTo(out, source);
  expect(first.sums.years).toEqual({ 2020: 4 });

  forgetTables(join(out, '.kerio-exit/state/jan@company.com.json'));
  const again = await exportTo(out, source);
  expect(again.reused).toBe(4);
  expect(again.sums).toEqual(first.sums);
});

test('a ledger that is not the one of the state counts for nothing', async () => {
  const { source } = makeStore({ INBOX: { items: [{}] } });
  const out = newOut();
  const first = await exportTo(out, source);
  const path = join(out, 'ledger/jan@company.com.jsonl');
  writeFileSync(path, readFileSync(path, 'utf8').replace('"bytes":157', '"bytes":158'));
  const again = await exportTo(out, source);
  expect(again.reused).toBe(0);
  expect(again.sums).toEqual(first.sums);
});
