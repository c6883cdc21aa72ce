import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { accessLevel, parseAclFld, readSubject } from '../../src/store/index/access.js';
import { parseStatusFld } from '../../src/store/index/status-fld.js';
import { openStore } from '../../src/store/open.js';
import { buildStore } from '../support/store-builder.mjs';
import { tempDir } from '../support/temp.js';

describe('access in status.fld', () => {
  test('rights are what looks like rights; a subject without any has none', () => {
    expect(parseStatusFld('T2 Aeva@b.c lrsw... Aota@b.c Aanyone l Aiva@b.c M6').access).toEqual([
      { subject: 'eva@b.c', rights: 'lrsw' },
      { subject: 'ota@b.c', rights: '' },
      { subject: 'anyone', rights: 'l' },
      { subject: 'iva@b.c', rights: '' },
    ]);
  });

  test('a name may have blanks, and words of it that have only letters of rights', () => {
    expect(parseStatusFld('T0 ASales and area team@b.c lrs Ax@b.c r').access).toEqual([
      { subject: 'Sales and area team@b.c', rights: 'lrs' },
      { subject: 'x@b.c', rights: 'r' },
    ]);
  });

  test('names in UTF-8 and in Windows-1252 are both read', () => {
    const utf8 = Buffer.from('T0 AJiří@b.c lr').toString('latin1');
    expect(parseStatusFld(utf8).access[0]?.subject).toBe('Jiří@b.c');
    expect(parseStatusFld('T0 AMüller@b.c lr').access[0]?.subject).toBe('Müller@b.c');
  });

  test('two thousand rights are read, of more it is said how many', () => {
    const { access, moreAccess } = parseStatusFld(`T0${' Aa@b.c lr'.repeat(2003)}`);
    expect([access.length, moreAccess]).toEqual([2000, 3]);
  });
});

describe('acl.fld', () => {
  test.each([
    ['as in status.fld', 'Aeva@b.c lrsw\r\nAanyone lr\r\n'],
    ['without the letter', 'eva@b.c lrsw\nanyone lr\n'],
    ['with a sign between', '\u00ef\u00bb\u00bfeva@b.c=lrsw\nanyone:lr'],
  ])('%s', (_, text) => {
    expect(parseAclFld(text)).toEqual({
      rights: [
        { before: '', subject: 'eva@b.c', rights: 'lrsw' },
        { before: '', subject: 'anyone', rights: 'lr' },
      ],
      notUnderstood: [],
    });
  });

  test('Anna without a letter in front stays Anna where somebody else shows it', () => {
    expect(parseAclFld('Anna@b.c lr\neva@b.c lr\n').rights.map(({ subject }) => subject)).toEqual([
      'Anna@b.c',
      'eva@b.c',
    ]);
  });

  test('what is not understood is given back as it is, and no right is made of it', () => {
    expect(parseAclFld('version 2\nInfo/Sub: 17\neva@b.c rw now\n\u0001\u0002')).toEqual({
      rights: [],
      notUnderstood: ['version 2', 'Info/Sub: 17', 'eva@b.c rw now', '\u0001\u0002'],
    });
    const many = parseAclFld('x\n'.repeat(1000) + 'y'.repeat(500));
    expect([many.notUnderstood.length, many.notUnderstood[0]]).toEqual([20, 'x']);
  });
});

test('whom a subject means', () => {
  const of = (subject: string): string => Object.values(readSubject(subject, 'b.c')).join(' ');
  expect(['jan@x.y', 'jan', 'anyone', 'AuthUser', '@x.y', '*@x.y', 'anyone@x.y', '-eva@x.y'].map(of)).toEqual([
    'account jan@x.y',
    'account jan@b.c',
    'anyone ',
    'signed-in ',
    'domain x.y',
    'domain x.y',
    'domain x.y',
    'denied eva@x.y',
  ]);
});

test('what rights come to: who may not delete may not write', () => {
  expect(['', 's', 'l', 'lr', 'lrsw', 'lrswi', 'lrswite', 'lrswid', 'lrswipkxtea'].map(accessLevel)).toEqual([
    'none',
    'none',
    'see',
    'read',
    'read',
    'add',
    'write',
    'write',
    'admin',
  ]);
});

test('a mailbox tells of everybody but its owner; the acl.fld of public folders is for all of them', () => {
  const dir = tempDir();
  buildStore(dir, {
    domains: {
      'b.c': {
        jan: {
          files: { 'acl.fld': 'eva@b.c lr\n' },
          folders: {
            INBOX: { items: [], status: 'T0 Ajan@b.c lrswipkxtea\n' },
            Calendar: { items: [], status: 'T2 AJan@B.C lrswipkxtea Aeva@b.c lrs Asales@b.c lrswipkxte\n' },
          },
        },
        '#public': {
          files: { 'acl.fld': 'authuser lrs\nversion 2\nInfo/Sub ota@b.c lr\nGone ota@b.c lr\n' },
          folders: {
            Info: { items: [], folders: { Sub: { items: [], files: { 'acl.fld': 'authuser lrswit\neva lr\n' } } } },
          },
        },
      },
    },
  });
  const store = openStore(dir);
  const told = store.mailboxes.map((mailbox) => {
    const { rights, problems } = store.tree(mailbox);
    return {
      address: mailbox.address,
      rights: rights.flatMap(({ folder, rights: on }) =>
        on.map(({ subject, who, level, from }) => `${folder.path.join('/')} ${subject} ${who} ${level} ${from}`),
      ),
      problems,
    };
  });
  expect(told).toEqual([
    {
      address: '_public@b.c',
      rights: [
        'Info authuser signed-in read tree',
        'Info/Sub authuser signed-in write acl.fld',
        'Info/Sub eva account read acl.fld',
        'Info/Sub ota@b.c account read tree',
      ],
      problems: [
        `${join(dir, 'store/mail/b.c/#public')}: acl.fld has a line that is not understood: version 2`,
        `${join(dir, 'store/mail/b.c/#public')}: acl.fld gives ota@b.c lr on a folder that is not there: Gone`,
      ],
    },
    {
      address: 'jan@b.c',
      rights: ['Calendar eva@b.c account read status.fld', 'Calendar sales@b.c account write status.fld'],
      problems: [],
    },
  ]);
});
