import { expect, test } from 'vitest';
import { formatTable } from '../../src/cli/output/format.js';
import { problemLines } from '../../src/cli/output/migrate-tables.js';

const rows = [
  ['firstname.lastname@a-long-company-name.example', 'INBOX/Projects/2019/Acceptance', '1,234', 'mail'],
  ['b@c.example', 'INBOX', '5', 'mail'],
];

test('a table loses columns, and then the middle of its widest texts, until it fits', () => {
  const table = (columns: number): string[] =>
    formatTable(['mailbox', 'folder', 'items', 'kind'], rows, new Set([2]), { columns, drop: [3] }).split('\n');
  expect(table(100)[1]).toBe(
    'firstname.lastname@a-long-company-name.example  INBOX/Projects/2019/Acceptance  1,234  mail',
  );
  expect(table(90)[1]).toBe('firstname.lastname@a-long-company-name.example  INBOX/Projects/2019/Acceptance  1,234');
  expect(table(60)[1]).toMatch(/^firstname\S+…\S+example +INBOX\S+…\S+Acceptance +1,234$/);
  for (const line of table(60)) expect([...line.matchAll(/./gu)].length).toBeLessThanOrEqual(60);
  // Nothing is made unreadable.
  expect(table(10)[1]).toContain('firstn…ample');
});

test('what keeps many accounts from being moved is told once', () => {
  const refused = 'the certificate of mail.a.example is not trusted: give it with --ca';
  expect(
    problemLines([
      ['a@a.example', refused],
      ['b@a.example', null],
      ...['c', 'd', 'e', 'f'].map((name) => [`${name}@a.example`, refused] as const),
      ['g@a.example', 'login refused'],
    ]),
  ).toEqual([`5 accounts (a@a.example, c@a.example, d@a.example, …): ${refused}`, 'g@a.example: login refused']);
});
