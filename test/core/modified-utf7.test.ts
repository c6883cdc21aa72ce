import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeFolderName, encodeFolderName } from '../../src/core/modified-utf7.js';
import { displayPath, fsPath, nameFromBytes } from '../../src/core/escaped-path.js';

describe('decodeFolderName', () => {
  test.each([
    ['Cr&AOk-dit Agricole', 'Crédit Agricole'],
    ['T&AOk-l&AOk-collecte', 'Télécollecte'],
    ['Fraudes+Chaussures', 'Fraudes+Chaussures'],
    ['Junk E-mail', 'Junk E-mail'],
    ['R&-D', 'R&D'],
    ['&ZeVnLIqe-', '日本語'],
    ['&2D3cqQ-', '\u{1f4a9}'],
    ['unterminated &AOk', 'unterminated &AOk'],
    ['odd &A- run', 'odd &A- run'],
    ['lone &2D0- surrogate', 'lone &2D0- surrogate'],
    ['raw é', 'raw é'],
    ['decomposed e\u0301', 'decomposed \u00e9'],
    ['Tom & Jerry', 'Tom & Jerry'],
  ])('%j is %j', (raw, name) => {
    expect(decodeFolderName(raw)).toBe(name);
  });

  test('reads bytes that are no UTF-8 as Windows-1252', () => {
    expect(decodeFolderName(nameFromBytes(Buffer.from('Cr\xe9dit', 'latin1')))).toBe('Crédit');
  });

  test('undoes encodeFolderName for every name in NFC', () => {
    const name = fc.string({ unit: 'grapheme', maxLength: 40 }).map((text) => text.normalize('NFC'));
    fc.assert(
      fc.property(name, (text) => {
        expect(decodeFolderName(encodeFolderName(text))).toBe(text);
        expect(encodeFolderName(text)).toMatch(/^[\x20-\x7e]*$/);
      }),
    );
  });
});

describe('paths', () => {
  test('names any bytes and gives them back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 60 }), (bytes) => {
        expect(Buffer.from(fsPath(nameFromBytes(bytes))).equals(Buffer.from(bytes))).toBe(true);
      }),
    );
  });

  test('never takes half of an emoji for an escaped byte', () => {
    expect(fsPath('a/\u{1f4a9}/b')).toBe('a/\u{1f4a9}/b');
  });

  test('shows escaped bytes as Latin-1', () => {
    expect(displayPath(nameFromBytes(Buffer.from([0x41, 0xe9])))).toBe('Aé');
  });
});
