import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { formatLedgerLine } from '../../src/ledger/file.js';
import { findLines } from '../../src/ledger/find.js';
import type { LedgerLine, Result } from '../../src/ledger/line.js';
import { tempDir } from '../support/temp.js';

const line = (uid: number, result: Result, folder = 'INBOX'): LedgerLine => ({
  ...{ folder: [folder], uid, kind: 'mail', bytes: 10, receivedAt: null, flags: [], rawFlags: null, result },
  ...{ reason: null, file: null, offset: null, length: null, dateFrom: null },
});

function find(lines: readonly LedgerLine[], ...words: string[]): (number | string)[] {
  const file = join(tempDir('find'), 'a.jsonl');
  writeFileSync(file, lines.map(formatLedgerLine).join(''));
  return [...findLines(file, words)].map(({ uid }) => uid);
}

test('gives the lines with any of the words, in their order', () => {
  const lines = [line(1, 'exported'), line(2, 'failed'), line(3, 'missing'), line(4, 'exported'), line(5, 'failed')];
  expect(find(lines, '"result":"missing"', '"result":"failed"')).toEqual([2, 3, 5]);
  expect(find(lines, '"result":"skipped"')).toEqual([]);
  expect(find([], '"result":"failed"')).toEqual([]);
});

test('is not led astray by a name that looks like the word', () => {
  const lines = [line(1, 'exported', '"result":"failed"'), line(2, 'failed', '"result":"exported"')];
  expect(find(lines, '"result":"failed"')).toEqual([2]);
});

test('finds lines across the pieces in which a large ledger is read', () => {
  const folder = 'a long name of a folder '.repeat(40);
  const lines = Array.from({ length: 5000 }, (_, uid) => line(uid, uid % 97 === 0 ? 'failed' : 'exported', folder));
  const expected = lines.filter(({ result }) => result === 'failed').map(({ uid }) => uid);
  expect(find(lines, '"result":"missing"', '"result":"failed"')).toEqual(expected);
});
