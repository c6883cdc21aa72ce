import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentLine, edited, parseContentLine, readContentLines } from '../../src/pim/contentline.js';
import { foldOctets } from '../../src/pim/fold.js';
import { utf8Octets } from '../../src/core/octets.js';

const raws = (text: string): string[] => readContentLines(text).map((line) => line.raw);

describe('readContentLines', () => {
  it('unfolds lines that end in CRLF, LF, CR and CR CR LF', () => {
    const expected = ['NOTE:one two', 'TEL:5'];
    expect(raws('NOTE:one\r\n  two\r\nTEL:5\r\n')).toEqual(expected);
    expect(raws('NOTE:one\n\t two\nTEL:5')).toEqual(expected);
    expect(raws('NOTE:one\r  two\rTEL:5\r')).toEqual(expected);
    expect(raws('NOTE:one\r\r\n  two\r\r\nTEL:5\r\r\n')).toEqual(expected);
    expect(raws('NOTE:one\n  two\r\n\r\n\n \nTEL:5\r')).toEqual(expected);
  });

  it('joins a UTF-8 character that a fold cut in two', () => {
    expect(raws('N:Nov\xc3\r\n \xa1k')).toEqual(['N:Nov\xc3\xa1k']);
  });

  it('drops a byte order mark', () => {
    expect(raws('\xef\xbb\xbfBEGIN:VCARD\n')).toEqual(['BEGIN:VCARD']);
  });

  it('takes soft line breaks out of quoted-printable values, keeping the blanks of the next line', () => {
    expect(raws('LABEL;ENCODING=QUOTED-PRINTABLE:Main 1=0D=0A=\r\n Plzen: CZ=\r\n\r\nTEL;WORK:5')).toEqual([
      'LABEL;ENCODING=QUOTED-PRINTABLE:Main 1=0D=0A Plzen: CZ',
      'TEL;WORK:5',
    ]);
  });

  it('does not take the end of the card for the rest of a quoted-printable value', () => {
    expect(raws('NOTE;QUOTED-PRINTABLE:a=\nEND:VCARD\n')).toEqual(['NOTE;QUOTED-PRINTABLE:a', 'END:VCARD']);
  });

  it('goes on with base64 that is not indented, up to an empty line', () => {
    expect(raws('PHOTO;ENCODING=BASE64;JPEG:QUJD\nREVG\nRw==\n\nNOTE:x')).toEqual([
      'PHOTO;ENCODING=BASE64;JPEG:QUJDREVGRw==',
      'NOTE:x',
    ]);
    expect(readContentLines('PHOTO;BASE64:QUJD\n\nREVG\n').map((line) => line.name)).toEqual(['PHOTO', '']);
  });

  it('gives back what was written, folded at any octet', () => {
    const octet = fc.integer({ min: 33, max: 255 }).map((code) => String.fromCharCode(code));
    const value = fc.array(octet, { maxLength: 200 }).map((octets) => octets.join(''));
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1 }),
        fc.array(fc.nat(200)),
        fc.constantFrom('\r\n', '\n', '\r'),
        (values, cuts, eol) => {
          const written = values.map((text) => `NOTE:${text}`);
          const folded = written.map((line) => {
            const at = 5 + ((cuts[0] ?? 0) % Math.max(1, line.length - 5));
            return `${line.slice(0, at)}${eol} ${line.slice(at)}${eol}`;
          });
          expect(raws(folded.join(''))).toEqual(written);
        },
      ),
    );
  });
});

