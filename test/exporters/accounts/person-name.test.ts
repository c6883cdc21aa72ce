import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitPersonName } from '../../../src/exporters/accounts/person-name.js';

const names: readonly (readonly [fullName: string, login: string, first: string, last: string])[] = [
  ['Jan Novák', 'jan', 'Jan', 'Novák'],
  ['  Jan \n Maria   Novák ', 'jan', 'Jan Maria', 'Novák'],
  ['Novák, Jan', 'jan', 'Jan', 'Novák'],
  ['Ing. Jan Novák, Ph.D.', 'jan', 'Ing. Jan', 'Novák, Ph.D.'],
  ['Novák, Jan, CSc.', 'jan', 'Jan', 'Novák, CSc.'],
  ['Ludwig van Beethoven', 'lvb', 'Ludwig', 'van Beethoven'],
  ['María de la Cruz', 'mc', 'María', 'de la Cruz'],
  ['Van Morrison', 'vm', 'Van', 'Morrison'],
  ['von Trapp', 'vt', 'von', 'Trapp'],
  ['山田 太郎', 'yamada', '太郎', '山田'],
  ['山田太郎', 'yamada', '山田太郎', '山田太郎'],
  ['Reception', 'desk', 'Reception', 'Reception'],
  ['Reception,', 'desk', 'Reception', 'Reception'],
  [',', 'desk', ',', ','],
  ['', 'jan.novak', 'Jan', 'Novak'],
  ['', 'info', 'Info', 'Info'],
  ['', 'jan@ad.example', 'Jan', 'Jan'],
  ['', '...', '...', '...'],
  ['', '', '-', '-'],
];

for (const [fullName, login, first, last] of names) {
  test(`“${fullName}” of ${login} is ${first} | ${last}`, () => {
    expect(splitPersonName(fullName, login)).toEqual({ first, last, cut: false });
  });
}

test('long parts are cut at 60, never inside a character', () => {
  const { first, last, cut } = splitPersonName(`${'ž'.repeat(70)} x${'😀'.repeat(40)}`, 'x');
  expect(first).toBe('ž'.repeat(60));
  expect(last).toBe(`x${'😀'.repeat(29)}`);
  expect(cut).toBe(true);
});

test('both parts of any name are there, short enough, and well-formed', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.string({ maxLength: 80 }), (fullName, login) => {
      const { first, last } = splitPersonName(fullName, login);
      for (const part of [first, last]) {
        expect(part).not.toBe('');
        expect(part.length).toBeLessThanOrEqual(60);
        expect(Buffer.from(part, 'utf8').toString('utf8')).toBe(part);
      }
    }),
  );
});
