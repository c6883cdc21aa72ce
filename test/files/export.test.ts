import { existsSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runExport } from '../../src/files/export.js';
import { DEFAULT_OPTIONS } from '../../src/files/plan/options.js';
import { buildFolder } from '../support/store-builder.mjs';
import { exportTo, ledger, makeStore, message, newOut, snapshot } from './support.js';

describe('runExport', () => {
  test('writes literal bytes', async () => {
    const { source } = makeStore({
      INBOX: { items: [{ bytes: message('From one'), flags: 5, received: 1578017045 }] },
    });
    const out = newOut();
    await exportTo(out, source);
    expect(snapshot(out)['mail/jan@company.com/INBOX.mbox']).toBe(`From a@b.example Fri Jan  3 02:04:05 2020
X-Gmail-Labels: "Inbox","Starred"
Status: RO
X-Status: F
X-Mozilla-Status: 0005
X-Mozilla-Status2: 00000000
From: a@b.example
To: c@d.example
Date: Fri, 3 Jan 2020 04:04:05 +0100
Message-ID: <From one@b.example>

>From one

`);
    expect(readFileSync(join(out, 'ledger', 'jan@company.com.jsonl'), 'utf8')).toBe(
      '{"folder":["INBOX"],"uid":1,"kind":"mail","bytes":120,"receivedAt":"2020-01-03T02:04:05Z","flags":["\\\\Seen","\\\\Flagged"],"rawFlags":"00000005","result":"exported","reason":null,"file":"mail/jan@company.com/INBOX.mbox","offset":0,"length":266,"dateFrom":"index T"}\n',
    );
  });

  test('has one line for every item, in order of folder and UID, and tells why one is not in the output', async () => {
    const { source, mailbox } = makeStore({
      INBOX: {
        items: [
          { uid: 3, bytes: message('three') },
          { uid: 1, bytes: message('one') },
          { uid: 2, bytes: null },
          { uid: 4, bytes: '' },
          { uid: 5, bytes: Buffer.alloc(600) },
          { uid: 6, bytes: message('six'), flags: 9 },
        ],
      },
      Archive: { items: [{ bytes: message('old') }] },
    });
    mkdirSync(join(mailbox, 'INBOX', '#msgs', '00000007.eml'));
    const out = newOut();
    const result = await exportTo(out, source, { skipDeleted: true });
    expect(ledger(out).map(({ folder, uid, result: what, reason }) => [folder[0], uid, what, reason])).toEqual([
      ['Archive', 1, 'exported', null],
      ['INBOX', 1, 'exported', null],
      ['INBOX', 2, 'missing', 'the index has a record of it, but there is no file'],
      ['INBOX', 3, 'exported', null],
      ['INBOX', 4, 'skipped', 'the file is empty (0 bytes)'],
      ['INBOX', 5, 'failed', 'it looks encrypted or damaged: it is not text'],
      ['INBOX', 6, 'skipped', 'marked as deleted, left out by --skip-deleted'],
      ['INBOX', 7, 'failed', 'the file cannot be read (EISDIR)'],
    ]);
    expect(result.sums).toMatchObject({ found: 7, exported: 3, skipped: 2, failed: 2, missing: 1 });
  });

  test('keeps every message of two folders that become one label, though their UIDs are the same', async () => {
    const { source } = makeStore({
      Sent: { items: [{ bytes: message('first') }, { bytes: message('second') }] },
      'Sent Items': { items: [{ bytes: message('third') }] },
    });
    const out = newOut();
    await exportTo(out, source);
    const mbox = snapshot(out)['mail/jan@company.com/Sent.mbox'] ?? '';
    expect([...mbox.matchAll(/^Message-ID: <(\w+)@/gm)].map(([, id]) => id)).toEqual(['first', 'second', 'third']);
    for (const { file, offset, length } of ledger(out)) {
      expect(file).toBe('mail/jan@company.com/Sent.mbox');
      expect(mbox.slice(offset ?? 0, (offset ?? 0) + (length ?? 0))).toMatch(/^From a@b\.example[^]*\n\n$/);
    }
  });

  test('makes the same bytes with one worker and with four, and when it runs again', async () => {
    const { source } = makeStore(
      Object.fromEntries(
        Array.from({ length: 6 }, (_, at) => [
          `Folder ${at}`,
          { items: Array.from({ length: 20 + at }, (__, uid) => ({ bytes: message(`m${at}-${uid}`) })) },
        ]),
      ),
    );
    const [one, four] = [newOut(), newOut()];
    await exportTo(one, source, {}, { jobs: 1 });
    await exportTo(four, source, {}, { jobs: 4 });
    expect(snapshot(four)).toEqual(snapshot(one));
    const again = await exportTo(one, source, {}, { jobs: 3 });
    expect(again.reused).toBe(135);
    expect(snapshot(one)).toEqual(snapshot(four));
  });

  test('does only what is new when it runs again', async () => {
    const { source, mailbox } = makeStore({
      INBOX: { items: [{ bytes: message('one') }] },
      Other: { items: [{ bytes: message('other') }] },
    });
    const [out, fresh] = [newOut(), newOut()];
    await exportTo(out, source);
    const before = statSync(join(out, 'mail/jan@company.com/Other.mbox')).ino;
    rmSync(join(mailbox, 'INBOX'), { recursive: true });
    buildFolder(join(mailbox, 'INBOX'), { items: [{ bytes: message('one') }, { bytes: message('two') }] });
    const result = await exportTo(out, source);
    expect(result.reused).toBe(1);
    expect(statSync(join(out, 'mail/jan@company.com/Other.mbox')).ino).toBe(before);
    await exportTo(fresh, source);
    expect(snapshot(out)).toEqual(snapshot(fresh));
  });

  test('makes outputs again that somebody removed', async () => {
    const { source } = makeStore({ INBOX: { items: [{ bytes: message('one') }] } });
    const out = newOut();
    await exportTo(out, source);
    const before = snapshot(out);
    rmSync(join(out, 'mail'), { recursive: true });
    await exportTo(out, source);
    expect(snapshot(out)).toEqual(before);
  });

  test('filters by user, folder and date, and accounts for what it left out', async () => {
    const { source } = makeStore({
      INBOX: {
        items: [
          { bytes: message('early'), received: '2019-12-31T23:59:59Z' },
          { bytes: message('in time'), received: '2020-01-01T00:00:00Z' },
          { bytes: message('late'), received: '2020-02-01T00:00:00Z' },
        ],
      },
      Work: { items: [{}], folders: { Deep: { items: [{}] } } },
    });
    const out = newOut();
    const times = { since: Date.UTC(2020, 0, 1) / 1000, until: Date.UTC(2020, 1, 1) / 1000 };
    await exportTo(out, source, { ...times, excludeFolders: ['w*'] });
    expect(ledger(out).map(({ folder, uid, result, reason }) => [folder.join('/'), uid, result, reason])).toEqual([
      ['INBOX', 1, 'skipped', 'received before --since'],
      ['INBOX', 2, 'exported', null],
      ['INBOX', 3, 'skipped', 'received after --until'],
      ['Work', 1, 'skipped', 'folder left out by --exclude-folder'],
      ['Work/Deep', 1, 'skipped', 'folder left out by --exclude-folder'],
    ]);
    const nobody = newOut();
    await expect(exportTo(nobody, source, { users: ['jan', 'eva*'] })).rejects.toThrow(
      '--user eva* names no mailbox of the store',
    );
    expect(existsSync(nobody)).toBe(false);
  });

  test('leaves nothing half-written when it is interrupted, and goes on where it stopped', async () => {
    const { source } = makeStore(
      Object.fromEntries(
        Array.from({ length: 8 }, (_, at) => [`F${at}`, { items: Array.from({ length: 100 }, () => ({})) }]),
      ),
    );
    const [out, whole] = [newOut(), newOut()];
    const controller = new AbortController();
    const result = await runExport(
      { source, out, options: DEFAULT_OPTIONS, jobs: 1, signal: controller.signal },
      { onProgress: () => controller.abort() },
    );
    expect(result.interrupted).toBe(true);
    expect(existsSync(join(out, '.kerio-exit', 'tmp'))).toBe(false);
    await exportTo(out, source);
    await exportTo(whole, source);
    expect(snapshot(out)).toEqual(snapshot(whole));
  });

  test('carries a message far larger than its memory', async () => {
    const large = `${message('large').trimEnd()}\r\n${'From the middle of a long line, '.repeat(300_000)}\r\nFrom its end\r\n`;
    const { source } = makeStore({ INBOX: { items: [{ bytes: large }, { bytes: message('next') }] } });
    const out = newOut();
    await exportTo(out, source);
    const mbox = snapshot(out)['mail/jan@company.com/INBOX.mbox'] ?? '';
    const [first] = ledger(out);
    expect(first?.bytes).toBe(large.length);
    const body = large
      .slice(large.indexOf('\r\n\r\n') + 4)
      .replaceAll('\r\n', '\n')
      .replace(/^From /gm, '>From ');
    expect(mbox.slice(0, first?.length ?? 0).endsWith(`\n\n${body}\n`)).toBe(true);
  });
});
