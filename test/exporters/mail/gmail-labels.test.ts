import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gmailLabelsField } from '../../../src/exporters/mail/gmail-labels.js';
import { trickyName } from '../../naming/tricky.js';

const read = { unread: false, starred: false };

test.each([
  [['Inbox'], { unread: true, starred: true }, 'X-Gmail-Labels: "Inbox","Unread","Starred"\n'],
  [['Projects', '2019'], read, 'X-Gmail-Labels: "Projects/2019"\n'],
  [["Bob's, mail"], read, 'X-Gmail-Labels: "Bob\'s, mail"\n'],
  [['say "x"', 'a/b'], read, 'X-Gmail-Labels: "say \'x\'/a_b"\n'],
  [['two\nlines'], read, 'X-Gmail-Labels: "two_lines"\n'],
  [['Přijatá'], read, 'X-Gmail-Labels: =?UTF-8?B?IlDFmWlqYXTDoSI=?=\n'],
  [
    ['Přijatá pošta ze všech stran'],
    { unread: true, starred: false },
    'X-Gmail-Labels: =?UTF-8?B?IlDFmWlqYXTDoSBwb8WhdGEgemUgdsWhZWNoIHN0cmFuIiwi?=\n =?UTF-8?B?VW5yZWFkIg==?=\n',
  ],
])('%j', (label, state, wanted) => {
  expect(gmailLabelsField(label, state)).toBe(wanted);
});

/** What Python's `email` and Got Your Back make of the field. */
function decoded(field: string): string {
  const value = field.replace(/^X-Gmail-Labels: /, '').replace(/\n$/, '');
  if (!value.startsWith('=?')) return value;
  return value
    .split('\n ')
    .map((word) =>
      new TextDecoder('utf-8', { fatal: true }).decode(
        Buffer.from(/^=\?UTF-8\?B\?(.*)\?=$/.exec(word)?.[1] ?? '', 'base64'),
      ),
    )
    .join('');
}

test('any label: one field, short lines of ASCII, whole characters in each word, every label in quotes', () => {
  fc.assert(
    fc.property(
      fc.array(trickyName, { minLength: 1, maxLength: 4 }),
      fc.boolean(),
      fc.boolean(),
      (label, unread, starred) => {
        const field = gmailLabelsField(label, { unread, starred });
        expect(field).toMatch(/^X-Gmail-Labels: [\x20-\x7e]+\n(?: [\x21-\x7e]+\n)*$/);
        for (const line of field.split('\n')) expect(line.length).toBeLessThanOrEqual(998);
        if (field.includes('=?UTF-8'))
          for (const line of field.split('\n')) expect(line.length).toBeLessThanOrEqual(76);
        const names = [...decoded(field).matchAll(/"([^"]*)"/g)].map(([, name]) => name);
        expect(names.slice(1)).toEqual([...(unread ? ['Unread'] : []), ...(starred ? ['Starred'] : [])]);
        expect(decoded(field)).toBe(names.map((name) => `"${name ?? ''}"`).join(','));
      },
    ),
  );
});
