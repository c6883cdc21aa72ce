import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { buildStore, encodeFolderName, linesOf } from './store-builder.mjs';
import { tempDir } from './temp.js';

test('an item that says nothing is a message with a record', () => {
  const dir = tempDir();
  buildStore(dir, { domains: { 'example.com': { anna: { folders: { INBOX: { items: [{}] } } } } } });
  const inbox = join(dir, 'store/mail/example.com/anna/INBOX');
  expect(readFileSync(join(inbox, '#msgs/00000001.eml'), 'utf8')).toBe(
    'From: anna@example.com\r\nTo: boris@example.com\r\nSubject: message 1\r\nDate: Fri, 03 Jan 2020 02:05:05 +0000\r\n' +
      'Message-ID: <1@example.com>\r\n\r\nThis is message 1.\r\n',
  );
  expect(readFileSync(join(inbox, 'index.fld'), 'utf8')).toBe(
    'U00000001 F00000000 S157 D5e0ea151 T5e0ea151 M5e0ea151 CIPM.Note\n',
  );
  expect(readFileSync(join(inbox, 'status.fld'), 'utf8')).toBe('T0\n');
});

test('everything odd can be said', () => {
  const dir = tempDir();
  const { mail } = buildStore(dir, {
    files: { 'users.cfg': '<config/>' },
    domains: {
      'example.com': {
        '#public': {
          files: { 'acl.fld': 'x' },
          folders: {
            Kalendář: {
              kind: 'calendar',
              index: (lines) => linesOf(lines, '\r\n'),
              indexName: 'index.bad',
              items: [
                { uid: 10, flags: 5, received: 1_600_000_000, created: '2020-01-03T02:04:05Z', modified: 1, bytes: '' },
                { bytes: null, messageClass: '', received: null, flags: '5' },
                { stem: 'ABC', fileName: 'ABC.EML', bytes: Buffer.of(0xff), record: null, mtime: 1_000_000_000 },
                { record: 'U0000000d', bytes: 'x' },
              ],
              folders: { 'A&B': {} },
            },
            Raw: { rawName: Buffer.from('Caf\xe9', 'latin1'), status: null, index: null, items: [] },
          },
        },
      },
    },
  });
  const tree = join(mail, 'example.com/#public');
  const calendar = join(tree, 'Kalend&AOEBWQ-');
  expect(readFileSync(join(dir, 'users.cfg'), 'utf8')).toBe('<config/>');
  expect(readFileSync(join(calendar, 'index.bad'), 'latin1')).toBe(
    'U0000000a F00000005 S0 D5e0ea115 T5f5e1000 M00000001 CIPM.Appointment\r\nU0000000b F5 S0 C\r\nU0000000d\r\n',
  );
  expect(readFileSync(join(calendar, 'status.fld'), 'utf8')).toBe('T2\n');
  expect(readdirSync(join(calendar, '#msgs'))).toEqual(['0000000a.eml', '0000000d.eml', 'ABC.EML']);
  expect(statSync(join(calendar, '#msgs/ABC.EML')).mtimeMs).toBe(1e12);
  expect(readdirSync(join(calendar, 'A&-B'))).toEqual([]);
  const names = readdirSync(Buffer.from(tree), { encoding: 'buffer' }).map((name) => name.toString('latin1'));
  expect(names).toContain('Caf\xe9');
});

test('folder names become modified UTF-7', () => {
  expect(encodeFolderName('Crédit Agricole')).toBe('Cr&AOk-dit Agricole');
  expect(encodeFolderName('Tôlé & Co')).toBe('T&APQ-l&AOk- &- Co');
  expect(encodeFolderName('台北')).toBe('&U,BTFw-');
});
