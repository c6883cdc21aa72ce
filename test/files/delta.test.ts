import { appendFileSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { MailFormat } from '../../src/naming/folders.js';
import { buildFolder } from '../support/store-builder.mjs';
import { exportTo, ledger, makeStore, message, newOut, snapshot } from './support.js';

type Items = Parameters<typeof buildFolder>[1]['items'];

const items = (...texts: string[]): NonNullable<Items> => texts.map((text) => ({ bytes: message(text) }));

/** Exports, lets the folder become another, and exports again to the same place. */
async function change(format: MailFormat, before: Items, after: Items, mirror = false) {
  const { source, mailbox } = makeStore({ Work: { items: before ?? [] } });
  const out = newOut();
  await exportTo(out, source, { mailFormat: format });
  const first = snapshot(out);
  rmSync(join(mailbox, 'Work'), { recursive: true });
  buildFolder(join(mailbox, 'Work'), { items: after ?? [] });
  await exportTo(out, source, { mailFormat: format }, { mirror });
  const fresh = newOut();
  await exportTo(fresh, source, { mailFormat: format });
  return { out, first, second: snapshot(out), fresh: snapshot(fresh), source };
}

const formats = ['mbox', 'thunderbird', 'maildir', 'eml'] as const;

describe.each(formats)('a second run to %s', (format) => {
  test('with new mail at the end leaves the bytes of a fresh export', async () => {
    const { second, fresh } = await change(format, items('one', 'two'), items('one', 'two', 'three', 'four'));
    expect(second).toEqual(fresh);
  });

  test('with mail in between, changed flags and a changed date leaves the bytes of a fresh export', async () => {
    const { second, fresh } = await change(
      format,
      [
        { uid: 1, bytes: message('one') },
        { uid: 3, bytes: message('three') },
        { uid: 4, bytes: message('four') },
      ],
      [
        { uid: 1, bytes: message('one'), flags: 7 },
        { uid: 2, bytes: message('two') },
        { uid: 3, bytes: message('three') },
        { uid: 4, bytes: message('four'), received: 1_600_000_000 },
      ],
    );
    expect(second).toEqual(fresh);
  });

  test('keeps what is gone from the store, and says so', async () => {
    const { out, first, second } = await change(
      format,
      [
        { uid: 1, bytes: message('one') },
        { uid: 2, bytes: message('two') },
        { uid: 3, bytes: message('three') },
      ],
      [
        { uid: 2, bytes: message('two'), flags: 1 },
        { uid: 4, bytes: message('four') },
      ],
    );
    const lines = ledger(out);
    expect(lines.map(({ uid, result, notes }) => [uid, result, notes])).toEqual([
      [1, 'exported', ['gone from the store; kept from an earlier run']],
      [2, 'exported', undefined],
      [3, 'exported', ['gone from the store; kept from an earlier run']],
      [4, 'exported', undefined],
    ]);
    for (const { file, offset, length, uid } of lines) {
      const bytes = (second[file ?? ''] ?? '').slice(offset ?? 0, (offset ?? 0) + (length ?? 0));
      expect(bytes).toContain(`<${['', 'one', 'two', 'three', 'four'][Number(uid)] ?? ''}@b.example>`);
      expect(bytes.length).toBe(length);
    }
    expect(Object.keys(second).length).toBe(
      Object.keys(first).length + (format === 'maildir' || format === 'eml' ? 1 : 0),
    );
  });

  test('follows the store when asked to mirror it', async () => {
    const { second, fresh } = await change(
      format,
      items('one', 'two', 'three'),
      [{ uid: 2, bytes: message('two') }],
      true,
    );
    expect(second).toEqual(fresh);
  });
});

describe('a second run', () => {
  test('appends to an mbox without writing the rest again', async () => {
    // Old files: those that were written to a moment ago could have been read half.
    const old = (...texts: string[]) => items(...texts).map((item) => ({ ...item, mtime: 1_600_000_000 }));
    const { source, mailbox } = makeStore({ Work: { items: old('one', 'two') } });
    const out = newOut();
    await exportTo(out, source);
    const path = join(out, 'mail/jan@company.com/Work.mbox');
    const { ino } = statSync(path);
    buildFolder(join(mailbox, 'Work'), { items: old('one', 'two', 'three') });
    await exportTo(out, source);
    expect(statSync(path).ino).toBe(ino);
    expect(ledger(out).map(({ uid }) => uid)).toEqual([1, 2, 3]);
  });

  test('writes an mbox again that a mail program has changed', async () => {
    const { source, mailbox } = makeStore({ Work: { items: items('one') } });
    const out = newOut();
    await exportTo(out, source);
    appendFileSync(join(out, 'mail/jan@company.com/Work.mbox'), 'From x Fri Jan  3 02:04:05 2020\n\nx\n');
    buildFolder(join(mailbox, 'Work'), { items: items('one', 'two') });
    await exportTo(out, source);
    const fresh = newOut();
    await exportTo(fresh, source);
    expect(snapshot(out)).toEqual(snapshot(fresh));
  });

  test('takes a message that failed and is whole now', async () => {
    const { source, mailbox } = makeStore({
      Work: { items: [{ bytes: Buffer.alloc(300) }, { bytes: message('two') }] },
    });
    const out = newOut();
    await exportTo(out, source);
    expect(ledger(out).map(({ result }) => result)).toEqual(['failed', 'exported']);
    writeFileSync(join(mailbox, 'Work', '#msgs', '00000001.eml'), message('one'));
    // The server notes the new size in its index.
    writeFileSync(join(mailbox, 'Work', 'index.fld'), `${readFileSync(join(mailbox, 'Work', 'index.fld'), 'utf8')}\n`);
    await exportTo(out, source);
    const fresh = newOut();
    await exportTo(fresh, source);
    expect(snapshot(out)).toEqual(snapshot(fresh));
  });

  test('keeps apart the files of two folders that share a directory', async () => {
    const { source, mailbox } = makeStore({
      Sent: { items: items('a1', 'a2') },
      'Sent Items': { items: items('b1', 'b2') },
    });
    const out = newOut();
    await exportTo(out, source, { mailFormat: 'eml' });
    buildFolder(join(mailbox, 'Sent Items'), { items: [{ bytes: message('b1'), flags: 3 }, ...items('b2', 'b3')] });
    buildFolder(join(mailbox, 'Sent'), { items: items('a1', 'a2', 'a3') });
    await exportTo(out, source, { mailFormat: 'eml' });
    const files = snapshot(out);
    const ids = ledger(out).map(({ file }) => /<(\w+)@/.exec(files[file ?? ''] ?? '')?.[1]);
    expect(ids).toEqual(['a1', 'a2', 'a3', 'b1', 'b2', 'b3']);
    expect(Object.keys(files).filter((path) => path.endsWith('.eml'))).toHaveLength(6);
  });
});

describe('a folder that is gone from the store', () => {
  async function removeFolder(mirror: boolean) {
    const { source, mailbox } = makeStore({ INBOX: { items: items('one') }, Work: { items: items('two') } });
    const out = newOut();
    await exportTo(out, source);
    rmSync(join(mailbox, 'Work'), { recursive: true });
    const result = await exportTo(out, source, {}, { mirror });
    const folders = result.mailboxes[0]?.folders.map(({ path, gone, sums }) => [path.join('/'), gone, sums.exported]);
    return { out, folders, files: Object.keys(snapshot(out)).filter((path) => path.startsWith('mail/')) };
  }

  test('stays in the output, in the ledger and in the report', async () => {
    const { out, folders, files } = await removeFolder(false);
    expect(files).toEqual(['mail/jan@company.com/INBOX.mbox', 'mail/jan@company.com/Work.mbox']);
    expect(folders).toEqual([
      ['INBOX', false, 1],
      ['Work', true, 1],
    ]);
    expect(ledger(out).map(({ folder }) => folder[0])).toEqual(['INBOX', 'Work']);
  });

  test('goes when the output mirrors the store', async () => {
    const { out, folders, files } = await removeFolder(true);
    expect(files).toEqual(['mail/jan@company.com/INBOX.mbox']);
    expect(folders).toEqual([['INBOX', false, 1]]);
    expect(ledger(out)).toHaveLength(1);
  });
});

test.each(formats)(
  'a folder that changed, then went, leaves nothing in %s that mirrors the store',
  async (mailFormat) => {
    const before = [
      { uid: 1, bytes: message('one') },
      { uid: 2, bytes: message('two') },
    ];
    const { source, mailbox } = makeStore({
      INBOX: { items: items('one') },
      Work: { items: before, folders: { Deep: { items: before } } },
    });
    const out = newOut();
    await exportTo(out, source, { mailFormat });
    // Messages go, none comes: the job writes no file of its own.
    buildFolder(join(mailbox, 'Work'), { items: before.slice(1) });
    rmSync(join(mailbox, 'Work', '#msgs', '00000001.eml'));
    buildFolder(join(mailbox, 'Work', 'Deep'), { items: before.slice(1) });
    rmSync(join(mailbox, 'Work', 'Deep', '#msgs', '00000001.eml'));
    const [folder] = (await exportTo(out, source, { mailFormat }, { mirror: true })).mailboxes;
    const fresh = newOut();
    const [same] = (await exportTo(fresh, source, { mailFormat })).mailboxes;
    expect(folder?.folders.map(({ outputs }) => outputs)).toEqual(same?.folders.map(({ outputs }) => outputs));

    for (const name of ['#msgs', 'index.fld', 'status.fld']) rmSync(join(mailbox, 'Work', name), { recursive: true });
    await exportTo(out, source, { mailFormat }, { mirror: true });
    const after = newOut();
    await exportTo(after, source, { mailFormat });
    expect(snapshot(out)).toEqual(snapshot(after));
  },
);

test('two folders that differ in case: when one goes, the mail of the other is not in the output twice', async () => {
  const { source, mailbox } = makeStore({ Invoices: { items: items('one') }, invoices: { items: items('two') } });
  const out = newOut();
  await exportTo(out, source);
  rmSync(join(mailbox, 'Invoices'), { recursive: true });
  await exportTo(out, source, {}, { mirror: true });
  const fresh = newOut();
  await exportTo(fresh, source);
  expect(snapshot(out)).toEqual(snapshot(fresh));
});
