/** A store that its server writes to between the plan of an export and its reading: the next run ends exact. */
import { readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runExport } from '../../src/files/export.js';
import { runVerify } from '../../src/files/verify/run.js';
import { DEFAULT_OPTIONS, type ExportOptions } from '../../src/files/plan/options.js';
import { buildFolder } from '../support/store-builder.mjs';
import { exportTo, ledger, makeStore, message, newOut, snapshot } from './support.js';

const formats = ['mbox', 'thunderbird', 'maildir', 'eml'] as const;

/** An export before whose reading, and behind whose plan, something happens. */
async function exportWhile(
  happens: () => void,
  {
    out,
    source,
    options = {},
  }: { readonly out: string; readonly source: string; readonly options?: Partial<ExportOptions> },
): Promise<void> {
  await runExport({ source, out, options: { ...DEFAULT_OPTIONS, ...options }, jobs: 1 }, { onPlan: happens });
}

/** Expects that another run leaves what a first run would. */
async function expectExact(out: string, source: string, options: Partial<ExportOptions> = {}): Promise<void> {
  await exportTo(out, source, options, { mirror: true });
  const fresh = newOut();
  await exportTo(fresh, source, options);
  expect(snapshot(out)).toEqual(snapshot(fresh));
}

describe.each(formats)('%s', (mailFormat) => {
  test('a folder that was away while it was to be read is read by the next run', async () => {
    const { source, mailbox } = makeStore({ Work: { items: [{ bytes: message('one') }] } });
    const out = newOut();
    await exportWhile(() => renameSync(join(mailbox, 'Work'), join(mailbox, 'Elsewhere')), {
      ...{ out, source, options: { mailFormat } },
    });
    expect(readFileSync(join(out, 'ledger/jan@company.com.jsonl'), 'utf8')).toBe('');
    renameSync(join(mailbox, 'Elsewhere'), join(mailbox, 'Work'));
    await expectExact(out, source, { mailFormat });
    expect(ledger(out).map(({ result }) => result)).toEqual(['exported']);
  });

  test('a mail that came and went again is known to be gone', async () => {
    const { source, mailbox } = makeStore({ Work: { items: [{ bytes: message('one') }] } });
    const out = newOut();
    const passing = join(mailbox, 'Work/#msgs/00000002.eml');
    await exportWhile(() => writeFileSync(passing, message('two')), { out, source, options: { mailFormat } });
    rmSync(passing);
    await exportTo(out, source, { mailFormat });
    expect(ledger(out).map(({ uid, notes }) => [uid, notes])).toEqual([
      [1, undefined],
      [2, ['not in the index', 'gone from the store; kept from an earlier run']],
    ]);
    await expectExact(out, source, { mailFormat });
  });
});

test('what came between plan and reading was read: the next run has nothing to do', async () => {
  const { source, mailbox } = makeStore({ Work: { items: [{ bytes: message('one') }] } });
  const out = newOut();
  await exportWhile(() => writeFileSync(join(mailbox, 'Work/#msgs/00000002.eml'), message('two')), { out, source });
  expect((await exportTo(out, source)).reused).toBe(2);
});

/** Writes a file anew, in the same step of the disk's clock. */
function rewrite(path: string, text: string): void {
  const { mtimeMs } = statSync(path);
  writeFileSync(path, text);
  utimesSync(path, mtimeMs / 1000, mtimeMs / 1000);
}

/** Gives a file a time that a disk with steps of two seconds would tell. */
function round(path: string): void {
  const time = Math.floor(statSync(path).mtimeMs / 2000) * 2;
  utimesSync(path, time, time);
}

test('a flag that changed in the same step of the clock is brought over', async () => {
  const { source, mailbox } = makeStore({ Work: { items: [{ bytes: message('one') }] } });
  const out = newOut();
  const index = join(mailbox, 'Work/index.fld');
  round(index);
  await exportTo(out, source);
  rewrite(index, readFileSync(index, 'latin1').replace('F00000000', 'F00000001'));
  await exportTo(out, source);
  expect(ledger(out).map(({ flags }) => flags)).toEqual([['\\Seen']]);
  expect((await exportTo(out, source)).reused).toBe(1);
});

test('a contact that changed in the same step of the clock is written again', async () => {
  const { source, mailbox } = makeStore({});
  const card = (name: string) =>
    `Subject: x\r\nContent-Type: text/vcard\r\n\r\nBEGIN:VCARD\r\nVERSION:3.0\r\nFN:${name}\r\nN:${name};;;;\r\nEND:VCARD\r\n`;
  buildFolder(join(mailbox, 'Contacts'), { kind: 'contacts', items: [{ bytes: card('Anna') }] });
  const out = newOut();
  const file = join(mailbox, 'Contacts/#msgs/00000001.eml');
  round(file);
  await exportTo(out, source);
  rewrite(file, card('Bert'));
  await exportTo(out, source);
  expect(readFileSync(join(out, 'contacts/jan@company.com/Contacts.vcf'), 'utf8')).toContain('FN:Bert');
});

test('an index that nobody has written to for minutes is not read again', async () => {
  const { source, mailbox } = makeStore({ Work: { items: [{ bytes: message('one') }] } });
  const out = newOut();
  for (const folder of ['INBOX', 'Work']) {
    const then = Date.now() / 1000 - 3600;
    utimesSync(join(mailbox, folder, 'index.fld'), then, then);
  }
  await exportTo(out, source);
  const state = readFileSync(join(out, '.kerio-exit/state/jan@company.com.json'), 'utf8');
  expect(state).not.toContain('index.fld');
});

test('where flags come from is told as it is now', async () => {
  const { source, mailbox } = makeStore({ Work: { items: [{ bytes: message('one') }] } });
  const out = newOut();
  await exportTo(out, source);
  const index = join(mailbox, 'Work/index.fld');
  renameSync(index, join(mailbox, 'Work/index.bad'));
  writeFileSync(index, '');
  await expectExact(out, source);
  expect(ledger(out).map(({ notes }) => notes)).toEqual([['flags from index.bad']]);
});

test('an empty folder that is gone since is nothing that verify finds', async () => {
  const { source, mailbox } = makeStore({ Work: { items: [] } });
  const out = newOut();
  await exportTo(out, source);
  rmSync(join(mailbox, 'Work'), { recursive: true });
  await exportTo(out, source);
  const { findings } = await runVerify({ out, source, jobs: 1, readAhead: 0 });
  expect(findings.filter(({ aspect }) => aspect === 'file')).toEqual([]);
});
