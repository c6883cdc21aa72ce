import { expect, test } from 'vitest';
import { formatTable } from '../../src/cli/output/format.js';
import { append, largest, smallest } from '../../src/core/lists.js';

/** More than a call takes as arguments. */
const MANY = 130_000;
const numbers = Array.from({ length: MANY }, (_, at) => at - 5);

test('lists of any length are added up and compared', () => {
  const to = [1];
  append(to, numbers);
  expect(to).toHaveLength(MANY + 1);
  expect(to.slice(0, 3)).toEqual([1, -5, -4]);
  expect([largest(numbers), smallest(numbers)]).toEqual([MANY - 6, -5]);
  expect([largest([]), smallest([])]).toEqual([-Infinity, Infinity]);
});

test('a table has as many rows as it takes', () => {
  const rows = numbers.map((number) => ['x', String(number)]);
  const lines = formatTable(['name', 'n'], rows, new Set([1])).split('\n');
  expect(lines).toHaveLength(MANY + 2);
  expect([lines[0], lines[1], lines.at(-2)]).toEqual(['name       n', 'x         -5', 'x     129994']);
});
