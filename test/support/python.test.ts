import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { python, readMboxes } from './python.js';
import { tempDir } from './temp.js';

test('a Python program gets arguments and input', () => {
  expect(python('import sys; print(sys.argv[1], sys.stdin.read())', ['é'], 'in')).toBe('é in\n');
});

test('a Python program that fails is an error with its message', () => {
  expect(() => python('raise SystemExit("broken")')).toThrow('broken');
});

test('an mbox file is read message by message', () => {
  const file = join(tempDir(), 'a.mbox');
  const text =
    'From a@example.com Fri Jan  3 03:04:05 2020\nSubject: one\n\n>From x\n\nFrom - Fri Jan  3 03:04:05 2020\n\n\xff\n\n';
  writeFileSync(file, Buffer.from(text, 'latin1'));
  expect(readMboxes([file])).toEqual([
    [
      { from: 'a@example.com Fri Jan  3 03:04:05 2020', bytes: Buffer.from('Subject: one\n\n>From x\n') },
      { from: '- Fri Jan  3 03:04:05 2020', bytes: Buffer.from('\n\xff\n', 'latin1') },
    ],
  ]);
});
