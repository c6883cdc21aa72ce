import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkMailFormat } from '../../../src/exporters/mail/writer.js';
import { UserError } from '../../../src/core/errors.js';
import type { Item } from '../../../src/store/types.js';
import { tempDir } from '../../support/temp.js';
import { crlf, exportMail, folder, type Given, item, listFiles, RECEIVED } from './support.js';

const inbox = folder(['INBOX']);
const text = crlf('Subject: s\n\ntext\n');

function given(changes: Partial<Item>): Given {
  return { item: item({ folder: inbox, ...changes }), bytes: text, receivedAt: RECEIVED };
}

const tree = [
  given({}),
  given({ folder: folder(['Projects', '2019', 'Q1']), flags: ['\\Seen'] }),
  given({ folder: folder(['Práce']), uid: 0x2a }),
];

describe('what lies where', () => {
  test('mbox', () => {
    const root = tempDir();
    exportMail(root, tree, { format: 'mbox' });
    expect(listFiles(root)).toEqual([
      'mail/jan@company.com/INBOX.mbox',
      'mail/jan@company.com/Projects/2019/Q1.mbox',
      'mail/jan@company.com/Práce.mbox',
    ]);
  });

  test('eml: the name in the store, the received time as the time of last change', () => {
    const root = tempDir();
    const { outcomes } = exportMail(root, tree, { format: 'eml' });
    expect(listFiles(root)).toEqual([
      'mail/jan@company.com/INBOX/00000001.eml',
      'mail/jan@company.com/Projects/2019/Q1/00000001.eml',
      'mail/jan@company.com/Práce/0000002a.eml',
    ]);
    expect(outcomes[2]).toEqual({
      ...{ result: 'exported', reason: null, notes: [] },
      ...{ file: 'mail/jan@company.com/Práce/0000002a.eml', offset: 0, length: text.length },
    });
    expect(statSync(join(root, outcomes[2]?.file ?? '')).mtimeMs).toBe(RECEIVED * 1000);
  });

  test('eml: two messages of one name', () => {
    const root = tempDir();
    exportMail(root, [given({ folder: folder(['Sent']) }), given({ folder: folder(['Sent Items']) })], {
      format: 'eml',
      target: 'google',
    });
    expect(listFiles(root)).toEqual([
      'mail/jan@company.com/Sent/00000001-2.eml',
      'mail/jan@company.com/Sent/00000001.eml',
    ]);
  });

  test('thunderbird: folders above folders are there, empty', () => {
    const root = tempDir();
    exportMail(root, tree, { format: 'thunderbird' });
    expect(listFiles(root)).toEqual([
      'mail/jan@company.com/INBOX',
      'mail/jan@company.com/Projects',
      'mail/jan@company.com/Projects.sbd/2019',
      'mail/jan@company.com/Projects.sbd/2019.sbd/Q1',
      'mail/jan@company.com/Práce',
    ]);
    expect(statSync(join(root, 'mail/jan@company.com/Projects')).size).toBe(0);
  });

  test('maildir: names, subscriptions, the mark of a folder', () => {
    const root = tempDir();
    exportMail(root, tree, { format: 'maildir' });
    expect(listFiles(root)).toEqual([
      'mail/jan@company.com/.Pr&AOE-ce/cur/1578020645.M42P2215402674.kerio-exit,S=20,W=20:2,',
      'mail/jan@company.com/.Pr&AOE-ce/maildirfolder',
      'mail/jan@company.com/.Projects.2019.Q1/cur/1578020645.M1P12541163.kerio-exit,S=20,W=20:2,S',
      'mail/jan@company.com/.Projects.2019.Q1/maildirfolder',
      'mail/jan@company.com/cur/1578020645.M1P541113455.kerio-exit,S=20,W=20:2,',
      'mail/jan@company.com/subscriptions',
    ]);
    expect(readFileSync(join(root, 'mail/jan@company.com/subscriptions'), 'utf8')).toBe(
      'INBOX\nPr&AOE-ce\nProjects.2019.Q1\n',
    );
    for (const name of ['cur', 'new', 'tmp', '.Pr&AOE-ce/new', '.Pr&AOE-ce/tmp'])
      expect(existsSync(join(root, 'mail/jan@company.com', name))).toBe(true);
  });

  test('maildir: a mailbox without an inbox has one, empty', () => {
    const root = tempDir();
    exportMail(root, tree.slice(1), { format: 'maildir' });
    for (const name of ['cur', 'new', 'tmp']) expect(existsSync(join(root, 'mail/jan@company.com', name))).toBe(true);
  });
});

test('a name that is taken gets another', () => {
  const root = tempDir();
  const twice = [given({}), given({})];
  const { outcomes } = exportMail(root, twice, { format: 'maildir' });
  expect(outcomes.map(({ file }) => file?.match(/P(\w+)\./)?.[1])).toEqual(['541113455', '541113455Q2']);
});

test('Windows gets no Maildir', () => {
  expect(() => {
    checkMailFormat('maildir', 'win32');
  }).toThrow(UserError);
  checkMailFormat('maildir', 'linux');
  checkMailFormat('mbox', 'win32');
});
