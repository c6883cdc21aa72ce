import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeText, splitEscaped, unescapeText } from '../../src/pim/text.js';

describe('TEXT values', () => {
  it('escapes backslash, semicolon, comma and line breaks', () => {
    expect(escapeText('a\\b;c,d\r\ne\nf')).toBe('a\\\\b\\;c\\,d\\ne\\nf');
  });

  it('unescapes what it knows and the rest by dropping the backslash', () => {
    expect(unescapeText('a\\nb\\Nc\\;d\\:e\\q\\')).toBe('a\nb\nc;d:eq\\');
  });

  it('gives back any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '\\', ';', ',', '\n', 'n', 'N', 'ř', ':') }), (text) => {
        expect(unescapeText(escapeText(text))).toBe(text);
      }),
    );
  });

  it('splits only where the separator is not escaped', () => {
    expect(splitEscaped('a\\;b;c\\\\;d', ';')).toEqual(['a\\;b', 'c\\\\', 'd']);
    expect(splitEscaped('', ';')).toEqual(['']);
    fc.assert(
      fc.property(fc.array(fc.string({ unit: fc.constantFrom('a', '\\', ';', ',') }), { minLength: 1 }), (pieces) => {
        expect(splitEscaped(pieces.map(escapeText).join(';'), ';').map(unescapeText)).toEqual(pieces);
      }),
    );
  });
});
