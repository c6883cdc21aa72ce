import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shellLine } from '../../../src/options/shell.js';

test.each([
  [['kerio-exit', 'export', '/srv/kerio'], 'kerio-exit export /srv/kerio'],
  [['--user', '*@a.com,b'], "--user '*@a.com,b'"],
  [["it's"], String.raw`'it'\''s'`],
  [[''], "''"],
])('%j for a POSIX shell', (args, line) => {
  expect(shellLine(args, 'linux')).toBe(line);
});

test.each([
  [String.raw`C:\Program Files\Kerio`, String.raw`"C:\Program Files\Kerio"`],
  [String.raw`D:\kerio`, String.raw`D:\kerio`],
  ['*@a.com', '"*@a.com"'],
  ['@old', '"@old"'],
  ["C:\\it's here", '"C:\\it\'s here"'],
  ['C:\\$Recycle', "'C:\\$Recycle'"],
  ["C:\\$x it's ‘so’", "'C:\\$x it''s ‘‘so’’'"],
  ['C:\\a `b', "'C:\\a `b'"],
  ['C:\\“so”', "'C:\\“so”'"],
])('%s for Windows', (arg, line) => {
  expect(shellLine([arg], 'win32')).toBe(line);
});

test('a shell takes apart what was put together', () => {
  const word = fc.string({ unit: 'binary' }).filter((text) => !text.includes('\0'));
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 20 }), (args) => {
      const printed = execFileSync('sh', ['-c', `printf '%s\\0' ${shellLine(args, 'linux')}`], { encoding: 'utf8' });
      expect(printed).toBe(args.map((arg) => `${arg}\0`).join(''));
    }),
    { numRuns: 30 },
  );
});
