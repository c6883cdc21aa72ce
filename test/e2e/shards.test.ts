import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FolderLock } from '../../src/core/lock.js';
import type { Shard } from '../../src/core/shard.js';
import type { Report } from '../../src/report/json.js';
import { type Ended, run, type Sandbox, treeDifferences } from '../robustness/sandbox.js';
import {
  changeCompany,
  exportArgs,
  exportShards,
  leftovers,
  makeCompany,
  output,
  reportText,
  withOut,
} from './company.js';

/** Milliseconds: many exports, each flushed to disk. */
const LONG = 300_000;

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
  test(
    'four at once leave what one run leaves, byte for byte, and the last one joins the report',
    async () => {
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
      const verified = await run(shards, ['verify', shards.out, '--jobs', '1']);
      expect(verified).toMatchObject({ code: 0, stderr: '' });
    },
    LONG,
  );

  test(
    'a shard that is killed is named until it has run again, and then everything is as it should be',
    async () => {
      const whole = withOut(makeCompany(), 'whole');
      expectDone([await run(whole, exportArgs(whole))]);
      const counted = withOut(whole, 'counted');
      const countTo = join(whole.dir, 'result/count.json');
      await exportShards(counted, 4, [{ countTo }]);
      const { changes } = JSON.parse(readFileSync(countTo, 'utf8')) as { changes: number };
      for (const [way, at] of [
        ['kill', 0.2],
        ['torn', 0.5],
        ['kill', 0.8],
      ] as const) {
        const shards = withOut(whole, `killed-${at}`);
        const ended = await exportShards(shards, 4, [{ fault: `${way}@${Math.floor(changes * at)}` }]);
        expect(ended[0]?.signal).toBe('SIGKILL');
        expectDone(ended.slice(1));
        expect(reportText(shards)).toBeNull();
        const waiting = await run(shards, ['report', shards.out]);
        expect(waiting).toMatchObject({
          code: 1,
          stderr: '1 shard of 4 not at their end: run again with --shard 1/4.\n',
        });
        expect((JSON.parse(reportText(shards) ?? '') as Report).complete).toBe(false);
        expectDone([await run(shards, exportArgs(shards, '1/4'))]);
        expectSame(whole, shards);
      }
    },
    LONG,
  );

  test(
    'a later run may be cut another way, or not at all: what a killed shard left is brought to its end',
    async () => {
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
      const states = await run(shards, ['report', shards.out, '--quiet']);
      expect(states).toMatchObject({ code: 1, stdout: '' });
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
      const report = await run(shards, ['report', shards.out]);
      expect(report.code).toBe(2);
      expect(report.stderr).toContain('was not written by shards');
    },
    LONG,
  );

  test('names shards that never ran, and reports what is there', async () => {
    const sandbox = withOut(makeCompany(), 'some');
    expectDone([await run(sandbox, exportArgs(sandbox, '2/30'))]);
    const { code, stdout, stderr } = await run(sandbox, ['report', sandbox.out, '--json']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^29 shards of 30 not begun: run with --shard 1\/30, --shard 3\/30, .* and 9 more\.\n$/);
    const report = JSON.parse(stdout) as Report;
    expect(report.complete).toBe(false);
    expect(report.accounts).toBeNull();
    expect(report.mailboxes.length).toBeLessThan(10);
    const plan = await run(sandbox, [...exportArgs(sandbox, '2/30'), '--dry-run', '--json']);
    const planned = JSON.parse(plan.stdout) as { mailboxes: { address: string }[] };
    expect(planned.mailboxes.map(({ address }) => address)).toEqual(report.mailboxes.map(({ address }) => address));
  });

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
    const sandbox = withOut(makeCompany(), 'held');
    const own = join(sandbox.out, '.kerio-exit');
    mkdirSync(own, { recursive: true });
    const lock = FolderLock.take(own, held);
    if (!(lock instanceof FolderLock)) throw new Error('nobody else is there');
    const sentence = words.replace('PID', String(process.pid)).replace('OUT', sandbox.out);
    expect(await run(sandbox, exportArgs(sandbox, asked))).toMatchObject({
      code: 2,
      stderr: `kerio-exit: ${sentence}\n`,
    });
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
    const sandbox = withOut(makeCompany(), 'wrong');
    const { code, stderr } = await run(sandbox, [...exportArgs(sandbox), ...more]);
    expect(code).toBe(2);
    expect(stderr).toContain(words);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(existsSync(sandbox.out)).toBe(false);
  });

  test('shards that begin with other options than the first are refused', async () => {
    const sandbox = withOut(makeCompany(), 'mixed');
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
