import { expect, test } from 'vitest';
import { exportPlanText } from '../../../src/cli/guide/plan-text.js';
import { largestMailboxes } from '../../../src/cli/guide/store-question.js';
import { emptySums } from '../../../src/ledger/sums.js';
import type { MailboxInspection } from '../../../src/files/inspect.js';

test('the plan of a company fits a screen: the largest mailboxes, a few of the new names, sums', () => {
  const mailboxes = Array.from({ length: 5000 }, (_, at) => ({
    address: `firstname.lastname.of.somebody.${at}@a-company-with-a-long-name.example`,
    folders: [
      { folder: ['INBOX'], kind: 'mail', label: ['Inbox'], items: at, bytes: at * 1e6, excluded: null },
      { folder: ['Junk E-mail'], kind: 'mail', label: ['Spam'], items: 1, bytes: 100, excluded: null },
      { folder: ['Old'], kind: 'mail', label: ['Old'], items: 7, bytes: 100, excluded: 'left out' },
    ],
  }));
  const plan = { items: 12_502_500, bytes: 1.2e13, room: { place: '/mnt', needed: 1.3e13, free: 2e13 }, mailboxes };
  const lines = exportPlanText(JSON.stringify(plan), 80).trimEnd().split('\n');
  expect(lines.length).toBeLessThan(16);
  for (const line of lines.slice(0, 8)) expect(line.length).toBeLessThanOrEqual(80);
  expect(lines[1]).toMatch(/^firstname\.\S+…\S+\.example +4,995 +5\.0 GB$/);
  expect(lines[7]).toMatch(/^4,994 more +12,472,515 +\d/);
  expect(lines).toContain('12,502,500 items, 12.0 TB. On disk about 13.0 TB, 20.0 TB are free there.');
  expect(lines).toContain('5,000 folders with another name there:');
  expect(lines.at(-1)).toBe('  and 4,996 more');
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
  expect(largestMailboxes(mailboxes(12)).split('\n')).toHaveLength(14);
  const lines = largestMailboxes(mailboxes(5000)).trimEnd().split('\n');
  expect(lines.slice(1, -1).map((line) => line.split(' ')[0])).toEqual(
    Array.from({ length: 12 }, (_, at) => `user${4988 + at}@a.example`),
  );
  expect(lines.at(-1)).toBe('and 4,988 smaller ones: kerio-exit inspect shows all of them, and every problem');
});
