import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { UserError } from '../../../src/core/errors.js';
import type { FolderFormat } from '../../../src/naming/folders.js';
import { DEFAULT_OPTIONS } from '../../../src/files/plan/options.js';
import { runVerify } from '../../../src/files/verify/run.js';
import { writeReport } from '../../../src/report/json.js';
import { buildFolder } from '../../support/store-builder.mjs';
import { tempDir } from '../../support/temp.js';
import { exportTo, makeStore, message, newOut, snapshot } from '../support.js';
import {
  addStray,
  changeDate,
  changeFlags,
  copyExport,
  cut,
  double,
  edit,
  editLedger,
  exportAgain,
  forgetExports,
  found,
  lose,
  loseFolder,
  makeExport,
  verify,
} from './faults.js';

afterAll(forgetExports);

const formats: readonly FolderFormat[] = ['mbox', 'thunderbird', 'maildir', 'eml'];
const isOneFile = (format: FolderFormat): boolean => format === 'mbox' || format === 'thunderbird';

test('what was left out is no step of the way, and what failed is one', async () => {
  const bytes = Buffer.from('BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ann\r\nEND:VCARD\r\n');
  const { source } = makeStore({
    INBOX: { items: [{ bytes: message('one') }, { bytes: message('two') }, { bytes: message('three') }] },
    Contacts: { kind: 'contacts', items: [{ bytes }, { bytes: Buffer.from('no card at all') }] },
  });
  const out = newOut();
  const options = { ...DEFAULT_OPTIONS, only: ['contacts' as const] };
  const result = await exportTo(out, source, options);
  await writeReport(result, options);
  expect(result.sums).toMatchObject({ found: 5, skipped: 3 });
  const steps: number[] = [];
  let planned = 0;
  await runVerify(
    { out, jobs: 1, readAhead: 0 },
    { onPlan: (items) => void (planned = items), onProgress: (items) => void steps.push(items) },
  );
  expect([planned, steps.reduce((sum, items) => sum + items, 0)]).toEqual([2, 2]);
});

