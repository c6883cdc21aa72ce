import fc from 'fast-check';
import { simpleParser } from 'mailparser';
import { describe, expect, test } from 'vitest';
import { encodeRawValue, hasRawText } from '../../../src/protocols/imap/raw-header.js';

const encode = (name: string, value: string | Buffer): string =>
  encodeRawValue(name, Buffer.from(value)).toString('utf8');

describe('raw text in header fields becomes ASCII', () => {
  test.each([
    ['subject', ' Příliš žluťoučký kůň', ' =?utf-8?B?UMWZw61sacWhIMW+bHXFpW91xI1rw70ga8WvxYg=?='],
    ['subject', ' plain words stay, only žluť is encoded', ' plain words stay, only =?utf-8?B?xb5sdcWl?= is encoded'],
    ['from', ' José Núñez <jose@example.com>', ' =?utf-8?B?Sm9zw6kgTsO6w7Fleg==?= <jose@example.com>'],
    [
      'to',
      ' "Núñez, José" <j@example.com>, b@example.com',
      ' =?utf-8?B?TsO6w7FleiwgSm9zw6k=?= <j@example.com>, b@example.com',
    ],
    ['cc', ' a@example.com (José)', ' a@example.com (=?utf-8?B?Sm9zw6k=?=)'],
    ['content-type', ' application/pdf; name="účet.pdf"', " application/pdf; name*=utf-8''%C3%BA%C4%8Det.pdf"],
  ])('%s:%s', (name, value, expected) => {
    expect(encode(name, value)).toBe(expected);
  });

  test('text that is no UTF-8 is read in the charset it looks like', () => {
    expect(encode('subject', Buffer.from(' r\xe9sum\xe9', 'latin1'))).toBe(' =?utf-8?B?csOpc3Vtw6k=?=');
  });

  test('an address with raw letters stays: there is no ASCII for it', () => {
    expect(encode('to', ' <josé@example.com>')).toBe(' <josé@example.com>');
  });
});

test('a mail program shows the same subject, sender and file name', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ unit: fc.constantFrom('a', 'ž', 'ý', '日', 'x', '😀'), minLength: 1, maxLength: 30 }), {
        minLength: 1,
        maxLength: 6,
      }),
      async (words) => {
        const text = words.join(' ');
        const field = (name: string, value: string): string => `${name}:${encode(name, value)}\r\n`;
        const source = [
          field('Subject', ` ${text}`),
          field('From', ` ${text} <a@example.com>`),
          field('Content-Type', ' text/plain; charset=utf-8'),
          field('Content-Disposition', ` attachment; filename="${text}"`),
          '\r\nbody\r\n',
        ].join('');
        expect(hasRawText(Buffer.from(source))).toBe(false);
        for (const line of source.split('\r\n')) expect(line.length).toBeLessThan(998);
        const mail = await simpleParser(source);
        expect(mail.subject).toBe(text);
        expect(mail.from?.value[0]).toEqual({ name: text, address: 'a@example.com' });
        expect(mail.attachments[0]?.filename).toBe(text);
      },
    ),
    { numRuns: 50 },
  );
});

test.each([
  ['subject', `${'a'.repeat(100_000)} \u00e9`, `${'a'.repeat(100_000)} =?utf-8?B?w6k=?=`],
  ['from', `${'"'.repeat(3)}\u00e9${'<'.repeat(3)} a@b`, '"""=?utf-8?B?w6k=?=<<< a@b'],
  ['from', '"\u00e9 \\" x" <a@b>', '=?utf-8?B?w6kgIiB4?= <a@b>'],
  ['content-type', ' a/b; name="\u00e9\\""; x="\u00e9', " a/b; name*=utf-8''%C3%A9%22; x*=utf-8''%22%C3%A9"],
])('%s: %#', (name, value, encoded) => {
  expect(encodeRawValue(name, Buffer.from(value)).toString()).toBe(encoded);
});
