import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type AccountFile,
  encodeRows,
  type Layout,
  type RowOrRefusal,
  writeAccountFile,
} from '../../../src/exporters/accounts/account-file.js';
import type { Plan } from '../../../src/exporters/accounts/plan-types.js';
import { MemoryFiles, readCsv } from './support.js';

const plan: Plan = { people: [], groups: [], shared: [], open: [], mainDomain: '', leftOut: [], changes: [] };
const csv: Layout = { kind: 'csv' };
const plain: Layout = { kind: 'plain', separators: ['#', ','], forbidden: /[#,\r\n]/, subject: 0, lineEnd: '\r\n' };

function writeRows(
  rows: readonly RowOrRefusal[],
  more: Partial<AccountFile>,
): { files: Record<string, string>; leftOut: string[]; written: string[] } {
  const files = new MemoryFiles();
  const file: AccountFile = {
    destination: 'google',
    path: 'g/x.csv',
    header: ['a', 'b'],
    rows: () => rows,
    layout: csv,
    ...more,
  };
  const { written, leftOut } = writeAccountFile(file, plan, 'accounts', files);
  return {
    files: Object.fromEntries(files.texts),
    leftOut: leftOut.map(({ what, reason, result }) => `${result} ${what} ${reason}`),
    written: written.map(({ path, rows: count, bytes }) => `${path} ${count} ${bytes}`),
  };
}

test('RFC 4180: CRLF, quotes where they are needed', () => {
  expect(
    encodeRows(
      [
        ['a', 'b c'],
        ['x,y', 'say "hi"'],
        ['two\nlines', ' edge'],
        ['a;b', ''],
      ],
      csv,
    ),
  ).toBe('a,b c\r\n"x,y","say ""hi"""\r\n"two\nlines"," edge"\r\na;b,\r\n');
});

test('for people, cells that a spreadsheet would run are text', () => {
  const cells = ['=1+1', '+420 111', '-x', '@x', 'x=1', '\t=1'];
  expect(encodeRows([cells], { kind: 'csv', people: true })).toBe(`'=1+1,'+420 111,'-x,'@x,x=1,"'\t=1"\r\n`);
  expect(encodeRows([cells], csv)).toBe('=1+1,+420 111,-x,@x,x=1,"\t=1"\r\n');
});

test('an independent reader reads what is written: any fields', () => {
  const field = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: fc.constantFrom('"', ',', ';', '\r', '\n', ' ', 'a', "'") }),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(field, field, field), { minLength: 1, maxLength: 5 }), (rows) => {
      const text = encodeRows(rows, csv);
      expect(parse(text, { record_delimiter: '\r\n' })).toEqual(rows);
    }),
  );
});

test('one file with its header, a byte order mark where asked', () => {
  expect(writeRows([['1', 'ž']], { mark: true })).toEqual({
    files: { 'accounts/g/x.csv': '\ufeffa,b\r\n1,ž\r\n' },
    leftOut: [],
    written: ['g/x.csv 1 14'],
  });
  expect(writeRows([], { header: null }).files).toEqual({ 'accounts/g/x.csv': '' });
});

test('cut by rows: every part has the header, and parts are numbered only when there are several', () => {
  const rows = Array.from({ length: 450 }, (_, at) => [`${at}`, 'x']);
  const { files, written } = writeRows(rows, { limit: { rows: 200 } });
  expect(written.map((line) => line.replace(/ \d+$/, ''))).toEqual(['g/x.1.csv 200', 'g/x.2.csv 200', 'g/x.3.csv 50']);
  expect(Object.keys(files)).toEqual(['accounts/g/x.2.csv', 'accounts/g/x.1.csv', 'accounts/g/x.3.csv'].sort());
  const read = [1, 2, 3].flatMap((part) => {
    const [header, ...body] = readCsv(files[`accounts/g/x.${part}.csv`] ?? '');
    expect(header).toEqual(['a', 'b']);
    return body;
  });
  expect(read).toEqual(rows);
  expect(writeRows(rows.slice(0, 200), { limit: { rows: 200 } }).written).toEqual([
    expect.stringMatching(/^g\/x\.csv 200 /),
  ]);
});

test('cut by bytes: no part is larger, no row is lost, one that is larger by itself stands alone', () => {
  const sizes = [10, 900, 20, 30, 500, 480, 5000, 1, 1];
  const rows = sizes.map((size, at) => [`${at}`, 'ž'.repeat(size / 2)]);
  const { files } = writeRows(rows, { limit: { rows: 1000, bytes: 1000 } });
  const parts = Object.keys(files).sort();
  const bodies = parts.map((path) => readCsv(files[path] ?? '').slice(1));
  expect(bodies.flat()).toEqual(rows);
  parts.forEach((path, at) => {
    if (bodies[at]?.length !== 1) expect(Buffer.byteLength(files[path] ?? '')).toBeLessThanOrEqual(1000);
  });
});

test('any rows under any limits come out once each, in order', () => {
  const sizes = fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 500 });
  fc.assert(
    fc.property(
      sizes,
      fc.integer({ min: 1, max: 250 }),
      fc.integer({ min: 20, max: 3000 }),
      (lengths, limitRows, bytes) => {
        const rows = lengths.map((length, at) => [`${at}`, 'x'.repeat(length)]);
        const { files, written } = writeRows(rows, { limit: { rows: limitRows, bytes } });
        const order = written.map((line) => `accounts/${line.replace(/ .*/, '')}`);
        const bodies = order.map((path) => readCsv(files[path] ?? '').slice(1));
        expect(bodies.flat()).toEqual(rows);
        for (const [at, body] of bodies.entries()) {
          expect(body.length).toBeLessThanOrEqual(limitRows);
          if (body.length > 1) expect(files[order[at] ?? '']?.length).toBeLessThanOrEqual(bytes);
        }
      },
    ),
    { numRuns: 30 },
  );
});

test('a format without quotes refuses what it cannot hold, and does not tell the value', () => {
  const { files, leftOut } = writeRows(
    [
      ['jan@a.b', 'secret#1', 'x'],
      ['eva@a.b', 'fine', 'y'],
    ],
    { header: null, layout: plain },
  );
  expect(files).toEqual({ 'accounts/g/x.csv': 'eva@a.b#fine,y\r\n' });
  expect(leftOut).toEqual([
    'failed jan@a.b cannot be written: a value holds "#", which the format has no way to quote',
  ]);
});

test('refusals by the destination are reported', () => {
  const { leftOut } = writeRows([{ what: 'x', reason: 'is odd', result: 'skipped' }], {});
  expect(leftOut).toEqual(['skipped x is odd']);
});
