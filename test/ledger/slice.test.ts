import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readSlice } from '../../src/ledger/slice.js';
import { tempDir } from '../support/temp.js';

/** A file of lines `{"uid":1,"reason":"…"}`, each with a reason of so many letters, and where each begins. */
function lines(...lengths: number[]) {
  const path = join(tempDir('slice'), 'lines.jsonl');
  const texts = lengths.map((length, at) => `${JSON.stringify({ uid: at + 1, reason: 'ž'.repeat(length) })}\n`);
  writeFileSync(path, texts.join(''));
  const starts = texts.map((_, at) => Buffer.byteLength(texts.slice(0, at).join('')));
  return { path, starts, end: Buffer.byteLength(texts.join('')) };
}

const uids = (file: string, start: number, end: number): unknown[] =>
  [...readSlice(file, start, end)].map(({ uid, reason }) => [uid, reason?.length]);

test('lines are read from one place to another, however long they are', () => {
  const { path, starts, end } = lines(3, 200_000, 0, 100_000, 5);
  expect(uids(path, 0, end)).toEqual([
    [1, 3],
    [2, 200_000],
    [3, 0],
    [4, 100_000],
    [5, 5],
  ]);
  expect(uids(path, starts[2] ?? 0, starts[4] ?? 0)).toEqual([
    [3, 0],
    [4, 100_000],
  ]);
  expect(uids(path, end, end)).toEqual([]);
});

test('no more of them is in memory than a piece', () => {
  const { path, end } = lines(...Array.from({ length: 40 }, () => 50_000));
  const reading = readSlice(path, 0, end);
  reading.next();
  // What was not asked for is not read: the rest of the file may be anything by now.
  writeFileSync(path, 'x');
  expect(() => [...reading]).toThrow('is shorter than it was');
});
