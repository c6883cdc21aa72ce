import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { emptySums } from '../../../src/ledger/sums.js';
import { Aside } from '../../../src/files/earlier/aside.js';
import { planLayout } from '../../../src/files/earlier/layout.js';
import { type LeftJob, LeftMailbox } from '../../../src/files/earlier/left.js';
import type { Job, PlannedMailbox } from '../../../src/files/plan/planned.js';
import { tempDir } from '../../support/temp.js';

const address = 'jan@company.com';

function job(mailStem: string, ...folders: string[]): Job {
  return {
    ...{ id: mailStem, address, mailboxName: 'jan', mailStem, items: 0, mailboxFolders: null },
    folders: folders.map((name) => ({ folder: { path: [name] }, bundleStem: name.replace(/\W/g, '_') })),
    ...{ unlisted: false, shape: '', fingerprint: '' },
  } as unknown as Job;
}

function planned(...jobs: Job[]): PlannedMailbox {
  return { mailbox: { address }, name: 'jan', jobs, skips: [], problems: [] } as unknown as PlannedMailbox;
}

/** A job of an earlier run to mbox, with its folders. */
function left(origin: string, mailStem: string, ...folders: string[]): LeftJob {
  const mbox = `mail/jan/${mailStem}.mbox`;
  const results = folders.map((name) => ({
    ...{ path: [name], kind: 'mail' as const, problems: [], start: 0, end: 0, sums: emptySums() },
  }));
  const part = { fingerprint: '', shape: '', folders: results, ledger: '', outputs: [mbox], mailSize: 1, mbox, run: 1 };
  return { id: mailStem, part, ledger: `/${origin}`, origin };
}

let out: string;
beforeEach(() => {
  out = tempDir('out');
});

function write(path: string, text: string): void {
  mkdirSync(dirname(join(out, path)), { recursive: true });
  writeFileSync(join(out, path), text);
}

/** Each job that is to run: its stem, and of each folder the file of its lines and what was moved. */
function layout(plan: PlannedMailbox, jobs: LeftJob[], follows = false) {
  const site = {
    out,
    format: 'mbox' as const,
    follows,
    aside: new Aside(out, address),
    isDone: ({ id }: Job) => id !== 'Sent',
  };
  const { done, stay, run } = planLayout(plan, new LeftMailbox(jobs), site);
  return {
    done: done.map(({ id }) => id),
    stay: stay.map(({ id }) => id),
    run: run.map(({ job: { mailStem }, previous: { folders, gone } }) => [
      mailStem,
      ...folders.map(({ path, file, moved }) => [path[0], file, ...moved.map(({ to }) => to)]),
      ...gone.map(({ history: { path, file, moved } }) => [
        `${path[0] ?? ''} is gone`,
        file,
        ...moved.map(({ to }) => to),
      ]),
    ]),
  };
}

const aside = '.kerio-exit/aside/c77cfe1d';

describe('who goes on with what', () => {
  test('as a rule each job goes on with its own output, and a folder that is gone stays', () => {
    expect(
      layout(planned(job('Work', 'Work'), job('New', 'New')), [
        left('ledger-1', 'Work', 'Work'),
        left('ledger-1', 'Old', 'Old'),
      ]),
    ).toEqual({ done: ['Work'], stay: ['Old'], run: [['New']] });
  });

  test('what a running job reads and another writes over is put aside first', () => {
    write('mail/jan/a_b.mbox', 'of a:b');
    expect(layout(planned(job('a_b', 'a*b'), job('a_b (2)', 'a:b')), [left('ledger-1', 'a_b', 'a:b')])).toEqual({
      ...{ done: [], stay: [] },
      run: [['a_b'], ['a_b (2)', ['a:b', '/ledger-1', `${aside}/ledger-1/mail/jan/a_b.mbox`]]],
    });
    expect(readFileSync(join(out, aside, 'ledger-1/mail/jan/a_b.mbox'), 'utf8')).toBe('of a:b');
  });

  test('what a killed run put aside is read from there, though its name is its own again', () => {
    // That run had brought a:b to the place of a?b.
    write(`${aside}/ledger-1/mail/jan/a_b (2).mbox`, 'of a?b');
    write('mail/jan/a_b (2).mbox', 'of a:b');
    const jobs = [left('run-1', 'a_b (2)', 'a:b'), left('ledger-1', 'a_b', 'a:b'), left('ledger-1', 'a_b (2)', 'a?b')];
    expect(layout(planned(job('a_b', 'a:b'), job('a_b (2)', 'a?b')), jobs)).toEqual({
      ...{ done: [], stay: [] },
      run: [
        ['a_b', ['a:b', '/run-1', `${aside}/run-1/mail/jan/a_b (2).mbox`]],
        ['a_b (2)', ['a?b', '/ledger-1', `${aside}/ledger-1/mail/jan/a_b (2).mbox`]],
      ],
    });
    expect(readFileSync(join(out, aside, 'run-1/mail/jan/a_b (2).mbox'), 'utf8')).toBe('of a:b');
  });

  test('a folder that is gone goes along with one that it shared its output with, or gets a name of its own', () => {
    write('mail/jan/a_b.mbox', 'of a:b');
    const jobs = [left('ledger-1', 'Sent', 'Sent', 'Sent Items'), left('ledger-1', 'a_b', 'a:b')];
    const plan = planned(job('Sent', 'Sent'), job('a_b', 'a*b'));
    expect(layout(plan, jobs)).toEqual({
      ...{ done: [], stay: [] },
      run: [
        ['Sent', ['Sent', '/ledger-1'], ['Sent Items is gone', '/ledger-1']],
        ['a_b'],
        ['a_b (kept)', ['a:b is gone', '/ledger-1', `${aside}/ledger-1/mail/jan/a_b.mbox`]],
      ],
    });
  });

  test('nothing of a folder that is gone stays where the output follows the store', () => {
    expect(
      layout(planned(job('Work', 'Work')), [left('ledger-1', 'Work', 'Work'), left('ledger-1', 'Old', 'Old')], true),
    ).toEqual({ done: ['Work'], stay: [], run: [] });
  });
});
