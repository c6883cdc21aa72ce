import { expect, test } from 'vitest';
import { parseSize } from '../../src/options/arguments.js';

test.each([
  ['10GB', 10_000_000_000],
  ['500MB', 500_000_000],
  ['500 mb', 500_000_000],
  ['1.5GiB', 1_610_612_736],
  ['20', 20_000_000_000],
  ['0.5', 500_000_000],
  ['5000000', 5_000_000],
  ['1000000B', 1_000_000],
])('%s', (value, bytes) => {
  expect(parseSize(value, '--pst-size', 1_000_000)).toBe(bytes);
});

test.each(['', 'much', '10KB', '-5GB', '1e9', '0', '10XB', '99999999TB'])('%j is refused', (value) => {
  expect(() => parseSize(value, '--pst-size', 1_000_000)).toThrow(
    `--pst-size ${value} is no size of at least 1MB: give it as 10GB or 500MB.`,
  );
});
