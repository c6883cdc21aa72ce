import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FolderLock } from '../../src/core/lock.js';
import type { Shard } from '../../src/core/shard.js';
import type { Report } from '../../src/report/model.js';
import { type Ended, makeSandbox, run, type Sandbox, treeDifferences } from '../robustness/sandbox.js';
import { runCli } from '../support/cli.js';
import { buildMailbox } from '../support/store-builder.mjs';
import { makeTempDir, removeDir } from '../support/temp.js';
import {
  changeCompany,
  exportArgs,
  exportShards,
  leftovers,
  mailboxDir,
  makeCompany,
  output,
  reportText,
  withOut,
} from './company.js';

const remove = (path: string): void => rmSync(path, { recursive: true });

/** The bundled store has damaged items: 1 is how its export ends. */
function expectDone(ended: readonly Ended[]): void {
  for (const { stderr, code, signal } of ended) {
    expect({ stderr, signal }).toEqual({ stderr: '', signal: null });
    expect([0, 1]).toContain(code);
  }
}

function expectSame(whole: Sandbox, shards: Sandbox): void {
  expect(treeDifferences(output(whole), output(shards))).toEqual([]);
  expect(reportText(shards)).toBe(reportText(whole));
  expect(leftovers(shards)).toEqual([]);
}

describe('shards of an export', () => {
  test('four at once leave what one run leaves, byte for byte, and the last one joins the report', async () => {
    const whole = withOut(makeCompany(), 'whole');
    const shards = withOut(whole, 'shards');
    expectDone([await run(whole, exportArgs(whole))]);
    const ended = await exportShards(shards, 4);
    expectDone(ended);
    // The damaged items lie in some mailboxes only.
    expect(ended.some(({ code }) => code === 1)).toBe(true);
    expectSame(whole, shards);
    const joined = await run(shards, ['report', shards.out]);
    expect(joined).toMatchObject({ code: 1, stderr: '' });
    expect(joined.stdout).toContain(`The report is in ${shards.out}/report.html`);
    expectSame(whole, shards);
    expect(await runCli(['verify', shards.out, '--jobs', '1'])).toMatchObject({ code: 0, err: '' });
  });

  test('shards that are killed are named until they have run again, and then everything is as it should be', async () => {
    const whole = withOut(makeCompany(), 'whole');
    expectDone([await run(whole, exportArgs(whole))]);
    const counts = [0, 1, 2].map((at) => join(whole.dir, `result/count${at}.json`));
    await exportShards(
      withOut(whole, 'counted'),
      4,
      counts.map((countTo) => ({ countTo })),
    );
    const at = (place: number, part: number): number => {
      const { changes } = JSON.parse(readFileSync(counts[place] ?? '', 'utf8')) as { changes: number };
      return Math.floor(changes * part);
    };
    const shards = withOut(whole, 'killed');
    const ended = await exportShards(shards, 4, [
      { fault: `kill@${at(0, 0.2)}` },
      { fault: `torn@${at(1, 0.5)}` },
      { fault: `kill@${at(2, 0.8)}` },
    ]);
    expect(ended.map(({ signal }) => signal)).toEqual(['SIGKILL', 'SIGKILL', 'SIGKILL', null]);
    expectDone(ended.slice(3));
    expect(reportText(shards)).toBeNull();
    const notAtTheirEnd = async (words: string): Promise<void> => {
      expect(await runCli(['report', shards.out])).toMatchObject({ code: 1, err: `${words}.\n` });
      expect((JSON.parse(reportText(shards) ?? '') as Report).complete).toBe(false);
    };
    await notAtTheirEnd('3 shards of 4 not at their end: run again with --shard 1/4, --shard 2/4, --shard 3/4');
    for (const shard of ['3/4', '2/4']) expectDone([await run(shards, exportArgs(shards, shard))]);
    await notAtTheirEnd('1 shard of 4 not at their end: run again with --shard 1/4');
    expectDone([await run(shards, exportArgs(shards, '1/4'))]);
    expectSame(whole, shards);
  });

  test('a later run may be cut another way, or not at all: what a killed shard left is brought to its end', async () => {
    const whole = withOut(makeCompany(), 'whole');
    const shards = withOut(whole, 'shards');
    expectDone([await run(whole, exportArgs(whole))]);
    expectDone(await exportShards(shards, 4));
    changeCompany(whole, remove);
    expectDone([await run(whole, exportArgs(whole))]);
    const countTo = join(whole.dir, 'result/count.json');
    const copy = withOut(whole, 'copy');
    expectDone(await exportShards(copy, 2, [{ countTo }, { countTo: `${countTo}.2` }]));
    // In the midst of appending: loans and commit records are left.
    const faults = [countTo, `${countTo}.2`].map((path) => {
      const { changes } = JSON.parse(readFileSync(path, 'utf8')) as { changes: number };
      return { fault: `kill@${Math.floor(changes / 4)}` };
    });
    await exportShards(shards, 2, faults);
    expect(await runCli(['report', shards.out, '--quiet'])).toMatchObject({ code: 1, out: '' });
    expectDone(await exportShards(shards, 3));
    expectSame(whole, shards);
    expectDone([await run(shards, exportArgs(shards))]);
    expectSame(whole, shards);
    expect(existsSync(join(shards.out, '.kerio-exit/shards'))).toBe(false);
    expectDone([await run(whole, [...exportArgs(whole), '--mirror'])]);
    const mirrored = ['1/2', '2/2'].map(async (shard) => run(shards, [...exportArgs(shards, shard), '--mirror']));
    expectDone(await Promise.all(mirrored));
    expectSame(whole, shards);
    expect(reportText(shards)).not.toContain('user6@');
    expectDone([await run(shards, exportArgs(shards))]);
    const report = await runCli(['report', shards.out]);
    expect(report.code).toBe(2);
    expect(report.err).toContain('was not written by shards');
  });

  test('names shards that never ran, and reports what is there', async () => {
    const sandbox = withOut(makeCompany(), 'some');
    expectDone([await run(sandbox, exportArgs(sandbox, '2/30'))]);
    const { code, out, err } = await runCli(['report', sandbox.out, '--json']);
    expect(code).toBe(1);
    expect(err).toMatch(/^29 shards of 30 not begun: run with --shard 1\/30, --shard 3\/30, .* and 9 more\.\n$/);
    const report = JSON.parse(out) as Report;
    expect(report.complete).toBe(false);
    expect(report.accounts).toBeNull();
    expect(report.mailboxes.length).toBeLessThan(10);
    expect(report.mailboxes.length).toBeGreaterThan(0);
    const plan = await runCli([...exportArgs(sandbox, '2/30'), '--dry-run', '--json']);
    const planned = JSON.parse(plan.out) as { mailboxes: { address: string }[] };
    expect(planned.mailboxes.map(({ address }) => address)).toEqual(report.mailboxes.map(({ address }) => address));
  });
});

