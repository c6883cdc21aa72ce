import fc from 'fast-check';
import { expect, test } from 'vitest';
import { domainDn, ldifEntry, ldifLine, rdn } from '../../../src/exporters/accounts/ldif.js';
import { python } from '../../support/python.js';

test('plain values stay plain, others are base64', () => {
  const lines = ['Jan', 'Novák', ' x', 'x ', ':x', '<x', '#x', 'a\nb', '', 'a: b'].map((value) =>
    ldifLine('cn', value),
  );
  expect(lines).toEqual([
    'cn: Jan\n',
    'cn:: Tm92w6Fr\n',
    'cn:: IHg=\n',
    'cn:: eCA=\n',
    'cn:: Ong=\n',
    'cn:: PHg=\n',
    'cn: #x\n',
    'cn:: YQpi\n',
    'cn: \n',
    'cn: a: b\n',
  ]);
});

test('lines are folded at 76 characters', () => {
  expect(ldifLine('description', 'x'.repeat(150))).toBe(
    `description: ${'x'.repeat(63)}\n ${'x'.repeat(75)}\n ${'x'.repeat(12)}\n`,
  );
});

test('an entry ends in an empty line', () => {
  expect(ldifEntry('uid=jan,dc=company,dc=com', [['uid', 'jan']])).toBe('dn: uid=jan,dc=company,dc=com\nuid: jan\n\n');
});

test('names are escaped for a distinguished name', () => {
  expect(rdn('cn', 'a,b+c"d\\e<f>g;h=i')).toBe('cn=a\\,b\\+c\\"d\\\\e\\<f\\>g\\;h\\=i');
  expect(rdn('cn', ' a ')).toBe('cn=\\ a\\ ');
  expect(rdn('cn', ' ')).toBe('cn=\\ ');
  expect(rdn('cn', '#1\u0000')).toBe('cn=\\#1\\00');
  expect(domainDn('mail.company.com')).toBe('dc=mail,dc=company,dc=com');
});

/** RFC 2849, read by a few lines that share nothing with the writer. */
const reader = `
import base64, json, sys
lines = []
for line in sys.stdin.buffer.read().decode('ascii').split('\\n'):
    if line.startswith(' '):
        lines[-1] += line[1:]
    else:
        lines.append(line)
        assert len(line) <= 76
values = []
for line in lines:
    if line.startswith('v::'):
        values.append(base64.b64decode(line[3:].strip()).decode('utf-8'))
    elif line.startswith('v:'):
        values.append(line[2:].lstrip(' '))
print(json.dumps(values))
`;

test('what is written is read: any value', () => {
  const values = fc.sample(
    fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 300 }),
      fc.string({ unit: fc.constantFrom(' ', ':', '<', 'a', '\n', '\r') }),
    ),
    { numRuns: 500, seed: 7 },
  );
  const text = values.map((value) => ldifLine('v', value)).join('');
  expect(JSON.parse(python(reader, [], text))).toEqual(values);
});
