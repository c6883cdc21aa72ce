import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findStores, usualPlaces } from '../../../src/options/usual-places.js';
import { tempDir } from '../../support/temp.js';

test('the usual places come in the order of their likelihood', () => {
  expect(usualPlaces({ platform: 'linux', current: '/none', disks: ['/none/disk'] })).toEqual([
    '/opt/kerio/mailserver',
    '/usr/local/kerio/mailserver',
    '/none',
    '/none/opt/kerio/mailserver',
    '/none/usr/local/kerio/mailserver',
    '/none/Program Files/Kerio/MailServer',
    '/none/Program Files (x86)/Kerio/MailServer',
    '/none/disk',
    '/none/disk/opt/kerio/mailserver',
    '/none/disk/usr/local/kerio/mailserver',
    '/none/disk/Program Files/Kerio/MailServer',
    '/none/disk/Program Files (x86)/Kerio/MailServer',
  ]);
  const places = usualPlaces({ platform: 'win32', current: 'C:\\none', disks: ['C:\\'] });
  expect(places[0]).toBe('C:\\none');
  expect(places).toContain('C:\\Program Files\\Kerio\\MailServer');
});

/** A folder in which a disk is mounted, with the bundled store where the server keeps it. */
function disk(): { readonly root: string; readonly installed: string } {
  const root = tempDir('disk');
  const installed = join(root, 'opt/kerio/mailserver');
  cpSync('fixtures/kerio-store', installed, { recursive: true });
  return { root, installed };
}

test('a store is found on a mounted disk, in the current folder, and beside other things', () => {
  const { root, installed } = disk();
  const found = (current: string, disks: string[] = []): string[] =>
    findStores(usualPlaces({ platform: 'linux', current, disks })).filter((path) => path.startsWith(root));
  expect(found('/none', [root])).toEqual([installed]);
  expect(found(installed)).toEqual([installed]);
  expect(found(join(installed, 'store'))).toEqual([join(installed, 'store')]);
  expect(found(join(root, 'opt/kerio'))).toEqual([installed]);
  const domain = join(installed, 'store/mail/example.org');
  expect(found(domain)).toEqual([domain]);
});

test('structure decides: names alone, and messages deeper down, are no store', () => {
  const root = tempDir('disk');
  mkdirSync(join(root, 'opt/kerio/mailserver/store/mail/example.com/anna/INBOX'), { recursive: true });
  mkdirSync(join(root, 'a/b/c/d/e/f/g/#msgs'), { recursive: true });
  expect(findStores([root, join(root, 'opt/kerio/mailserver')])).toEqual([]);
  writeFileSync(join(root, 'F20260101T000000Z.zip'), '');
  expect(findStores([root])).toEqual([root]);
});

test('a folder full of other things does not hold up the search', () => {
  const { root, installed } = disk();
  for (let at = 0; at < 300; at += 1) mkdirSync(join(root, 'full', String(at)), { recursive: true });
  const full = join(root, 'full');
  expect(findStores([...Array<string>(19).fill(full), installed])).toEqual([installed]);
  expect(findStores([...Array<string>(20).fill(full), installed])).toEqual([]);
});