describe('parseContentLine', () => {
  it('splits group, name, parameters and value, and keeps them as written', () => {
    expect(parseContentLine('item1.X-ABLabel;X-A="b;c:d";TYPE=home:e:f')).toEqual({
      name: 'X-ABLABEL',
      group: 'item1',
      params: ';X-A="b;c:d";TYPE=home',
      value: 'e:f',
      raw: 'item1.X-ABLabel;X-A="b;c:d";TYPE=home:e:f',
    });
    expect(parseContentLine('TEL;:5')).toMatchObject({ name: 'TEL', params: ';', value: '5' });
    expect(parseContentLine('X-KERIO_ID:5')).toMatchObject({ name: 'X-KERIO_ID', params: '', value: '5' });
  });

  it('takes the first colon when a quote is never closed', () => {
    expect(parseContentLine('ADR;LABEL="a:b:c')).toMatchObject({ params: ';LABEL="a', value: 'b:c' });
  });

  it.each(['no colon', ':5', 'TEL;WORK', 'Dear Jan: hello', 'item1.:x', 'Př:5'])(
    'sees that %j is a stray line',
    (raw) => {
      expect(parseContentLine(raw)).toEqual({ name: '', group: '', params: '', value: raw, raw });
    },
  );

  it('is undone by contentLine and edited', () => {
    const line = contentLine('X-ABLabel', 'Work\\, old', ';A=b', 'item2');
    expect(parseContentLine(line.raw)).toEqual(line);
    expect(edited(line, { value: 'c' }).raw).toBe('item2.X-ABLabel;A=b:c');
    expect(edited(line, { params: '' })).toEqual(parseContentLine('item2.X-ABLabel:Work\\, old'));
  });
});

describe('foldOctets', () => {
  it('folds at 75 octets', () => {
    expect(foldOctets(`NOTE:${'x'.repeat(70)}`)).toBe(`NOTE:${'x'.repeat(70)}\r\n`);
    expect(foldOctets(`NOTE:${'x'.repeat(145)}`)).toBe(`NOTE:${'x'.repeat(70)}\r\n ${'x'.repeat(74)}\r\n x\r\n`);
  });

  it('does not cut a character', () => {
    expect(foldOctets(`NOTE:${'x'.repeat(69)}${utf8Octets('ěě')}`)).toBe(
      `NOTE:${'x'.repeat(69)}\r\n ${utf8Octets('ěě')}\r\n`,
    );
  });

  it('keeps lines within 75 octets of whole characters, and unfolds to the same line', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (text) => {
        const raw = `NOTE:${utf8Octets(text.replace(/[\r\n]/g, ''))}`;
        const folded = foldOctets(raw);
        for (const line of folded.split('\r\n')) {
          expect(line.length).toBeLessThanOrEqual(75);
          expect(Buffer.from(line, 'latin1').toString('utf8')).not.toContain('\ufffd');
        }
        expect(raws(folded)).toEqual([raw]);
      }),
    );
  });

  it('folds octets that are no UTF-8 all the same', () => {
    const raw = `NOTE:${'\x80'.repeat(300)}`;
    expect(
      foldOctets(raw)
        .split('\r\n')
        .every((line) => line.length <= 75),
    ).toBe(true);
    expect(raws(foldOctets(raw))).toEqual([raw]);
  });
});

describe('line ends of any number', () => {
  it.each([
    ['A:1\r\r\nB:2', ['A:1', 'B:2']],
    ['A:1\r\r\rB:2', ['A:1', 'B:2']],
    [`A:1${'\r'.repeat(200_000)}B:2`, ['A:1', 'B:2']],
  ])('%#', (text, lines) => {
    expect(raws(text)).toEqual(lines);
  });

  it('joins what a soft line break divides, wherever the parameters are divided', () => {
    expect(raws('N;ENCODING=QUOTED-\n PRINTABLE;X\n ="":a=\nb=\nc')).toEqual(['N;ENCODING=QUOTED-PRINTABLE;X="":abc']);
    expect(raws('N;A=QUOTED-PRINTABLE=\nB:1')).toEqual(['N;A=QUOTED-PRINTABLEB:1']);
    expect(raws('N:;QUOTED-PRINTABLE=\nB:1')).toEqual(['N:;QUOTED-PRINTABLE=', 'B:1']);
  });

  it('joins base64 that is not indented', () => {
    expect(raws('PHOTO;ENCODING=B:QUJD\nQUJE \nQUJF\n\nQUJG\nFN:a')).toEqual([
      'PHOTO;ENCODING=B:QUJDQUJEQUJF',
      'QUJG',
      'FN:a',
    ]);
  });
});
