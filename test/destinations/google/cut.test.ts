import { expect, test } from 'vitest';
import { cut } from '../../../src/destinations/google/cut.js';

test.each([
  ['abc', 3, 'abc'],
  ['abcd', 3, 'abc'],
  ['ab😀', 3, 'ab'],
  ['ab😀', 4, 'ab😀'],
])('%s in %i', (text, length, expected) => {
  expect(cut(text, length)).toBe(expected);
});