describe.each(formats)('verify of %s', (format) => {
  test('finds nothing where nothing is wrong, and changes nothing', async () => {
    const { out, source } = await copyExport(format);
    const before = [snapshot(out), snapshot(source)];
    const result = await verify(out);
    expect(result).toMatchObject({
      findings: [],
      interrupted: false,
      unfinished: false,
      total: { items: 6, compared: 6, notExported: 0, counts: { difference: 0, new: 0, gone: 0 } },
    });
    expect([snapshot(out), snapshot(source)]).toEqual(before);
  });

  test('finds a flipped byte', async () => {
    const { out } = await copyExport(format);
    edit(out, 3, 'text three', 'text thrxe');
    const result = await verify(out);
    expect(found(result)).toEqual(['Work 3 content']);
    expect(result.total.counts.difference).toBe(1);
  });

  test('finds a byte flipped in the header', async () => {
    const { out } = await copyExport(format);
    edit(out, 2, 'To: c@d', 'To: c@x');
    expect(found(await verify(out))).toEqual(['Work 2 content']);
  });

  test('finds a lost message', async () => {
    const { out } = await copyExport(format);
    lose(out, 3);
    const missing = found(await verify(out));
    // In an mbox all that follows has moved: that is said once, and compared where it is now.
    expect(missing.sort()).toEqual(
      isOneFile(format) ? ['? ? file', 'Work 3 content', 'Work 4 place'] : ['Work 3 file'],
    );
  });

  test('finds a message that is there twice', async () => {
    const { out } = await copyExport(format);
    double(out, 3);
    const twice = found(await verify(out));
    expect(twice).toEqual(isOneFile(format) ? ['? ? file', 'Work 4 place'] : ['? ? file']);
  });

  test('finds a wrong flag', async () => {
    const { out } = await copyExport(format);
    // A plain .eml carries no flags: there the ledger is all that says them.
    if (format === 'eml')
      editLedger(out, (lines) =>
        lines.map((line) =>
          line.replace('"uid":4,', '"uid":4,"x":1,').replace(/("uid":4.*"flags":)\[[^\]]*\]/, '$1["\\\\Deleted"]'),
        ),
      );
    else changeFlags(out, 4, format);
    expect(found(await verify(out))).toEqual(['Work 4 flags']);
  });

  test('finds a wrong date', async () => {
    const { out } = await copyExport(format);
    changeDate(out, 2, format);
    expect(found(await verify(out))).toEqual(['Work 2 date']);
  });

  test('finds a cut file', async () => {
    const { out } = await copyExport(format);
    cut(out, 5);
    expect(found(await verify(out))).toEqual(isOneFile(format) ? ['? ? file', 'Work 5 place'] : ['Work 5 file']);
  });

  test('finds a folder that is missing, and counts its messages', async () => {
    const { out } = await copyExport(format);
    loseFolder(out, format);
    const items = isOneFile(format) ? ['Work 1 file'] : [1, 2, 3, 4, 5].map((uid) => `Work ${uid} file`);
    const result = await verify(out);
    // The folder of no messages below it lies in the same directory.
    expect(found(result)).toEqual(format === 'eml' ? ['? ? file', ...items] : items);
    expect(result.total.counts.difference).toBe(format === 'eml' ? 6 : 5);
  });

  test('finds a folder of no messages that is missing', async () => {
    const { out } = await copyExport(format);
    const empty = { mbox: 'Work/Empty.mbox', thunderbird: 'Work.sbd/Empty', maildir: '.Work.Empty', eml: 'Work/Empty' };
    rmSync(join(out, 'mail/jan@company.com', empty[format]), { recursive: true });
    expect(found(await verify(out))).toEqual(['? ? file']);
  });

  test('finds a file that no line names', async () => {
    const { out } = await copyExport(format);
    addStray(out);
    expect(found(await verify(out))).toEqual(['? ? file']);
  });

  test('finds a ledger line that was removed', async () => {
    const { out } = await copyExport(format);
    editLedger(out, (lines) => lines.filter((line) => !line.includes('"uid":3,')));
    const result = await verify(out);
    expect(result.findings.map(({ severity }) => severity)).not.toContain('new');
    expect(found(result)).toEqual(['? ? file', 'Work 3 ledger', 'Work ? report', '? ? report', '? ? report']);
  });

  test('finds a ledger line that was doubled', async () => {
    const { out } = await copyExport(format);
    editLedger(out, (lines) => lines.flatMap((line) => (line.includes('"uid":3,') ? [line, line] : [line])));
    const result = await verify(out);
    expect(found(result)).toContain('Work 3 ledger');
    expect(found(result)).toContain('Work ? report');
  });

  test('finds a ledger line that stands elsewhere once more', async () => {
    const { out } = await copyExport(format);
    editLedger(out, (lines) => [...lines, ...lines.filter((line) => line.includes('"uid":2,'))]);
    expect(found(await verify(out))).toContain('Work 2 ledger');
  });

  test('finds a ledger line of an item that never was', async () => {
    const { out } = await copyExport(format);
    editLedger(out, (lines) =>
      lines.flatMap((line) => (line.includes('"uid":3,') ? [line, line.replace('"uid":3', '"uid":33')] : [line])),
    );
    expect(found(await verify(out))).toContain('Work 33 ledger');
  });

  test('finds a ledger line that is no JSON, and reads on', async () => {
    const { out } = await copyExport(format);
    editLedger(out, (lines) => lines.map((line) => (line.includes('"uid":3,') ? line.slice(0, 60) : line)));
    const result = await verify(out);
    expect(found(result)).toContain('Work ? ledger');
    expect(found(result)).toContain('Work 3 ledger');
    expect(result.total.compared).toBe(5);
  });

  test('finds a ledger that is gone', async () => {
    const { out } = await copyExport(format);
    rmSync(join(out, 'ledger/jan@company.com.jsonl'));
    const result = await verify(out);
    expect(found(result)).toContain('? ? ledger');
    expect(result.total.counts.difference).toBeGreaterThanOrEqual(6);
  });

  test('finds sums that are not those of the ledger', async () => {
    const { out } = await copyExport(format);
    const path = join(out, 'report.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace('"exported": 5', '"exported": 4'));
    expect(found(await verify(out))).toEqual(['Work ? report']);
  });

  test('tells new mail from damage, and is content after the next run', async () => {
    const made = await makeExport(format);
    buildFolder(join(made.mailbox, 'Work'), {
      items: [1, 2, 3, 4, 5, 6, 7].map((uid) => ({
        uid,
        bytes: message(`text ${['', 'one', 'two', 'three', 'four', 'five', 'six', 'seven'][uid] ?? ''}`),
        flags: uid < 6 ? uid - 1 : 0,
      })),
    });
    const before = await verify(made.out);
    expect(found(before)).toEqual(['Work 6 ledger', 'Work 7 ledger']);
    expect(before.total.counts).toEqual({ difference: 0, new: 2, gone: 0 });
    await exportAgain(made, format);
    expect((await verify(made.out)).findings).toEqual([]);
  });

  test('tells what the source has no more, before and after the next run', async () => {
    const made = await makeExport(format);
    rmSync(join(made.mailbox, 'Work'), { recursive: true });
    buildFolder(join(made.mailbox, 'Work'), {
      items: [
        { uid: 1, bytes: message('text one') },
        { uid: 6, bytes: message('text six') },
      ],
      folders: { Empty: { items: [] } },
    });
    expect((await verify(made.out)).total.counts).toEqual({ difference: 0, new: 1, gone: 4 });
    await exportAgain(made, format);
    const after = await verify(made.out);
    expect(after.total.counts).toEqual({ difference: 0, new: 0, gone: 4 });
    edit(made.out, 6, 'text six', 'text sax');
    expect(found(await verify(made.out))).toContain('Work 6 content');
  });

  test('tells flags that were changed since from flags that are wrong', async () => {
    const made = await makeExport(format);
    buildFolder(join(made.mailbox, 'Work'), {
      items: ['one', 'two', 'three', 'four', 'five'].map((text, at) => ({
        bytes: message(`text ${text}`),
        flags: at === 0 ? 1 : at,
      })),
    });
    const result = await verify(made.out);
    expect(result.findings.map(({ severity, uid, aspect }) => [severity, uid, aspect])).toEqual([['new', 1, 'flags']]);
  });

  test('compares a sample, the same each time, and still finds what names and sums tell', async () => {
    const { out } = await copyExport(format);
    const first = await verify(out, { sample: 2 });
    expect(first.total).toMatchObject({ items: 6, compared: 2 });
    editLedger(out, (lines) => lines.filter((line) => !line.includes('"uid":3,')));
    const second = await verify(out, { sample: 2 });
    expect(found(second)).toContain('Work 3 ledger');
  });
});

