import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { example, withCaptures } from '../../scripts/captures.mjs';

test('what docs/example.md shows of the terminal is what the program prints', () => {
  const text = readFileSync(example, 'utf8');
  expect(text).toContain('$ kerio-exit export ');
  // If this fails because the program prints something else now: npm run build && node scripts/captures.mjs
  expect(withCaptures(text)).toBe(text);
});
