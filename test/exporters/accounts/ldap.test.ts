import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { checkLdif, startSlapd } from '../../servers/slapd.js';
import { accountsFrom } from '../../users-cfg/config.js';
import { write } from './support.js';

const alias = (Lhs: string, Rhs: string): Record<string, string> => ({ Domain: 'company.com', Lhs, Rhs });

const read = (): ReturnType<typeof accountsFrom> =>
  accountsFrom(
    {
      User: [
        {
          Name: 'jan.novak',
          Domain: 'company.com',
          FullName: 'Jan Novák',
          MailAddress: 'jan',
          Groups: 'Sales',
          Description: 'two\nlines, and "more"',
        },
        {
          Name: 'eva',
          Domain: 'company.com',
          FullName: 'Eva + Eva, <x>',
          Groups: 'Sales,Obchod & spol.',
          ForwardMode: '1',
          ForwardAddress: 'eva@out.example',
        },
        { Name: 'jan.novak', Domain: 'other.example', FullName: 'Jan druhý' },
        { Name: 'off', Domain: 'company.com', Account_enabled: '0', Groups: 'Sales' },
        { Name: 'a+b=c,"d"', Domain: 'company.com' },
        { Name: 'žluťoučký', Domain: 'háček.example' },
      ],
      Group: [
        { Name: 'Sales', Domain: 'company.com', MailAddress: 'sales,obchod' },
        { Name: 'Obchod & spol.', Domain: 'company.com' },
        { Name: 'Empty', Domain: 'company.com', MailAddress: 'empty' },
        { Name: 'both', Domain: 'company.com', MailAddress: 'everyone', Members: 'sales' },
      ],
      Alias: [
        alias('info', 'jan.novak'),
        alias('both', 'eva'),
        alias('both', 'x@out.example'),
        alias('away', 'y@out.example'),
        alias('team', 'sales'),
      ],
    },
    { Domain: [{ Domain: 'company.com', Type: '0' }] },
  );

test('slapadd takes the file, with passwords and with another base', () => {
  const byAddress = new Map([['jan.novak@company.com', 'heslo']]);
  const ldif = write(read(), { passwords: { kind: 'given', byAddress } }).text('ldap/directory.ldif');
  expect(checkLdif(ldif, 'dc=company,dc=com')).toEqual({ ok: true, output: '' });
  for (const base of ['o=Our Company', 'ou=mail,dc=company,dc=com']) {
    const other = write(read(), { ldapBase: base }).text('ldap/directory.ldif');
    expect(checkLdif(other, base), base).toEqual({ ok: true, output: '' });
  }
});

test('a base with escapes: the entry has the plain value', () => {
  const ldif = write(read(), { ldapBase: 'o=A\\, B\\2b' }).text('ldap/directory.ldif');
  expect(ldif.split('\n\n')[0]).toBe('dn: o=A\\, B\\2b\nobjectClass: organization\no: A, B+');
});

test('what the directory cannot hold is told', () => {
  const { leftOut } = write(read());
  expect(leftOut().filter((line) => line.startsWith('ldap'))).toEqual([
    'ldap/directory.ldif: off@company.com is disabled, which no stock schema can say',
    'ldap/directory.ldif: žluťoučký@háček.example has the address žluťoučký@háček.example, which mail cannot hold: it takes ASCII alone',
    'ldap/directory.ldif: off@company.com is a member of sales@company.com, but has no entry',
  ]);
});

test('a real server finds people by alias, groups by member, and lets people in', async () => {
  const byAddress = new Map([['jan.novak@company.com', 'heslo ž']]);
  const ldif = write(read(), { passwords: { kind: 'given', byAddress } }).text('ldap/directory.ldif');
  const server = await startSlapd('dc=company,dc=com');
  try {
    server.add(ldif);
    expect(server.search('(mailLocalAddress=info@company.com)', ['mail', 'mailLocalAddress'])).toBe(
      'dn: uid=jan.novak,ou=people,dc=company,dc=com\nmail: jan.novak@company.com\nmailLocalAddress: jan@company.com\nmailLocalAddress: info@company.com\n\n',
    );
    expect(server.search('(mail=sales@company.com)', ['member', 'mailLocalAddress'])).toBe(
      'dn: cn=Sales,ou=groups,dc=company,dc=com\nmailLocalAddress: obchod@company.com\nmailLocalAddress: team@company.com\nmember: uid=jan.novak,ou=people,dc=company,dc=com\nmember: uid=eva,ou=people,dc=company,dc=com\n\n',
    );
    expect(
      server.search('(&(objectClass=groupOfNames)(member=uid=eva,ou=people,dc=company,dc=com))', ['mail']),
    ).toContain('mail: both@company.com');
    expect(server.search('(mail=both@company.com)', ['member', 'rfc822MailMember'])).toBe(
      'dn: cn=both@company.com,ou=groups,dc=company,dc=com\nmember: uid=eva,ou=people,dc=company,dc=com\nrfc822MailMember: x@out.example\n\n',
    );
    expect(server.search('(mail=everyone@company.com)', ['member'])).toBe(
      'dn: cn=both,ou=groups,dc=company,dc=com\nmember: cn=Sales,ou=groups,dc=company,dc=com\n\n',
    );
    expect(server.search('(mail=away@company.com)', ['rfc822MailMember'])).toContain('rfc822MailMember: y@out.example');
    expect(server.search('(mail=empty@company.com)', ['objectClass'])).toContain('nisMailAlias');
    expect(server.search('(mail=eva@company.com)', ['mailRoutingAddress'])).toContain(
      'mailRoutingAddress: eva@out.example',
    );
    expect(server.search('(mail=jan.novak@other.example)', ['cn'])).toContain(
      'dn: uid=jan.novak,ou=people,o=other.example,dc=company,dc=com',
    );
    expect(server.search('(uid=a\\2bb=c,"d")', ['mail'])).toContain('mail: a+b=c,"d"@company.com');
    const bind = ['-x', '-H', server.url, '-D', 'uid=jan.novak,ou=people,dc=company,dc=com', '-w', 'heslo ž'];
    expect(execFileSync('ldapwhoami', bind, { encoding: 'utf8' })).toBe(
      'dn:uid=jan.novak,ou=people,dc=company,dc=com\n',
    );
  } finally {
    await server.stop();
  }
});

test('a base that no entry can be made for is refused', () => {
  expect(() => write(read(), { ldapBase: 'cn=x,dc=y' })).toThrow('begins with none of dc=, o=, ou=');
});
