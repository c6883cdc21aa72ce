import { describe, expect, test } from 'vitest';
import { expandRtf, isCompressedRtf } from '../../../src/exporters/notes/lzfu.js';
import { isRtf, rtfText } from '../../../src/exporters/notes/rtf.js';

const raw = String.raw;

describe('RTF', () => {
  test.each<[string, string, string]>([
    ['lines and tabs', raw`{\rtf1\ansi first\par second\line third\tab x\par}`, 'first\nsecond\nthird\tx\n'],
    ['line ends of the file are none of the text', '{\\rtf1 a\r\nb\\\r\nc\\par\r\nd}', 'ab\nc\nd'],
    ['code page', raw`{\rtf1\ansi\ansicpg1250 \'9elu\'9d}`, 'žluť'],
    [
      'code page of the font',
      raw`{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fnil\fcharset0 A;}{\f1\fcharset238 B;}}\'e8\f1\'e8{\f0\'e8}\'e8}`,
      'èčèč',
    ],
    ['raw 8-bit characters', '{\\rtf1\\ansi\\ansicpg1251 \xcf\xf0\xe8}', 'При'],
    ['two bytes a character', raw`{\rtf1\ansi\ansicpg932 \'93\'fa\'96\'7b}`, '日本'],
    ['Macintosh', raw`{\rtf1\mac \'8e}`, 'é'],
    [
      'Unicode, and what stands in for it',
      raw`{\rtf1\ansi \u382 z\u318?{\uc2\u233 ab}\u233 ab\uc0\u233 ab}`,
      'žľéébéab',
    ],
    ['Unicode in place of an escape', raw`{\rtf1\ansi\u345\'f8x}`, 'řx'],
    ['Unicode above the first plane', raw`{\rtf1\u-10180?\u-8704?}`, '\u{1f200}'],
    ['escapes', raw`{\rtf1 \{a\\b\}\~\_\-c}`, '{a\\b}\u00a0\u2011c'],
    ['quotes and dashes', raw`{\rtf1 \ldblquote a\rdblquote\emdash\bullet}`, '“a”—•'],
    [
      'what is no text',
      raw`{\rtf1{\colortbl;\red0;}{\stylesheet{\s0 N;}}{\info{\author Jan}}{\*\generator M {x};}{\pict\wmetafile8 00ff}t}`,
      't',
    ],
    ['links', raw`{\rtf1{\field{\*\fldinst HYPERLINK "http://a"}{\fldrslt the page}}}`, 'the page'],
    ['binary data', '{\\rtf1{\\pict\\bin5 }{}\\a}b}', 'b'],
    ['tables', raw`{\rtf1\trowd a\cell b\cell\row}`, 'a\tb\t\n'],
    [
      'HTML inside RTF',
      raw`{\rtf1\fromhtml1{\*\htmltag64 <p>}text\htmlrtf \par\htmlrtf0{\*\htmltag72 </p>}}`,
      'text\n',
    ],
    ['no end', raw`{\rtf1{\b bold\par \'`, 'bold\n'],
    ['more ends than beginnings', raw`{\rtf1 a}}}} b`, 'a b'],
    ['words that are properties of every object', raw`{\rtf1\constructor\toString\valueOf a}`, 'a'],
  ])('%s', (_, rtf, text) => {
    expect(isRtf(rtf)).toBe(true);
    expect(rtfText(rtf)).toBe(text);
  });

  test('groups a hundred thousand deep', () => {
    expect(rtfText(`{\\rtf1${'{\\b x'.repeat(100_000)}`)).toBe('x'.repeat(100_000));
  });
});

describe('compressed RTF', () => {
  /** The two examples of MS-OXRTFCP section 4. */
  test.each([
    [
      'simple',
      '2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0',
      '{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n',
    ],
    [
      'reading what it has just written',
      '1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0',
      '{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}',
    ],
  ])('%s', (_, hex, rtf) => {
    const bytes = Buffer.from(hex, 'hex');
    expect(isCompressedRtf(bytes)).toBe(true);
    expect(expandRtf(bytes)).toBe(rtf);
  });

  test('not compressed, cut off, and a size that is a lie', () => {
    const plain = Buffer.concat([
      Buffer.from('1c000000100000004d454c4100000000', 'hex'),
      Buffer.from('{\\rtf1 abcdefgh}'),
    ]);
    expect(expandRtf(plain)).toBe('{\\rtf1 abcdefgh}');
    const cut = Buffer.from('2d000000ffffffff4c5a4675f1c5c7a703000a0072637067', 'hex');
    expect(expandRtf(cut)).toBe('{\\rtf1\\ansi\\ansicpg');
    expect(isCompressedRtf(Buffer.from('LZFu'))).toBe(false);
  });
});
