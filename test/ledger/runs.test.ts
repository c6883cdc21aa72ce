import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ledgerRuns, readLedgerRun } from '../../src/ledger/runs.js';
import { tempDir } from '../support/temp.js';

function write(...lines: readonly string[]): string {
  const file = join(tempDir(), 'ledger.jsonl');
  writeFileSync(file, lines.map((line) => `${line}\n`).join(''));
  return file;
}

const line = (folder: readonly string[], uid: number): string => JSON.stringify({ folder, uid });
const folders = (file: string): string[] => ledgerRuns(file).map(({ folder }) => folder.join('/'));

describe('ledgerRuns', () => {
  test('says where the lines of each folder are', () => {
    const file = write(line(['A'], 1), line(['A'], 2), line(['A', 'B'], 1), line(['C'], 1));
    const runs = ledgerRuns(file);
    expect(runs).toEqual([
      { folder: ['A'], start: 0, end: 50 },
      { folder: ['A', 'B'], start: 50, end: 79 },
      { folder: ['C'], start: 79, end: 104 },
    ]);
    expect(runs.map((run) => [...readLedgerRun(file, run)])).toEqual([
      [
        { folder: ['A'], uid: 1 },
        { folder: ['A'], uid: 2 },
      ],
      [{ folder: ['A', 'B'], uid: 1 }],
      [{ folder: ['C'], uid: 1 }],
    ]);
  });

  test('gives scattered lines of a folder as several runs', () => {
    expect(folders(write(line(['A'], 1), line(['B'], 1), line(['A'], 2)))).toEqual(['A', 'B', 'A']);
  });

  test('keeps lines that cannot be read with the folder before them', () => {
    const file = write(line(['A'], 1), '{"folder":["A","ui', line(['A'], 2), '', 'null');
    const [run, ...others] = ledgerRuns(file);
    expect(others).toEqual([]);
    expect(run === undefined ? [] : [...readLedgerRun(file, run)]).toEqual([
      { folder: ['A'], uid: 1 },
      { broken: '{"folder":["A","ui' },
      { folder: ['A'], uid: 2 },
      { broken: 'null' },
    ]);
  });

  test('reads names of every kind, and lines longer than its memory', () => {
    const odd = ['a"b\\c', '\u0001', 'ž 船', '\ud800'];
    const long = JSON.stringify({ folder: ['L'], notes: ['x'.repeat(700_000)] });
    expect(folders(write(...odd.map((name) => line([name], 1)), long, line(['M'], 1)))).toEqual([...odd, 'L', 'M']);
  });

  test('finds nothing in an empty ledger', () => {
    expect(ledgerRuns(write())).toEqual([]);
  });

  test('covers every byte, once, in order', () => {
    const names = fc.array(fc.array(fc.string(), { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(names, (paths) => {
        const file = write(...paths.map((path, at) => line(path, at)));
        const runs = ledgerRuns(file);
        expect(runs.flatMap((run) => [...readLedgerRun(file, run)])).toEqual(
          paths.map((folder, uid) => ({ folder, uid })),
        );
        runs.forEach(({ start }, at) => {
          expect(start).toBe(runs[at - 1]?.end ?? 0);
        });
      }),
      { numRuns: 30 },
    );
  });
});
