import { expect, test } from 'vitest';
import { shortened } from '../../../src/cli/guide/shortened.js';
import { largestMailboxes } from '../../../src/cli/guide/store-question.js';
import { emptySums } from '../../../src/ledger/sums.js';
import type { MailboxInspection } from '../../../src/files/inspect.js';

/** A plan of so many lines, the sum among them. */
function planOf(lines: number): string {
  return `${Array.from({ length: lines - 1 }, (_, at) => `folder ${at}\n`).join('')}the sum\n`;
}

test('a plan of a screen is shown whole', () => {
  expect(shortened(planOf(61))).toBe(planOf(61));
});

test('a long plan is shown from its beginning, and its sum is shown in any case', () => {
  const lines = shortened(planOf(100_000)).split('\n');
  expect(lines).toHaveLength(62);
  expect(lines.slice(57)).toEqual([
    'folder 57',
    'folder 58',
    'and 99,940 more lines: the command shows all of them with --dry-run',
    'the sum',
    '',
  ]);
});

/** Mailboxes whose sizes go up. */
function mailboxes(count: number): MailboxInspection[] {
  return Array.from({ length: count }, (_, at) => ({
    mailbox: { address: `user${at}@a.example`, type: 'user', user: `user${at}`, domain: 'a.example', dir: '' },
    sums: { ...emptySums(), bytes: at },
    folders: [],
    skips: [],
    problems: [],
  }));
}

test('few mailboxes are shown all, of many the largest in the order of the store', () => {
  expect(largestMailboxes(mailboxes(25)).split('\n')).toHaveLength(27);
  const lines = largestMailboxes(mailboxes(5000)).trimEnd().split('\n');
  expect(lines.slice(1, -1).map((line) => line.split(' ')[0])).toEqual(
    Array.from({ length: 25 }, (_, at) => `user${4975 + at}@a.example`),
  );
  expect(lines.at(-1)).toBe('and 4,975 smaller ones: kerio-exit inspect shows all of them, and every problem');
});
