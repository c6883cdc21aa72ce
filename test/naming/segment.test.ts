import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { safeNames, safePaths } from '../../src/naming/safe.js';
import { folded, safeSegment } from '../../src/naming/segment.js';
import { trickyName } from './tricky.js';

describe('safeSegment', () => {
  test.each([
    ['Projects', 'Projects'],
    ['Přijatá pošta', 'Přijatá pošta'],
    ['Pr\u030cija\u0301ta', 'Přijáta'],
    ['a/b\\c:d*e?f"g<h>i|j', 'a_b_c_d_e_f_g_h_i_j'],
    ['..', '__'],
    ['.', '_'],
    ['', '_'],
    ['   ', '_'],
    ['.hidden', '_hidden'],
    ['end...', 'end___'],
    [' blanks ', 'blanks'],
    ['con', '_con'],
    ['NUL.txt', '_NUL.txt'],
    ['com1 .x', '_com1 .x'],
    ['LPT²', '_LPT²'],
    ['console', 'console'],
    ['com10', 'com10'],
    ['~home', '_home'],
    ['tab\tnl\nnul\0', 'tab_nl_nul_'],
    ['latin \udce9\udc80', 'latin %E9%80'],
    ['half \ud83d', 'half _'],
    ['whole 😀', 'whole 😀'],
    [`${'a'.repeat(199)}é`, `${'a'.repeat(191)}~c4b56c5e`],
  ])('%j becomes %j', (name, wanted) => {
    expect(safeSegment(name)).toBe(wanted);
  });

  test('long names that differ only at the end stay different', () => {
    const long = 'ř'.repeat(300);
    expect(safeSegment(`${long}1`)).not.toBe(safeSegment(`${long}2`));
  });
});

/** What Windows, the strictest, says of a segment; Linux: bytes; and nobody may climb out. */
function expectLegal(segment: string): void {
  expect(segment).not.toMatch(/[<>:"/\\|?*]|\p{Cc}|\p{Cs}/u);
  expect(segment).not.toMatch(/[. ]$/);
  expect(segment).not.toMatch(/^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i);
  expect(['', '.', '..']).not.toContain(segment);
  expect(Buffer.byteLength(`${segment}.google.csv.partial`)).toBeLessThanOrEqual(255);
  expect(segment.normalize('NFC')).toBe(segment);
}

describe('safePaths', () => {
  const rules = { extensions: ['.vcf', '.google.csv'], parts: true };

  test.each([
    [
      ['A', 'a'],
      ['A', 'a (2)'],
    ],
    [
      ['é', 'e\u0301'],
      ['é', 'é (2)'],
    ],
    [
      ['straße', 'STRASSE'],
      ['straße (2)', 'STRASSE'],
    ],
    [
      ['a:b', 'a_b'],
      ['a_b (2)', 'a_b'],
    ],
    [
      ['A', 'A.vcf', 'a.Google.CSV'],
      ['A', 'A.vcf_', 'a.Google.CSV_'],
    ],
    [
      ['A', 'A.1'],
      ['A', 'A.1_'],
    ],
    [
      ['x', 'x'],
      ['x', 'x'],
    ],
  ])('%j side by side', (names, wanted) => {
    expect(safeNames(names, rules)).toEqual(wanted);
  });

  test('a folder keeps its children together, and a child may be called like its parent', () => {
    const paths = [['a:'], ['a:', 'x'], ['a_'], ['a_', 'x'], ['..', '..', 'etc'], ['a:', 'a:']];
    expect(safePaths(paths, rules)).toEqual(['a_ (2)', 'a_ (2)/x', 'a_', 'a_/x', '__/__/etc', 'a_ (2)/a_']);
  });

  test('addresses of mailboxes', () => {
    expect(safeNames(['jan@company.com', '_public@company.com', 'a/b@c.cz', '..'])).toEqual([
      'jan@company.com',
      '_public@company.com',
      'a_b@c.cz',
      '__',
    ]);
  });

  test('always legal, inside, different for different paths on every system, whatever the order', () => {
    const paths = fc.uniqueArray(fc.array(trickyName, { minLength: 1, maxLength: 3 }), {
      maxLength: 12,
      selector: (path) => JSON.stringify(path),
    });
    fc.assert(
      fc.property(paths, (given) => {
        const names = safePaths(given, rules);
        for (const name of names) for (const segment of name.split('/')) expectLegal(segment);
        expect(names.map((name, at) => name.split('/').length === given[at]?.length)).not.toContain(false);
        // Every file and every directory that can come of them is there once.
        const directories = new Set(
          names.flatMap((name) => [...name.matchAll(/\//g)].map((at) => folded(name.slice(0, at.index)))),
        );
        const files = names.flatMap((name) => rules.extensions.map((extension) => folded(name + extension)));
        expect(new Set([...files, ...directories]).size).toBe(files.length + directories.size);
        const reversed = safePaths([...given].reverse(), rules).reverse();
        expect(reversed).toEqual(names);
      }),
      { numRuns: 500 },
    );
  });
});

test('names of a hundred thousand characters', () => {
  expect(safeSegment(`a${'.'.repeat(100_000)}b`)).toMatch(/^a\.{190}~[0-9a-f]{8}$/);
  expect(safeSegment('x'.repeat(100_000))).toMatch(/^x{191}~[0-9a-f]{8}$/);
  expect(safeSegment(`a${' '.repeat(100_000)}b`)).toMatch(/^a~[0-9a-f]{8}$/);
});
