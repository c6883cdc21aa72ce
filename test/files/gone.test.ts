import { existsSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ExportRequest } from '../../src/files/export.js';
import { DEFAULT_OPTIONS } from '../../src/files/plan/options.js';
import { runVerify } from '../../src/files/verify/run.js';
import { writeReport } from '../../src/report/json.js';
import { runCli } from '../support/cli.js';
import { buildStore } from '../support/store-builder.mjs';
import { tempDir } from '../support/temp.js';
import { exportTo, message, newOut, snapshot } from './support.js';

/** The output, its report apart. */
function filesOf(out: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(snapshot(out)).filter(([path]) => !/^(?:report\.|checklist\.html)/.test(path)),
  );
}

function company() {
  const source = tempDir('store');
  const user = (name: string) => ({
    folders: {
      INBOX: { items: [{ bytes: message(name) }, { bytes: null }] },
      Work: { items: [{ bytes: message('w') }] },
    },
    files: { 'filter.siv': 'keep;\n' },
  });
  const { mail } = buildStore(source, {
    domains: { 'company.com': { adam: user('adam'), jan: user('jan') }, 'other.example': { eva: user('eva') } },
  });
  const leave = (): void => rmSync(join(mail, 'company.com/adam'), { recursive: true });
  return { source, mail, leave };
}

async function report(out: string, source: string, more: Partial<ExportRequest> = {}) {
  const result = await exportTo(out, source, {}, more);
  return { result, report: await writeReport(result, DEFAULT_OPTIONS) };
}

async function verify(out: string) {
  return runVerify({ out, jobs: 1, readAhead: 0 });
}

describe('a mailbox that is gone from the store', () => {
  test('keeps its files and is in the report with its sums; verify agrees', async () => {
    const { source, leave } = company();
    const out = newOut();
    const before = (await report(out, source)).report;
    const files = filesOf(out);
    leave();
    const { result, report: after } = await report(out, source);
    expect(after.mailboxes.map(({ address, gone, type, ledger }) => [address, gone, type, ledger])).toEqual([
      ['adam@company.com', true, 'user', 'ledger/adam@company.com.jsonl'],
      ['jan@company.com', false, 'user', 'ledger/jan@company.com.jsonl'],
      ['eva@other.example', false, 'user', 'ledger/eva@other.example.jsonl'],
    ]);
    expect(after.totals).toEqual(before.totals);
    expect(after.mailboxes[0]?.totals).toEqual(before.mailboxes[0]?.totals);
    expect(
      after.mailboxes[0]?.folders.map(({ folder, gone, exported, missing }) => [folder, gone, exported, missing]),
    ).toEqual([
      [['INBOX'], true, 1, 1],
      [['Work'], true, 1, 0],
    ]);
    expect(after.attention).toEqual(before.attention);
    expect(result.takenOut).toEqual([]);
    expect(filesOf(out)).toEqual(files);
    const verified = await verify(out);
    expect(verified.total.counts).toEqual({ difference: 0, new: 0, gone: 2 });
    expect(verified.mailboxes.find(({ address }) => address === 'adam@company.com')?.counts.gone).toBe(2);
  });

  test('is told by its ledger where nothing else is left of it', async () => {
    const { source, leave } = company();
    const out = newOut();
    const before = (await report(out, source)).report;
    leave();
    rmSync(join(out, '.kerio-exit/state/adam@company.com.json'));
    const { report: after } = await report(out, source);
    expect(after.mailboxes[0]).toMatchObject({ address: 'adam@company.com', gone: true, type: 'user' });
    expect(after.mailboxes[0]?.totals).toEqual(before.mailboxes[0]?.totals);
    expect(after.mailboxes[0]?.folders[0]?.outputs).toEqual(['mail/adam@company.com/INBOX.mbox']);
    expect((await verify(out)).total.counts.difference).toBe(0);
  });

  test('is told with its sums after the output was copied', async () => {
    const { source, leave } = company();
    const out = newOut();
    const before = (await report(out, source)).report;
    leave();
    utimesSync(join(out, 'ledger/adam@company.com.jsonl'), 1, 1);
    expect((await report(out, source)).report.totals).toEqual(before.totals);
  });

  test('goes when the output mirrors the store', async () => {
    const { source, leave } = company();
    const [out, fresh] = [newOut(), newOut()];
    await report(out, source);
    leave();
    const { result } = await report(out, source, { mirror: true });
    expect(result.takenOut).toEqual(['adam@company.com']);
    await report(fresh, source);
    expect(snapshot(out)).toEqual(snapshot(fresh));
    expect(existsSync(join(out, '.kerio-exit/state/adam@company.com.json'))).toBe(false);
    expect((await verify(out)).total.counts).toEqual({ difference: 0, new: 0, gone: 0 });
  });

  test('stays when only a domain or a mailbox was read, which shows nothing of the others', async () => {
    const { source, mail } = company();
    const out = newOut();
    await report(out, source);
    const files = Object.keys(snapshot(out));
    for (const part of ['other.example', 'company.com/jan']) {
      const { result } = await report(out, join(mail, part), { mirror: true });
      expect(result.takenOut).toEqual([]);
      expect(Object.keys(snapshot(out))).toEqual(files);
    }
    rmSync(join(mail, 'company.com/adam'), { recursive: true });
    expect((await report(out, join(mail, 'company.com'), { mirror: true })).result.takenOut).toEqual([
      'adam@company.com',
    ]);
  });

  test('comes back when the store has it again', async () => {
    const { source, leave } = company();
    const out = newOut();
    const before = (await report(out, source)).report;
    const files = filesOf(out);
    leave();
    await report(out, source);
    const again = company();
    const { report: after } = await report(out, again.source);
    expect(after.mailboxes.map(({ gone }) => gone)).toEqual([false, false, false]);
    expect({ ...after, source: '', times: null }).toEqual({ ...before, source: '', times: null });
    expect(filesOf(out)).toEqual(files);
  });

  test('is named on the terminal', async () => {
    const { source, leave } = company();
    const out = newOut();
    await runCli(['export', source, '--out', out, '--quiet']);
    leave();
    const kept = await runCli(['export', source, '--out', out]);
    expect(kept.out).toContain(
      'Gone from the store: 1 mailbox (adam@company.com). What was exported of it stays; --mirror takes it out.\n',
    );
    const verified = await runCli(['verify', out]);
    expect(verified.out).toMatch(/^adam@company\.com +0 +0 +0 +0 +0 +0 +2$/m);
    const gone = await runCli(['export', source, '--out', out, '--mirror']);
    expect(gone.out).toContain('Gone from the store and taken out of the output: 1 mailbox (adam@company.com).\n');
    expect(readFileSync(join(out, 'report.json'), 'utf8')).not.toContain('adam');
  });
});
