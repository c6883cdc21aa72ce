import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { listFolder } from '../../src/store/items/listing.js';
import { openStore } from '../../src/store/open.js';
import { buildStore } from '../support/store-builder.mjs';
import { tempDir } from '../support/temp.js';

type FolderSpec = NonNullable<Parameters<typeof buildStore>[1]['domains'][string][string]['folders']>[string];

function listingOf(spec: FolderSpec, name = 'INBOX') {
  const dir = tempDir();
  buildStore(dir, { domains: { 'company.com': { jan: { folders: { INBOX: { items: [] }, [name]: spec } } } } });
  const store = openStore(dir);
  const folder = store.mailboxes.flatMap((mailbox) => store.tree(mailbox).folders).find(({ path }) => path[0] === name);
  if (folder === undefined) throw new Error('no folder');
  return listFolder(folder);
}

const brief = (listing: ReturnType<typeof listingOf>) =>
  [...listing.entries].map((entry) => [
    entry.type === 'item' ? entry.metadata : 'missing',
    entry.item.uid,
    entry.item.rawFlags,
    entry.item.indexTimeFrom,
  ]);

describe('listFolder', () => {
  test('brings files and records together, in order of UID', () => {
    const listing = listingOf({
      items: [
        { uid: 3, flags: 1 },
        { uid: 1, flags: 2, received: null },
        { uid: 2, bytes: null, flags: 4 },
        { uid: 4, record: null },
        { uid: 5, flags: 0x80000005, received: null, created: null },
      ],
    });
    expect(brief(listing)).toEqual([
      ['index.fld', 1, '00000002', null],
      ['missing', 2, '00000004', 'index T'],
      ['index.fld', 3, '00000001', 'index T'],
      ['none', 4, null, null],
      ['index.fld', 5, '80000005', null],
    ]);
    expect(listing.count).toBe(4);
  });

  test('takes T before D, and D where T is 0', () => {
    const listing = listingOf({
      items: [
        { uid: 1, received: 1000, created: 2000 },
        { uid: 2, record: 'U00000002 F00000000 S1 D000007d0 T00000000 M0 C' },
      ],
    });
    expect([...listing.entries].map(({ item }) => [item.indexTime, item.indexTimeFrom])).toEqual([
      [1000, 'index T'],
      [2000, 'index D'],
    ]);
  });

  test('takes any file name that ends in .eml, once each', () => {
    const listing = listingOf({
      items: [
        { stem: '0000000a', flags: 1 },
        { stem: '0000000A', record: null },
        { stem: 'b', record: 'U0000000b F00000002' },
        { stem: '123456789', flags: 4 },
        { stem: 'saved by hand', record: null },
        { uid: 12, fileName: '0000000C.EML', flags: 8 },
      ],
      files: { '#msgs/readme.txt': 'x' },
    });
    expect(brief(listing)).toEqual([
      ['index.fld', 10, '00000001', 'index T'],
      ['none', 10, null, null],
      ['index.fld', 11, '00000002', null],
      ['index.fld', 12, '00000008', 'index T'],
      ['index.fld', 0x123456789, '00000004', 'index T'],
      ['none', 'saved by hand', null, null],
    ]);
    expect(listing.others).toEqual(['readme.txt']);
  });

  test('honours the draft bit only in Drafts, and knows the deleted bit', () => {
    const spec: FolderSpec = { items: [{ flags: 0x1f }] };
    const flags = (name: string) => [...listingOf(spec, name).entries].flatMap(({ item }) => item.flags);
    expect(flags('Work')).toEqual(['\\Seen', '\\Answered', '\\Flagged', '\\Deleted']);
    expect(flags('Drafts')).toEqual(['\\Seen', '\\Answered', '\\Flagged', '\\Deleted', '\\Draft']);
  });

  test('asks index.bad for what index.fld does not know', () => {
    const listing = listingOf({
      items: [
        { uid: 1, flags: 1 },
        { uid: 2, record: null },
      ],
      files: {
        'index.bad': 'U00000001 F00000004\nU00000002 F00000006 S1 D5f5e1000 T5f5e0f00 M0 CIPM.Note\nU00000009 F1\n',
      },
    });
    expect(brief(listing)).toEqual([
      ['index.fld', 1, '00000001', 'index T'],
      ['index.bad', 2, '00000006', 'index T'],
    ]);
    expect(listing.problems).toEqual(['index.bad was used for items that index.fld does not know']);
  });

  test('lists a folder without an index', () => {
    const listing = listingOf({ index: null, items: [{ uid: 2 }, { uid: 1 }] });
    expect(brief(listing)).toEqual([
      ['none', 1, null, null],
      ['none', 2, null, null],
    ]);
    expect(listing.problems).toEqual(['no index.fld: flags and received times come from elsewhere']);
  });

  test('can be gone through twice', () => {
    const listing = listingOf({ items: [{}, { bytes: null }] });
    expect(brief(listing)).toEqual(brief(listing));
    expect(join(...[...listing.entries].map(({ item }) => item.stem))).toBe('00000001/00000002');
  });
});

test('an index that is there and cannot be read is a loss, not a folder without index', () => {
  const listing = listingOf({ index: null, items: [{}], files: { 'index.fld/in the way': 'x' } });
  expect(listing.problems).toEqual([
    'index.fld cannot be read (EISDIR): flags and received times that only it knows are not in the output',
  ]);
});

test('records whose UIDs are spelt oddly stand among the others by their number', () => {
  const listing = listingOf({
    items: [{ uid: 1 }, { uid: 30 }],
    index: () => 'U00000001 F0\nU0000001e F0\nUa F0\nUzz F0\nU00000020 F0\n',
  });
  expect([...listing.entries].map(({ type, item }) => [type, item.uid])).toEqual([
    ['item', 1],
    ['missing', 10],
    ['item', 30],
    ['missing', 32],
    ['missing', 'zz'],
  ]);
});
