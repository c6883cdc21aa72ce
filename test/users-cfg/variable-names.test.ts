import { expect, test } from 'vitest';
import { variableNames } from '../../src/users-cfg/variable-names.js';
import { shapeOf } from '../../src/users-cfg/vocabulary.js';

test('names and counts of every list and table, values as shapes only', () => {
  const record = { kind: 'item', line: 1, lists: [] } as const;
  expect(
    variableNames([
      {
        ...record,
        of: 'User',
        variables: [
          { name: 'Name', value: '' },
          { name: 'Password', value: 'D3S:12ab' },
        ],
      },
      { ...record, of: 'User', variables: [{ name: 'Name', value: 'jan.novák' }] },
      { ...record, of: 'T', kind: 'table', variables: [{ name: 'Name', value: '007' }] },
      {
        ...record,
        of: 'L',
        variables: [],
        lists: [{ name: 'Members', records: [[{ name: 'Id', value: 'x' }], [{ name: 'Id', value: 'y' }]] }],
      },
    ]),
  ).toEqual([
    { of: 'User', kind: 'item', variable: 'Name', count: 2, shape: 'a.a' },
    { of: 'User', kind: 'item', variable: 'Password', count: 1, shape: 'x:x' },
    { of: 'T', kind: 'table', variable: 'Name', count: 1, shape: '9' },
    { of: 'L', kind: 'item', variable: 'Members', count: 2, shape: 'a' },
  ]);
});

test('a shape tells nothing but the shape', () => {
  expect(shapeOf('Jan.Novák2@company.com, +420 111')).toBe('a.x@a.a, +9 9');
  expect(shapeOf('x'.repeat(200))).toBe('a');
  expect(shapeOf('- '.repeat(200))).toHaveLength(50);
});
