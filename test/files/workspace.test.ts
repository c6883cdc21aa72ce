import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { UserError } from '../../src/core/errors.js';
import { tempDir } from '../support/temp.js';
import { runExport } from '../../src/files/export.js';
import { DEFAULT_OPTIONS } from '../../src/files/plan/options.js';
import { exportTo, makeStore, newOut, snapshot } from './support.js';

describe('the output folder', () => {
  const store = () => makeStore({ INBOX: { items: [{}] } });

  test('is refused when it holds something else, lies in the store or around it, or is a file', async () => {
    const { source } = store();
    const foreign = tempDir('out');
    writeFileSync(join(foreign, 'thesis.txt'), 'x');
    const file = join(tempDir('out'), 'file');
    writeFileSync(file, '');
    for (const [out, words] of [
      [foreign, 'holds something else'],
      [join(source, 'store', 'out'), 'lies inside the store'],
      [source, 'lies inside the store'],
      [join(source, '..'), 'contains the store'],
      [file, 'is a file'],
    ] as const) {
      await expect(exportTo(out, source)).rejects.toThrow(words);
      await expect(exportTo(out, source)).rejects.toBeInstanceOf(UserError);
    }
    expect(readdirSync(foreign)).toEqual(['thesis.txt']);
    expect(existsSync(join(source, 'store', 'out'))).toBe(false);
  });

  test('is refused anywhere in the store when one mailbox is asked for', async () => {
    const { source } = store();
    const mailbox = join(source, 'store', 'mail', 'company.com', 'jan');
    for (const out of ['out', 'mail/out', 'mail/company.com/out', 'mail/company.com/other'])
      await expect(exportTo(join(source, 'store', out), mailbox)).rejects.toThrow('lies inside the store');
    await exportTo(join(source, 'out'), mailbox);
    expect(readdirSync(join(source, 'store'))).toEqual(['mail']);
  });

  test('is refused when it was made with other options, which are named; a fresh start is possible', async () => {
    const { source } = store();
    const out = newOut();
    await exportTo(out, source);
    await expect(exportTo(out, source, { mailFormat: 'eml', target: 'generic' })).rejects.toThrow(
      '(target, mailFormat)',
    );
    await exportTo(out, source, { mailFormat: 'eml' }, { fresh: true });
    expect(Object.keys(snapshot(out)).filter((path) => path.startsWith('mail/'))).toEqual([
      'mail/jan@company.com/INBOX/00000001.eml',
    ]);
  });

  test('is refused while another process writes to it, and taken over from one that died', async () => {
    const { source } = store();
    const out = newOut();
    await exportTo(out, source);
    writeFileSync(join(out, '.kerio-exit', 'lock'), '1');
    await expect(exportTo(out, source)).rejects.toThrow('Another kerio-exit (process 1) is writing');
    writeFileSync(join(out, '.kerio-exit', 'lock'), '4194399');
    await expect(exportTo(out, source)).resolves.toMatchObject({ interrupted: false });
  });

  test('is left alone by a run that stood still until another had taken it over', async () => {
    const { source } = store();
    const out = newOut();
    vi.useFakeTimers({ toFake: ['Date'] });
    try {
      const run = runExport(
        { source, out, options: DEFAULT_OPTIONS },
        {
          onPlan: () => {
            writeFileSync(join(out, '.kerio-exit', 'lock'), String(process.ppid));
            vi.setSystemTime(Date.now() + 600_000);
          },
        },
      );
      await expect(run).rejects.toMatchObject({
        exitCode: 3,
        message: expect.stringContaining('stood still') as string,
      });
    } finally {
      vi.useRealTimers();
    }
    expect(readFileSync(join(out, '.kerio-exit', 'lock'), 'utf8')).toBe(String(process.ppid));
    expect(existsSync(join(out, 'ledger'))).toBe(false);
  });
});
