import { existsSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeStore, newOut } from '../files/support.js';
import { runCli } from '../support/cli.js';
import { withoutTimes } from '../support/times.js';
import { tempDir } from '../support/temp.js';

const store = () => makeStore({ INBOX: { items: [{}, {}] } });

function titleOf(file: string): string {
  return /<title>(.*?) – kerio-exit<\/title>/.exec(readFileSync(file, 'utf8'))?.[1] ?? '';
}

describe('pages', () => {
  test('export writes one beside report.json, the same in every run and wherever it lies', async () => {
    const { source } = store();
    const outs = [newOut(), newOut()];
    for (const out of outs) await runCli(['export', source, '--out', out, '--quiet']);
    const pageOf = (out = ''): string => withoutTimes('report.html', readFileSync(join(out, 'report.html'), 'utf8'));
    const [one, other] = outs.map(pageOf);
    expect(one === other).toBe(true);
    expect(titleOf(join(outs[0] ?? '', 'report.html'))).toBe('All 2 items of 1 mailbox are written.');
    await runCli(['export', source, '--out', outs[0] ?? '', '--quiet']);
    expect(pageOf(outs[0]) === one).toBe(true);
  });

  test('watch leaves the page of the last state', async () => {
    const { source } = store();
    const out = newOut();
    await runCli(['watch', source, '--out', out, '--poll', '--until-quiet', '1s', '--quiet']);
    expect(titleOf(join(out, 'report.html'))).toBe('All 2 items of 1 mailbox are written.');
  });

  test('inspect writes one where it is told to, but never into the store', async () => {
    const { source } = store();
    const page = join(tempDir('page'), 'new', 'store.html');
    expect(await runCli(['inspect', source, '--html', page])).toMatchObject({ code: 0, err: '' });
    expect(titleOf(page)).toBe('2 items in 1 mailbox, 314 B.');

    const link = join(tempDir('link'), 'link');
    symlinkSync(source, link);
    for (const place of [source, join(source, 'store/mail'), link]) {
      const { code, err } = await runCli(['inspect', source, '--html', join(place, 'x.html')]);
      expect({ code, err }).toMatchObject({ code: 2 });
      expect(err).toContain('lies inside the store');
      expect(existsSync(join(place, 'x.html'))).toBe(false);
    }
  });

  test('verify writes one into the output, or where it is told to', async () => {
    const { source } = store();
    const out = newOut();
    await runCli(['export', source, '--out', out, '--quiet']);
    const elsewhere = join(tempDir('page'), 'proof.html');
    const { code, out: text } = await runCli(['verify', out, '--html', elsewhere]);
    expect(code).toBe(0);
    expect(text).toContain(`It is all in ${elsewhere}.`);
    expect(existsSync(join(out, 'verify.html'))).toBe(false);
    expect(titleOf(elsewhere)).toBe('Source and output agree: all 2 exported items were compared.');

    expect((await runCli(['verify', out, '--quiet'])).code).toBe(0);
    expect(readFileSync(join(out, 'verify.html'), 'utf8') === readFileSync(elsewhere, 'utf8')).toBe(true);
    expect((await runCli(['export', source, '--out', out])).code).toBe(0);
    expect((await runCli(['verify', out])).code).toBe(0);
  });

  test('verify never writes below the source, and loses no result where it cannot write', async () => {
    const { source } = store();
    const out = newOut();
    await runCli(['export', source, '--out', out, '--quiet']);
    expect((await runCli(['verify', out, '--html', join(source, 'x.html')])).code).toBe(2);
    expect(existsSync(join(source, 'x.html'))).toBe(false);

    // Somebody keeps the output in the install folder.
    const inside = join(source, 'export');
    renameSync(out, inside);
    const { code, err, out: text } = await runCli(['verify', inside, '--source', source]);
    expect({ code, text }).toMatchObject({ code: 0 });
    expect(text).toContain('source and output agree. It took 0.4 s.\n');
    expect(err).toContain('lies inside the store');
    expect(existsSync(join(inside, 'verify.html'))).toBe(false);

    const out2 = newOut();
    await runCli(['export', source, '--out', out2, '--quiet']);
    mkdirSync(join(out2, 'verify.html'));
    writeFileSync(join(out2, 'verify.html/x'), '');
    const refused = await runCli(['verify', out2]);
    expect(refused.code).toBe(0);
    expect(refused.err).toContain('verify.html cannot be written (');
  });
});
