import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { delimiterOf, parseCsv } from '../../src/users-cfg/csv.js';

test('fields, quotes, line ends and line numbers', () => {
  expect(parseCsv('a;"b ""x"""; c\r\n\r\n"two\nlines";;\rlast', ';')).toEqual([
    { line: 1, fields: ['a', 'b "x"', ' c'] },
    { line: 3, fields: ['two\nlines', '', ''] },
    { line: 5, fields: ['last'] },
  ]);
});

test('a quote that never ends takes its line only', () => {
  expect(parseCsv('"open,b\nc,d\n', ',')).toEqual([
    { line: 1, fields: ['"open', 'b'] },
    { line: 2, fields: ['c', 'd'] },
  ]);
});

test('text behind a closing quote is kept', () => {
  expect(parseCsv('"a"b,c', ',')).toEqual([{ line: 1, fields: ['ab', 'c'] }]);
});

test('the delimiter is the one the header has more of', () => {
  expect(delimiterOf('Name;FullName;DiskSizeLimit (kB)\n')).toBe(';');
  expect(delimiterOf('address,password')).toBe(',');
});

test('what a CSV library writes is read back', () => {
  const field = fc.string({ unit: fc.constantFrom('a', 'ž', '"', ',', ';', '\n', '\r', ' ', '😀') });
  const rows = fc.array(fc.array(field, { minLength: 2, maxLength: 4 }));
  fc.assert(
    fc.property(rows, fc.constantFrom(',', ';'), fc.constantFrom('\n', '\r\n'), (table, delimiter, recordDelimiter) => {
      const text = stringify(table, { delimiter, record_delimiter: recordDelimiter, quote_record_delimiter: true });
      const filled = table.filter((row) => row.some((value) => value.trim() !== ''));
      expect(parseCsv(text, delimiter).map(({ fields }) => fields)).toEqual(filled);
    }),
  );
});
