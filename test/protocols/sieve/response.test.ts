import { expect, test } from 'vitest';
import { readResponse } from '../../../src/protocols/sieve/response.js';

const read = (text: string) => readResponse(Buffer.from(text));

test('lines, strings and literals up to the word that ends a response', () => {
  const text =
    '"IMPLEMENTATION" "Dovecot \\"x\\""\r\n"SIEVE" {8}\r\nfileinto\r\n"STARTTLS"\r\nOK (TAG "a) b") "Ready."\r\n';
  expect(read(`${text}NO`)).toEqual({
    length: text.length,
    response: {
      ...{ ok: true, bye: false, code: 'TAG "A) B"', words: 'Ready.' },
      lines: [['IMPLEMENTATION', 'Dovecot "x"'], ['SIEVE', 'fileinto'], ['STARTTLS']],
    },
  });
  expect(read('NO {13+}\r\nline 1\nline 2\r\n')).toMatchObject({ response: { ok: false, words: 'line 1 line 2' } });
  expect(read('BYE (TRYLATER) "later"\r\n')).toMatchObject({ response: { ok: false, bye: true, code: 'TRYLATER' } });
  // A script may be called OK.
  expect(read('"OK" ACTIVE\r\nOK\r\n')).toMatchObject({ response: { lines: [['OK', 'ACTIVE']] } });
});

test('what is not whole says how much it takes at least', () => {
  const text = '"kerio" {20}\r\n';
  expect(read(text)).toEqual({ enough: text.length + 20 });
  for (const part of ['', '"a', 'OK (TAG', 'OK', '"a" ACTIVE\r\n'])
    expect(read(part)).toMatchObject({ enough: part.length + 1 });
});
