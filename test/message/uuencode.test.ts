import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { octetsOf } from '../../src/core/octets.js';
import { uuLines } from '../support/uuencode.js';
import { beginsUu, decodeUu, findUuBlock } from '../../src/message/uuencode.js';

const decoded = (text: string): string | null => findUuBlock(text)?.bytes.toString('latin1') ?? null;

describe('findUuBlock', () => {
  it.each([
    ['the form of POSIX', 'begin 644 cat.txt\n#0V%T\n`\nend\n', 'Cat'],
    ['blanks for zero, CRLF, four digits', 'begin 0666 a b.txt\r\n#0V%T\r\n \r\nend\r\n', 'Cat'],
    ['bare CR', 'begin 666 x\r#0V%T\r`\rend\r', 'Cat'],
    ['blank lines before and between', '\n\nbegin 666 x\n\n#0V%T\n\n`\n\nend', 'Cat'],
    ['no name', 'begin 666\n#0V%T\n`\nend\n', 'Cat'],
    ['no end', 'begin 666 x\n#0V%T\n', 'Cat'],
    ['text behind a lost end', 'begin 666 x\n#0V%T\nSent from my telephone\n', 'Cat'],
    ['a blank lost at the end of a line', 'begin 666 x\n"0D \n`\nend\n', 'B@'],
    ['two blanks lost', 'begin 666 x\n!0@\n`\nend\n', 'B'],
    ['a check sum behind each line', 'begin 666 x\n#0V%TX\n`\nend\n', 'Cat'],
    ['a length that is too large', 'begin 666 x\nM0V%T\n`\nend\n', 'Cat'],
    ['a length that is too small', 'begin 666 x\n#0V%T0V%T\n`\nend\n', 'CatCat'],
    ['a wrong length before the last line', 'begin 666 x\n"0V%T\n#0V%T\n`\nend\n', 'CatCat'],
    ['a length of zero on a line that has data', 'begin 666 x\n`0V%T0V%T\n`\nend\n', 'CatCat'],
    ['nothing', 'begin 666 x\n`\nend\n', ''],
  ])('reads %s', (_, text, expected) => {
    expect(decoded(text)).toBe(expected);
  });

  it.each(['', 'begin 100 things\nWe begin today.\n', 'begin 666 x', 'x begin 666 y\n#0V%T\nend\n', 'Begin 666 x\n'])(
    'finds none in %j',
    (text) => {
      expect(findUuBlock(text)).toBeNull();
    },
  );

  it('tells where the file stands, its name, and whether it ended', () => {
    const text = 'hello\nbegin 644 a.txt\n#0V%T\n`\nend\nbegin 600 b\n#0V%T\n';
    expect(findUuBlock(text)).toEqual({ start: 6, end: 34, name: 'a.txt', bytes: Buffer.from('Cat'), closed: true });
    expect(findUuBlock(text, 34)).toMatchObject({ start: 34, end: 52, name: 'b', closed: false });
  });

  it('gives back any bytes, also where blanks at the ends of lines were lost', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom<[' ', '`']>(' ', '`'), (bytes, zero) => {
        const lines = uuLines(bytes, zero);
        const whole = ['begin 644 x', ...lines, 'end'].join('\n');
        const stripped = ['begin 644 x', ...lines, 'end'].map((line) => line.trimEnd()).join('\r\n');
        expect(findUuBlock(whole)?.bytes).toEqual(Buffer.from(bytes));
        if (bytes.every((byte) => byte !== 0)) expect(findUuBlock(stripped)?.bytes).toEqual(Buffer.from(bytes));
      }),
      { numRuns: 50 },
    );
    const zeros = Buffer.concat([Buffer.from('P\0NG'), Buffer.alloc(86)]);
    const stripped = ['begin 644 x', ...uuLines(zeros, ' '), 'end'].map((line) => line.trimEnd()).join('\n');
    expect(findUuBlock(stripped)?.bytes).toEqual(zeros);
  });
});

describe('decodeUu', () => {
  it('does without a begin line where the body is declared to be uuencoded', () => {
    expect(decodeUu('\n#0V%T\n`\nend\n')).toEqual({ bytes: Buffer.from('Cat'), closed: true });
    expect(decodeUu('BEGIN:VCARD\nFN:Jan\nEND:VCARD\n')).toBeNull();
    expect(decodeUu('')).toBeNull();
  });

  it('takes the same for any cut of a body', () => {
    const body = ['begin 644 x', ...uuLines(Buffer.from('BEGIN:VCARD\r\nFN:Jan Novak\r\n'), '`')].join('\n');
    for (let end = 20; end < body.length; end += 1)
      expect('BEGIN:VCARD\r\nFN:Jan Novak\r\n').toContain(
        octetsOf(decodeUu(body.slice(0, end))?.bytes ?? Buffer.alloc(0)).slice(0, -2),
      );
  });
});

it('beginsUu sees a body that begins with a uuencoded file', () => {
  expect(beginsUu('\r\n\r\nbegin 666 Anna Martin.txt\r\nM')).toBe(true);
  expect(beginsUu('Hello\nbegin 666 x\nM')).toBe(false);
});
