import { expect, test } from 'vitest';
import { mustRun } from './not-run.js';

test.each([
  [true, undefined, true],
  [false, 'true', true],
  [false, '1', true],
  [false, undefined, false],
  [false, '', false],
  [false, 'false', false],
])('root %s, CI %s: everything has to run: %s', (root, ci, expected) => {
  expect(mustRun(root, ci)).toBe(expected);
});
