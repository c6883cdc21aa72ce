import { describe, expect, test } from 'vitest';
import { emptySums, type Sums } from '../../../src/ledger/sums.js';
import { checklistOf } from '../../../src/report/checklist.js';
import { checklistPage } from '../../../src/report/html/checklist-page.js';
import { migrationGuide } from '../../../src/report/next/migration.js';
import type { MigrationReport } from '../../../src/transfer/state/migration-report.js';
import { TIMES } from '../html/company.js';

const report = (totals: Partial<Sums>, more: Partial<MigrationReport> = {}): MigrationReport => ({
  ...{ tool: 'kerio-exit', format: 1, command: 'migrate', complete: true },
  ...{ source: '/srv/kerio', target: 'imaps://imap.gmail.com:993' },
  totals: { ...emptySums(), ...totals, copied: 0, before: 0, present: 0 },
  ...{ mailboxes: [], notSelected: [], unlisted: [], notIncluded: [], problems: [], attention: [], skipped: [] },
  times: TIMES,
  ...more,
});

const again = "kerio-exit migrate --from /srv/kerio --to imaps://imap.gmail.com --users 'who moves.csv'";

describe('the steps after a migration', () => {
  test('are few when everything arrived, and name the command that sends what is new', () => {
    const { title, steps } = migrationGuide(report({ found: 3, exported: 3 }), again);
    expect(title).toBe('Google Workspace');
    expect(steps.map((step) => [step.title, ...step.commands])).toEqual([
      ['Compare both sides', `${again} --verify`],
      ['Hand out the passwords'],
      ['Switch the mail'],
      ['Send what came since', again],
      ['Late mail, some days after', again],
      ['Delete the passwords'],
    ]);
  });

  test('begin with what stopped it, what failed, and what nobody decided on', () => {
    const stuck = { found: 3, exported: 1, failed: 2, skipped: 5, reasons: { 'a contact, not a message': 0 } };
    const open = { complete: false, unlisted: [{ address: 'old@a.example', items: 7 }] };
    const { steps } = migrationGuide(report(stuck, { ...open, target: 'imaps://mail.a.example' }), null);
    expect(steps.slice(0, 4).map(({ title }) => title)).toEqual([
      'Mend what stopped it, and run it again',
      'Look at what failed',
      'Decide what stays behind',
      'Compare both sides',
    ]);
    // Nobody knows the command any more: it is spoken of.
    expect(steps.flatMap(({ commands }) => commands)).toEqual([]);
  });
});

test('a checklist has what comes before and after, a box for each step, and no markup of a store', () => {
  const checklist = checklistOf(migrationGuide(report({ found: 1, exported: 1 }), `${again} '<b>'`));
  const page = checklistPage({ checklist, company: 'a.example', report: null, facts: [['From', '<i>']] });
  expect(page).toContain('<title>Checklist: a.example to Google Workspace – kerio-exit</title>');
  expect(checklist.phases.map(({ title, steps }) => [title, steps.length])).toEqual([
    ['Before the weekend', 4],
    ['Google Workspace', 6],
    ['If it has to go back', 3],
  ]);
  expect(page.match(/<input type="checkbox"/g)).toHaveLength(13);
  expect(page).not.toMatch(/<[bi]>/);
  for (const words of ['MX now: ___', 'time to live', 'Until: ___', '13. Tell everybody'])
    expect(page).toContain(words);
});
