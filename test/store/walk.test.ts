import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openStore } from '../../src/store/open.js';
import type { Folder } from '../../src/store/types.js';
import { buildStore } from '../support/store-builder.mjs';
import { tempDir } from '../support/temp.js';

type Folders = NonNullable<Parameters<typeof buildStore>[1]['domains'][string][string]['folders']>;

function treeOf(folders: Folders, options = {}) {
  const dir = tempDir();
  const { mail } = buildStore(dir, {
    domains: { 'company.com': { jan: { folders: { INBOX: { items: [{}] }, ...folders } } } },
  });
  const store = openStore(dir, options);
  const [mailbox] = store.mailboxes;
  if (mailbox === undefined) throw new Error('no mailbox');
  return { tree: store.tree(mailbox), dir: join(mail, 'company.com', 'jan'), again: () => store.tree(mailbox) };
}

const kinds = (folders: readonly Folder[]) =>
  Object.fromEntries(folders.map(({ path, kind, kindFrom }) => [path.join('/'), `${kind} by ${kindFrom}`]));

const mime = (type: string, body: string) => `Subject: x\r\nContent-Type: ${type}; charset="utf-8"\r\n\r\n${body}`;
const card = mime('text/vcard', 'BEGIN:VCARD\r\nVERSION:3.0\r\nFN:x\r\nN:x;;;;\r\nEND:VCARD\r\n');

describe('walkMailbox', () => {
  test('decides what a folder is by the best evidence there is', () => {
    const { tree } = treeOf({
      Notes: { items: [{}] },
      Termine: { kind: 'calendar', items: [{}] },
      Lidé: { kind: 'contacts', status: null, items: [{ bytes: card }] },
      Karten: { status: 'X1', index: null, items: [{ bytes: card }] },
      Tasks: { status: null, items: [] },
      Contacts: { status: 'T1', items: [], folders: { Old: { status: null, index: null, items: [] } } },
      Nothing: { status: null, index: null, items: [] },
    });
    expect(kinds(tree.folders)).toEqual({
      INBOX: 'mail by status.fld',
      Notes: 'mail by status.fld',
      Termine: 'calendar by status.fld',
      Lidé: 'contacts by class',
      Karten: 'contacts by content',
      Tasks: 'tasks by name',
      Contacts: 'contacts by status.fld',
      'Contacts/Old': 'contacts by parent',
      Nothing: 'mail by default',
    });
  });

  test('marks folders that the server hid for want of status.fld', () => {
    const { tree } = treeOf({ Lost: { status: null, items: [{}] } });
    expect(tree.folders.filter(({ hidden }) => hidden).map(({ path }) => path)).toEqual([['Lost']]);
  });

  test('goes through directories that hold no messages themselves', () => {
    const { tree } = treeOf({ Projects: { folders: { '2019': { items: [{}] } } } });
    expect(tree.folders.map(({ path }) => path)).toEqual([['INBOX'], ['Projects', '2019']]);
  });

  test('passes over what the server keeps for itself, and counts it', () => {
    const { tree, dir, again } = treeOf({});
    expect(tree.skips).toEqual([]);
    for (const [path, count] of [
      ['INBOX/#assoc', 2],
      ['__keriomapi__STORE/Failed_Conversions/#msgs', 3],
      ['#sync', 1],
      ['#deleted/#msgs', 4],
    ] as const) {
      mkdirSync(join(dir, path), { recursive: true });
      for (let at = 0; at < count; at += 1) writeFileSync(join(dir, path, `0000000${at}.eml`), 'x');
    }
    const { folders, skips } = again();
    expect(folders.map(({ path }) => path)).toEqual([['INBOX']]);
    expect(skips.map(({ rule, files, items }) => [rule, files, items])).toEqual([
      ['associated', 2, 2],
      ['outlook-internal', 3, 3],
      ['recoverable', 4, 4],
      ['sync-state', 1, 1],
    ]);
  });

  test('reads what is kept after deletion when asked', () => {
    const { dir, again } = treeOf({}, { recoverable: true });
    mkdirSync(join(dir, '#deleted', '#msgs'), { recursive: true });
    writeFileSync(join(dir, '#deleted', '#msgs', '00000001.eml'), 'Subject: x\n\n');
    expect(again().folders.map(({ path, recoverable }) => [path, recoverable])).toEqual([
      [['#deleted'], true],
      [['INBOX'], false],
    ]);
  });

  test('knows the parts folders play at the top, and in a mailbox moved into this one', () => {
    const { tree } = treeOf({
      'Sent Items': { items: [] },
      Drafts: { items: [] },
      Work: { items: [], folders: { Drafts: { items: [] } } },
      'Deleted mailbox - eva@company.com': { folders: { INBOX: { items: [] } } },
    });
    expect(Object.fromEntries(tree.folders.map(({ path, role }) => [path.join('/'), role]))).toEqual({
      INBOX: 'inbox',
      'Sent Items': 'sent',
      Drafts: 'drafts',
      Work: null,
      'Work/Drafts': null,
      'Deleted mailbox - eva@company.com/INBOX': 'inbox',
    });
  });

  test('keeps two directories apart whose names read the same', () => {
    const { tree } = treeOf({
      first: { rawName: 'Pr&AOE-ce', items: [{}] },
      second: { rawName: 'Práce', items: [{}] },
    });
    expect(tree.folders.map(({ path }) => path)).toEqual([['INBOX'], ['Práce'], ['Práce (2)']]);
    expect(tree.problems).toEqual([expect.stringContaining('another folder has the same name')]);
  });

  test('reads names that are no UTF-8, and says so', () => {
    const { tree } = treeOf({ bytes: { rawName: Buffer.from('Caf\xe9', 'latin1'), items: [{}] } });
    expect(tree.folders.map(({ path }) => path)).toEqual([['Café'], ['INBOX']]);
    expect(tree.problems).toEqual([expect.stringContaining('the name is no UTF-8')]);
  });
});
