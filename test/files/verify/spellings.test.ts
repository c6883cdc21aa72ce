import { linkSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Spellings } from '../../../src/files/verify/spellings.js';
import { tempDir } from '../../support/temp.js';

test('a file is called as the ledger spells it where the disk takes both spellings for one', () => {
  const out = tempDir();
  mkdirSync(join(out, 'mail'));
  writeFileSync(join(out, 'mail/Work.mbox'), '');
  // A second name of one file is what a disk without letter case seems to have.
  linkSync(join(out, 'mail/Work.mbox'), join(out, 'mail/WORK.mbox'));
  writeFileSync(join(out, 'mail/Cafe\u0301.mbox'), '');
  writeFileSync(join(out, 'mail/Café.mbox'), '');
  const spellings = new Spellings(out, ['mail/WORK.mbox', 'mail/Café.mbox', 'notes/a/B.txt']);
  expect(spellings.of('mail', 'Work.mbox')).toBe('WORK.mbox');
  expect(spellings.of('mail', 'WORK.mbox')).toBe('WORK.mbox');
  // Here these are two files, and one of them is nobody's.
  expect(spellings.of('mail', 'Cafe\u0301.mbox')).toBe('Cafe\u0301.mbox');
  expect(spellings.of('notes', 'A')).toBe('A');
  expect(spellings.of('mail', 'new.mbox')).toBe('new.mbox');
});
