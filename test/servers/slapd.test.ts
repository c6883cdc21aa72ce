import { expect, test } from 'vitest';
import { checkLdif, startSlapd } from './slapd.js';

const base = 'dc=example,dc=com';
const domain = `dn: ${base}\nobjectClass: dcObject\nobjectClass: organization\ndc: example\no: Example\n\n`;
const person = `dn: uid=jan,${base}\nobjectClass: inetOrgPerson\nuid: jan\ncn:: SmFuIE5vdsOhaw==\nsn: X\nmail: jan@example.com\n\n`;

test('LDIF of the stock schemas is good', () => {
  expect(checkLdif(domain + person, base)).toMatchObject({ ok: true });
});

test('LDIF with an attribute that no schema has is refused, with the reason', () => {
  const check = checkLdif(domain + person.replace('mail:', 'proxyAddresses:'), base);
  expect(check.ok).toBe(false);
  expect(check.output).toContain('proxyAddresses');
});

test('a started server takes entries and finds them again', async () => {
  const server = await startSlapd(base);
  try {
    server.add(domain + person);
    expect(server.search('(uid=jan)', ['mail'])).toBe(`dn: uid=jan,${base}\nmail: jan@example.com\n\n`);
  } finally {
    await server.stop();
  }
});
