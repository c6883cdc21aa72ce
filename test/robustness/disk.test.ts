import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { randomSource } from '../../bench/random.mjs';
import type { MailFormat } from '../../src/naming/folders.js';
import { isRoot } from '../support/not-run.js';
import { removeDir } from '../support/temp.js';
import { expectSentence, readOutput, run, treeDifferences } from './sandbox.js';
import { isLong, keepFigures, seed, times } from './scale.js';
import { PHASES, Trials } from './trials.js';

const formats: readonly MailFormat[] = isLong ? ['mbox', 'maildir', 'eml', 'thunderbird', 'pst'] : ['mbox', 'pst'];
const figures = { fullDisks: 0, readErrors: 0, exact: 0 };
let trials: Trials;

beforeAll(async () => {
  trials = await Trials.prepare(formats);
});
afterAll(() => {
  keepFigures('disk', figures);
  removeDir(trials.sandbox.dir);
});

describe.each(PHASES)('%s', (phase) => {
  test('a disk that is full ends the run with a sentence, and nothing is lost', async () => {
    const random = randomSource(seed);
    for (let trial = 0; trial < times(40, 1); trial += 1) {
      const format = formats[trial % formats.length] ?? 'mbox';
      const reference = trials.reference(format, phase);
      const operation = 1 + Math.floor(random() * reference.changes);
      const name = `full at operation ${operation} of ${reference.changes}: ${format}, ${phase}`;
      trials.begin(format, phase);
      const ended = await trials.export(format, { fault: `full@${operation}` });
      // Behind the last write there is nothing that needs room.
      if (ended.code !== reference.code) {
        expect({ name, ...ended }).toMatchObject({ name, code: 3 });
        expectSentence(ended);
        expect(ended.stderr).toMatch(/full|room|ENOSPC/);
      }
      figures.fullDisks += 1;
      trials.expectWholeFiles(name, reference);
      await trials.expectExactEnd(name, format, reference);
      figures.exact += 1;
    }
    trials.expectOutsideUntouched();
  });

  test('a file that cannot be read costs that file alone, and the next run mends it', async () => {
    const random = randomSource(seed + 1);
    for (let trial = 0; trial < times(40, 1); trial += 1) {
      const format = formats[trial % formats.length] ?? 'mbox';
      const reference = trials.reference(format, phase);
      const read = 1 + Math.floor(random() * reference.reads);
      const name = `error at reading ${read} of ${reference.reads}: ${format}, ${phase}`;
      trials.begin(format, phase);
      const ended = await trials.export(format, { fault: `read@${read}` });
      if (ended.code === 3) expectSentence(ended);
      else expect({ name, code: ended.code, stderr: ended.stderr }).toEqual({ name, code: 1, stderr: '' });
      figures.readErrors += 1;
      await trials.expectExactEnd(name, format, reference);
      figures.exact += 1;
    }
  });
});

const canMount = isRoot() && mounts();

/** A container may be root and still not be allowed to. */
function mounts(): boolean {
  try {
    execFileSync('unshare', ['--mount', 'true'], { stdio: 'ignore' });
    return process.platform === 'linux';
  } catch {
    return false;
  }
}

test(
  canMount ? 'a small file system fills up, grows, and is written on' : 'no small file system: mounting needs root',
  async () => {
    if (!canMount) return;
    const { sandbox } = trials;
    const reference = trials.reference('mbox', 'first export');
    const small = { ...sandbox, out: join(sandbox.dir, 'result/small/out') };
    const mount = join(sandbox.dir, 'result/small');
    execFileSync('mkdir', ['-p', mount]);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=600k', 'tmpfs', mount]);
    try {
      const args = ['export', sandbox.source, '--out', small.out, '--quiet', '--jobs', '2'];
      for (const room of ['900k', '1200k']) {
        const ended = await run(small, args);
        expect(ended.code).toBe(3);
        expectSentence(ended);
        execFileSync('mount', ['-o', `remount,size=${room}`, mount]);
      }
      execFileSync('mount', ['-o', 'remount,size=200m', mount]);
      expect(await run(small, args)).toMatchObject({ code: reference.code, stderr: '' });
      // The pages name the folder.
      const ledgers = (path: string): boolean => !/^(?:report\.|checklist\.html)/.test(path);
      const [expected, found] = [reference.after, readOutput(small)].map(
        (tree) => new Map([...tree].filter(([path]) => ledgers(path))),
      );
      expect(treeDifferences(expected ?? new Map<string, string>(), found ?? new Map<string, string>())).toEqual([]);
    } finally {
      execFileSync('umount', [mount]);
    }
  },
);
