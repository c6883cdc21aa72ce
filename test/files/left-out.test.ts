import { expect, test } from 'vitest';
import { needsAttention } from '../../src/report/attention.js';
import { exportTo, ledger, makeStore, newOut } from './support.js';

const GONE = { bytes: null };

test('what the user leaves out is not missed where its file is not there either', async () => {
  const { source } = makeStore({
    INBOX: { items: [GONE] },
    Contacts: { kind: 'contacts', items: [{ bytes: 'Subject: x\r\n\r\nBEGIN:VCARD\r\nFN:Jan\r\nEND:VCARD\r\n' }] },
    Old: { kind: 'contacts', items: [GONE] },
  });
  const out = newOut();

  const result = await exportTo(out, source, { only: ['contacts'], excludeFolders: ['Old'] });

  expect(ledger(out).map((line) => [line.folder.join('/'), line.result, line.reason])).toEqual([
    ['Contacts', 'exported', null],
    ['INBOX', 'skipped', 'mail left out by --only'],
    ['Old', 'skipped', 'folder left out by --exclude-folder'],
  ]);
  expect(needsAttention(result)).toBe(false);
});
