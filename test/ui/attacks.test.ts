/** What a store, or whoever asks, may try: paths that lead elsewhere, markup in what is shown. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FoldersView, InspectionView, ItemsView, ItemView } from '../../src/ui/api.js';
import { buildStore, linesOf } from '../support/store-builder.mjs';
import { makeTempDir, removeDir, tempDir } from '../support/temp.js';
import { addressBook } from './address-book.js';
import { type Served, startServed } from './served.js';

const MARKUP = '<img src=x onerror=alert(1)>';
const around = makeTempDir('ui-attacks');
const store = join(around, 'kerio');
let served: Served;

beforeAll(async () => {
  buildStore(store, {
    domains: {
      'example.com': {
        anna: {
          folders: {
            INBOX: {
              items: [
                {
                  uid: 1,
                  flags: 1,
                  received: '2021-03-04T05:06:07Z',
                  bytes: linesOf([
                    'From: "<b>Eva</b>" <eva@example.com>',
                    `Subject: ${MARKUP} =?utf-8?Q?=E2=80=AEgpj?=`,
                    'MIME-Version: 1.0',
                    'Content-Type: multipart/mixed; boundary=x',
                    '',
                    '--x',
                    'Content-Type: text/html',
                    '',
                    '<html><head><style>p{}</style><script>alert(2)</script></head><p>Hello &lt;i&gt;<br>there</p>',
                    '--x',
                    'Content-Type: application/pdf; name="../../<u>.pdf"',
                    'Content-Transfer-Encoding: base64',
                    '',
                    'JVBERg==',
                    '--x--',
                  ]),
                },
                { uid: 2, bytes: '' },
                { uid: 3, bytes: null },
              ],
              folders: { '<img src=x onerror=alert(3)>': { items: [{}] } },
            },
            Contacts: addressBook('Jan <b>Novák</b>'),
            Calendar: {
              kind: 'calendar',
              items: [
                {
                  bytes: linesOf([
                    'Content-Type: text/calendar',
                    '',
                    'BEGIN:VCALENDAR',
                    'VERSION:2.0',
                    'BEGIN:VEVENT',
                    'UID:1',
                    'DTSTART:20210304T050607Z',
                    'SUMMARY:Lunch\\, late',
                    'END:VEVENT',
                    'END:VCALENDAR',
                  ]),
                },
              ],
            },
          },
        },
      },
    },
  });
  served = await startServed();
  await served.post('/api/open', { path: store });
  await served.until(({ revisions }) => revisions.inspection > 0);
});
afterAll(async () => {
  await served.stop();
  removeDir(around);
});

function query(folder: readonly string[], more: string, mailbox = 'anna@example.com'): string {
  return `?mailbox=${encodeURIComponent(mailbox)}&folder=${encodeURIComponent(JSON.stringify(folder))}&${more}`;
}

test('a folder is listed with names, dates and sizes; markup is text, and what turns text around is gone', async () => {
  const { mailboxes } = await served.get<InspectionView>('/api/inspection');
  expect(mailboxes[0]?.folders.map(({ path }) => path)).toEqual([
    ['Calendar'],
    ['Contacts'],
    ['INBOX'],
    ['INBOX', '<img src=x onerror=alert(3)>'],
  ]);
  const list = await served.get<ItemsView>(`/api/items${query(['INBOX'], 'from=0&count=10')}`);
  expect(list).toEqual({
    total: 2,
    items: [
      {
        ...{ uid: 1, at: '2021-03-04T05:06:07.000Z', from: '<b>Eva</b>', subject: `${MARKUP} gpj` },
        ...{ bytes: 390, flags: ['\\Seen'], problem: null },
      },
      { uid: 2, at: expect.any(String) as unknown, from: '', subject: '', bytes: 0, flags: [], problem: 'it is empty' },
    ],
  });
  const rest = await served.get<ItemsView>(`/api/items${query(['INBOX'], 'from=1&count=1')}`);
  expect(rest.items.map(({ uid }) => uid)).toEqual([2]);
  const inner = await served.get<ItemsView>(`/api/items${query(['INBOX', '<img src=x onerror=alert(3)>'], 'count=1')}`);
  expect(inner.total).toBe(1);
});

test('a message is its text, HTML without markup, and files by name', async () => {
  expect(await served.get<ItemView>(`/api/item${query(['INBOX'], 'uid=1')}`)).toEqual({
    kind: 'mail',
    headers: [
      ['from', '"<b>Eva</b>" <eva@example.com>'],
      ['subject', `${MARKUP} gpj`],
      ['content-type', 'multipart/mixed; boundary=x'],
    ],
    text: 'Hello <i>\nthere',
    cut: false,
    attachments: [{ name: '../../<u>.pdf', type: 'application/pdf', bytes: 4 }],
  });
});

test('a card and an event are lines of text', async () => {
  const card = await served.get<ItemView>(`/api/item${query(['Contacts'], 'uid=1')}`);
  expect(card).toMatchObject({ kind: 'contacts', text: 'N: Novák;Jan\nFN: Jan <b>Novák</b>' });
  const event = await served.get<ItemView>(`/api/item${query(['Calendar'], 'uid=1')}`);
  expect(event).toMatchObject({ kind: 'calendar', text: 'UID: 1\nDTSTART: 20210304T050607Z\nSUMMARY: Lunch, late' });
});

test('only folders and items of the store are given, whatever the names say', async () => {
  for (const folder of [['..'], ['INBOX', '..', 'INBOX'], ['../../..'], ['/etc'], ['INBOX/#msgs'], [], ['nothing']])
    await expect(served.get(`/api/items${query(folder, 'count=5')}`)).rejects.toThrow(/: 400 .*has no folder/);
  for (const mailbox of ['..', '../anna@example.com', 'eva@example.com', ''])
    await expect(served.get(`/api/items${query(['INBOX'], 'count=5', mailbox)}`)).rejects.toThrow(/: 400 /);
  for (const uid of ['../1', '9', '', '00000001', '1.eml'])
    await expect(served.get(`/api/item${query(['INBOX'], `uid=${uid}`)}`)).rejects.toThrow(/: 400 .*no item/);
  for (const more of ['from=-1', 'count=0', 'count=x', 'from=1e9'])
    await expect(served.get(`/api/items${query(['INBOX'], more)}`)).rejects.toThrow(/: 400 /);
  await expect(served.get('/api/items?mailbox=anna@example.com&folder=INBOX')).rejects.toThrow(/: 400 .*JSON list/);
});

test('the picker lists names of folders, takes whole paths only, and leads nowhere by dots', async () => {
  const dir = tempDir('ui-picker');
  mkdirSync(join(dir, 'a <b>', 'deep'), { recursive: true });
  writeFileSync(join(dir, 'secret.txt'), 'secret');
  const list = (path: string) => served.get<FoldersView>(`/api/folders?path=${encodeURIComponent(path)}`);
  const shown = {
    ...{ path: dir, isStore: false, roots: expect.any(Array) as unknown },
    folders: [{ name: 'a <b>', path: join(dir, 'a <b>'), isStore: false }],
  };
  expect(await list(dir)).toMatchObject(shown);
  expect(await list(`${dir}/a <b>/deep/../../../${dir.split('/').at(-1) ?? ''}/`)).toMatchObject(shown);
  expect(await list('/../../..')).toMatchObject({ path: '/', parent: null });
  expect(await list(join(store, '..'))).toMatchObject({ folders: [{ name: 'kerio', path: store, isStore: true }] });
  for (const path of ['relative', '../etc', './', 'file:///etc'])
    await expect(list(path)).rejects.toThrow(/: 400 .*whole path/);
  for (const path of ['/etc/passwd', '/no/such/folder'])
    await expect(list(path)).rejects.toThrow(/: 400 .*cannot be listed/);
  await expect(served.get('/api/folders?path=/%00etc')).rejects.toThrow(/: 400 /);
  expect(served.heard.join('\n')).not.toContain('secret.txt');
});