describe('verify', () => {
  test('finds a wrong label', async () => {
    const { out } = await copyExport('mbox');
    edit(out, 2, '"Work"', '"Play"');
    expect(found(await verify(out))).toEqual(['Work 2 label']);
  });

  test('knows a sender that a blank before the colon hides from readers', async () => {
    const bytes = 'From : a@b.example\r\nSubject: x\r\nDate: Mon, 1 Jan 2024 10:00:00 +0000\r\n\r\ntext\r\n';
    const { source } = makeStore({ Work: { items: [{ bytes }] } });
    const out = newOut();
    await writeReport(await exportTo(out, source), DEFAULT_OPTIONS);
    expect(readFileSync(join(out, 'mail/jan@company.com/Work.mbox'), 'utf8')).toContain('\nFrom: a@b.example\n');
    expect(found(await verify(out))).toEqual([]);
  });

  test('finds what stands in another mailbox, which no ledger names', async () => {
    const { out } = await copyExport('mbox');
    buildFolder(join(out, 'mail/eva@company.com'), {});
    expect(found(await verify(out))).toEqual(['? ? file']);
  });

  test('says that an export did not come to its end', async () => {
    const { out } = await copyExport('mbox');
    writeFileSync(join(out, '.kerio-exit/lock'), '999999999');
    expect(await verify(out)).toMatchObject({ unfinished: true, findings: [] });
  });

  test('reads a store that lies elsewhere now', async () => {
    const { out, source } = await copyExport('mbox');
    const elsewhere = join(tempDir(), 'store');
    cpSync(source, elsewhere, { recursive: true });
    rmSync(join(out, '.kerio-exit/run.json'));
    expect((await verify(out, { source: elsewhere })).findings).toEqual([]);
  });

  test('refuses a folder that holds no export, and one that is being written', async () => {
    const { out, source } = await copyExport('mbox');
    await expect(verify(source)).rejects.toThrow(UserError);
    await expect(verify(source)).rejects.toThrow('holds no export');
    const migration = tempDir('migration');
    writeFileSync(join(migration, 'report.json'), '{"tool":"kerio-exit","format":1,"command":"migrate"}');
    await expect(verify(migration)).rejects.toThrow('"kerio-exit migrate … --verify"');
    await expect(verify(join(source, 'nowhere'))).rejects.toThrow('is no folder');
    writeFileSync(join(out, '.kerio-exit/lock'), String(process.ppid));
    await expect(verify(out)).rejects.toThrow(`process ${process.ppid}`);
  });

  test('ends when it is told to', async () => {
    const { out } = await copyExport('mbox');
    expect(await verify(out, { signal: AbortSignal.abort() })).toMatchObject({ interrupted: true });
  });
});
