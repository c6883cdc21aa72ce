import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listFolder, openStore, readItem, readStore } from '../../src/library/store.js';
import { writeZip } from '../support/zip.js';
import { tempDir } from '../support/temp.js';

const STORE = 'fixtures/kerio-store';

test('a store is gone through, and what is not wanted is left out', async () => {
  expect(await readStore({ path: STORE })).toEqual({ mailboxes: 9, folders: 52, items: 109, missing: 2 });
  const seen: string[] = [];
  const summary = await readStore(
    { path: STORE },
    {
      onMailbox: ({ address }) => address.startsWith('alice'),
      onFolder: ({ kind }) => kind === 'contacts',
      onEntry: ({ item }) => seen.push(`${item.folder.path.join('/')} ${item.uid}`),
    },
  );
  expect(summary.mailboxes).toBe(1);
  expect(seen).toHaveLength(summary.items + summary.missing);
});

test('an abort ends it with its reason', async () => {
  const controller = new AbortController();
  const reading = readStore(
    { path: STORE, signal: controller.signal },
    {
      onFolder: () => {
        controller.abort('enough');
        return true;
      },
    },
  );
  await expect(reading).rejects.toBe('enough');
  await expect(readStore({ path: STORE, signal: AbortSignal.abort('never') })).rejects.toBe('never');
});

test('a path without a store is refused', async () => {
  await expect(readStore({ path: tempDir() })).rejects.toThrow('holds no Kerio store');
});

test('after a store of backups is closed its zips are files again', () => {
  const dir = tempDir('backup');
  const item = { name: 'store/mail/b.cz/jan/INBOX/#msgs/00000001.eml', bytes: Buffer.from('Subject: a\r\n\r\nb\r\n') };
  writeZip(join(dir, 'F20240101T000000Z.zip'), [item]);
  writeFileSync(join(dir, 'readme.txt'), '');
  const store = openStore(dir);
  const folders = store.mailboxes.flatMap((mailbox) => store.tree(mailbox).folders);
  const [folder] = folders;
  if (folder === undefined) throw new Error('no folder');
  const [entry] = listFolder(folder).entries;
  expect(entry === undefined ? '' : Buffer.from(readItem(entry.item)).toString()).toBe('Subject: a\r\n\r\nb\r\n');
  store.close();
  expect([...listFolder(folder).entries]).toEqual([]);
  expect(openStore(dir).mailboxes.map(({ address }) => address)).toEqual(['jan@b.cz']);
});