describe('shards that are refused', () => {
  let small: Sandbox;
  beforeAll(() => {
    small = makeSandbox(makeTempDir('refused'));
    buildMailbox(mailboxDir(small, 'anna'), { folders: { INBOX: { items: [{}] } } });
    buildMailbox(mailboxDir(small, 'boris'), { folders: { INBOX: { items: [{}] } } });
  });
  afterAll(() => removeDir(small.dir));

  test.each<[held: Shard | null, asked: string | null, words: string]>([
    [
      { index: 2, count: 4 },
      '2/4',
      'Another kerio-exit (shard 2/4, process PID) is writing to OUT: wait for it, or choose another folder with --out.',
    ],
    [
      { index: 2, count: 4 },
      null,
      'Another kerio-exit (shard 2/4, process PID) is writing to OUT: wait for it, or choose another folder with --out.',
    ],
    [
      null,
      '2/4',
      'Another kerio-exit (process PID) is writing to OUT: wait for it, or choose another folder with --out.',
    ],
    [
      { index: 2, count: 4 },
      '2/8',
      'Another kerio-exit (shard 2/4, process PID) is writing to OUT, and shards of different numbers overlap: wait for it, or choose another folder with --out.',
    ],
  ])('%j is at work, and %s is refused', async (held, asked, words) => {
    const sandbox = withOut(small, 'held');
    const own = join(sandbox.out, '.kerio-exit');
    mkdirSync(own, { recursive: true });
    const lock = FolderLock.take(own, held);
    if (!(lock instanceof FolderLock)) throw new Error('nobody else is there');
    const sentence = words.replace('PID', String(process.pid)).replace('OUT', sandbox.out);
    expect(await runCli(exportArgs(sandbox, asked))).toMatchObject({ code: 2, err: `kerio-exit: ${sentence}\n` });
    // A refused run leaves nothing behind, and another shard of the same number may begin.
    lock.release();
    expect(leftovers(sandbox)).toEqual([]);
  });

  test.each([
    [['--shard', '5/4'], '--shard 5/4 is no share: give i/n with i from 1 to n, such as 2/4.'],
    [['--shard', '0/4'], '--shard 0/4 is no share'],
    [['--shard', '2'], '--shard 2 is no share'],
    [['--shard', '-1/4'], '--shard -1/4 is no share'],
    [['--shard', '2/4', '--fresh'], '--fresh empties the folder under the other shards'],
  ])('%j ends with 2 and one sentence', async (more, words) => {
    const sandbox = withOut(small, 'wrong');
    const { code, err } = await runCli([...exportArgs(sandbox), ...more]);
    expect(code).toBe(2);
    expect(err).toContain(words);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
    expect(existsSync(sandbox.out)).toBe(false);
  });

  test('shards that begin with other options than the first are refused', async () => {
    const sandbox = withOut(small, 'mixed');
    const ended = await Promise.all(
      ['google', 'generic'].map(async (target, at) =>
        run(sandbox, [...exportArgs(sandbox, `${at + 1}/2`), '--target', target]),
      ),
    );
    expect(ended.map(({ code }) => code).sort()).toContain(2);
    expect(ended.find(({ code }) => code === 2)?.stderr).toContain('made with other options (target)');
    expect(ended.some(({ code }) => code !== 2)).toBe(true);
  });
});
