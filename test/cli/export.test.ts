import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeStore, message, newOut } from '../files/support.js';
import { runCli } from '../support/cli.js';
import { tempDir } from '../support/temp.js';

const plain = () => makeStore({ INBOX: { items: [{ bytes: message('one') }] }, Work: { items: [{}, {}] } });

describe('kerio-exit export', () => {
  test('ends with 0 and says where to look', async () => {
    const { source } = plain();
    const out = newOut();
    const result = await runCli(['export', source, '--out', out], {});
    expect(result).toEqual({
      code: 0,
      err: '',
      out: `3 items of 1 mailbox are in ${out}.\nAccounts: no users.cfg was found beside the store: no account files were written.\nIt took 0.4 s.\nThe report is in ${out}/report.html (for programs report.json), a line for every item in ${out}/ledger/.\n`,
    });
  });

  test('ends with 1 and names what failed or is missing', async () => {
    const { source } = makeStore({ INBOX: { items: [{ bytes: null }, { bytes: Buffer.alloc(99) }, {}] } });
    const { code, out } = await runCli(['export', source, '--out', newOut()]);
    expect(code).toBe(1);
    expect(out).toContain('1 item failed, 1 missing in the store:');
    expect(out).toContain('jan@company.com INBOX 2: it looks encrypted or damaged: it is not text');
  });

  test.each([
    [['export', '--out', 'x'], "missing required argument 'store': kerio-exit export --help shows how"],
    [['export', 'x'], "required option '--out <dir>' not specified: kerio-exit export --help shows how"],
    [['export', '/nowhere', '--out', 'x'], '/nowhere does not exist'],
    [['export', '.', '--out', 'x', '--target', 'lotus'], "'lotus' is invalid"],
    [['export', '.', '--out', 'x', '--only', 'mial'], '--only mial is unknown'],
    [['export', '.', '--out', 'x', '--since', 'yesterday'], '--since yesterday is no date'],
    [['export', '.', '--out', 'x', '--since', '2024-02-30'], '--since 2024-02-30 is no date'],
    [
      ['export', '.', '--out', 'x', '--since', '2024-02-01', '--until', '2024-01-01'],
      '--until 2024-01-01 is not after --since 2024-02-01',
    ],
    [['export', 'fixtures/kerio-store', '--out', 'x', '--user', 'jna'], '--user jna names no mailbox of the store'],
    [
      ['export', 'fixtures/kerio-store', '--out', 'x', '--domain', 'exmple.com', '--dry-run'],
      '--domain exmple.com names no mailbox of the store',
    ],
    [['export', '.', '--out', 'x', '--jobs', '0'], '--jobs 0 is no whole number of at least 1'],
    [['export', '.', '--out', 'x', '--include', 'all'], '--include all is unknown'],
    [['frobnicate'], "unknown command 'frobnicate': kerio-exit --help lists them"],
  ])('%j ends with 2 and one sentence', async (args, words) => {
    const { code, out, err } = await runCli(args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(words);
    expect(err).not.toContain('    at ');
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });

  test('shows the plan and writes nothing with --dry-run', async () => {
    const { source } = plain();
    const out = newOut();
    const { code, out: text } = await runCli(['export', source, '--out', out, '--dry-run']);
    expect(code).toBe(0);
    expect(text).toMatch(/^jan@company\.com +INBOX +mail +1 +\d+ B +Inbox$/m);
    expect(text).toMatch(/^3 items, \d+ B, in 1 mailbox\. Nothing was written\.$/m);
    expect(existsSync(out)).toBe(false);
  });

  test('prints nothing but the report with --json, and nothing at all with --quiet', async () => {
    const { source } = plain();
    const out = newOut();
    const json = await runCli(['export', source, '--out', out, '--json']);
    expect(json.err).toBe('');
    expect(JSON.parse(json.out)).toEqual(JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')));
    expect(await runCli(['export', source, '--out', out, '--quiet'])).toEqual({ code: 0, out: '', err: '' });
  });

  test('ends with 130 when interrupted, says how to go on, and goes on', async () => {
    const { source } = makeStore(
      Object.fromEntries(
        Array.from({ length: 20 }, (_, at) => [`F${at}`, { items: Array.from({ length: 30 }, () => ({})) }]),
      ),
    );
    const out = newOut();
    const preload = new URL('../support/interrupt-preload.mjs', import.meta.url).href;
    const first = await runCli(['export', source, '--out', out, '--jobs', '1'], { node: ['--import', preload] });
    expect(first).toMatchObject({ code: 130, err: expect.stringContaining('run the same command again') as string });
    const second = await runCli(['export', source, '--out', out]);
    expect(second.code).toBe(0);
    expect(second.out).toContain('600 items of 1 mailbox');
    expect(second.out).toContain('did not change since an earlier run');
  });

  test('cannot be made to write outside its folder by names in the store', async () => {
    const { source } = makeStore({
      evil: { rawName: '..&AC8-..&AC8-escape', items: [{}] },
      worse: { rawName: 'CON', items: [{}] },
      tail: { rawName: 'dots...', items: [{}] },
      control: { rawName: 'line&AAo-break', items: [{}] },
    });
    const parent = tempDir('out');
    const { code } = await runCli(['export', source, '--out', join(parent, 'export')]);
    expect(code).toBe(0);
    expect(readdirSync(parent)).toEqual(['export']);
    for (const name of readdirSync(join(parent, 'export', 'mail', 'jan@company.com'))) {
      expect(name).toMatch(/^[^\\/:*?"<>|\p{Cc}]+[^. ]$/u);
      expect(name).not.toMatch(/^con\./i);
    }
  });

  test('ends with 3 where the output cannot be written', async () => {
    const { source } = plain();
    // A tree of the system that refuses even root.
    const { code, err } = await runCli(['export', source, '--out', '/proc/export'], {});
    expect(code).toBe(3);
    expect(err).toContain('cannot be written to');
  });
});

describe('kerio-exit inspect', () => {
  test('says what is there in a table, as JSON, and in words of the formats', async () => {
    const { source } = plain();
    const table = await runCli(['inspect', source, '--folders', '--formats']);
    expect(table.code).toBe(0);
    expect(table.out).toMatch(/^jan@company\.com +2 +3 +3 /m);
    expect(table.out).toMatch(/^Work +mail \(status\.fld\) +2 +2 /m);
    expect(table.out).toContain('index.fld tokens: C 3, D 3, F 3, M 3, S 3, T 3, U 3');
    const json = JSON.parse((await runCli(['inspect', source, '--json'])).out) as { totals: { found: number } };
    expect(json.totals.found).toBe(3);
  });
});
