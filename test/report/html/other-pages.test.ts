import { describe, expect, test } from 'vitest';
import { addSums, emptySums, folderSums, type Sums } from '../../../src/ledger/sums.js';
import type { MigrationReport } from '../../../src/transfer/state/migration-report.js';
import type { Inspection } from '../../../src/files/inspect.js';
import type { VerifyResult } from '../../../src/files/verify/run.js';
import { inspectionPage } from '../../../src/report/html/inspection-page.js';
import { migrationPage } from '../../../src/report/html/migration-page.js';
import { TIMES } from './company.js';
import { standingText } from '../../../src/report/standing.js';
import { verifyPage } from '../../../src/report/html/verify-page.js';

const words = (markup: string): string => markup.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
const headline = (markup: string): string => /<h1>(.*?)<\/h1>/.exec(markup)?.[1] ?? '';

const hostile = '<img src=x onerror=alert(1)>';
const escaped = '&lt;img src=x onerror=alert(1)&gt;';

function sums(more: Partial<Sums>): Sums {
  const all = { ...emptySums(), ...more };
  return { ...all, kinds: { mail: { ...all } } };
}

describe('the page of a migration', () => {
  const report = (totals: Sums, more: Partial<MigrationReport> = {}): MigrationReport => {
    const actions = { copied: 5, before: 2, present: 1 };
    return {
      ...{ tool: 'kerio-exit', format: 1, command: 'migrate', complete: true },
      ...{ source: '/opt/kerio', target: 'imaps://imap.gmail.com:993', totals: { ...totals, ...actions } },
      mailboxes: [
        {
          ...{ address: `${hostile}@old.example`, target: 'jan@new.example', outcome: 'done', problem: null },
          ...{ ledger: 'ledger/jan@old.example.jsonl', totals: { ...totals, ...actions }, reflagged: 0 },
          folders: [
            {
              ...{ folder: ['INBOX', hostile], label: ['INBOX'], kind: 'mail' },
              rule: 'name',
              ...folderSums(totals),
              ...actions,
            },
          ],
          problems: [],
        },
      ],
      ...{ notSelected: [hostile], unlisted: [], notIncluded: [], problems: [], attention: [], skipped: [] },
      times: TIMES,
      ...more,
    };
  };

  test('says that everything arrived, and draws the one limit that counts over IMAP', () => {
    const page = migrationPage({
      report: report(sums({ found: 8, exported: 8, bytes: 900, sizes: { 1024: 7, 67108864: 1 } })),
      guides: [],
      comparison: null,
    });
    expect(headline(page)).toBe('All 8 messages of 1 mailbox arrived.');
    expect(words(page)).toContain('5 in this run, 2 in earlier ones; 1 was there already');
    expect(words(page)).toContain('35 MB: Gmail takes no more over IMAP. 1 message here is larger.');
    expect(words(page)).not.toContain('25 MB:');
    expect(page).not.toContain(hostile);
    expect(page.split(escaped).length).toBeGreaterThan(3);
  });

  test('says of contacts and events that they are items, and how many of each arrived', () => {
    const totals: Sums = {
      ...emptySums(),
      ...{ found: 12, exported: 11, skipped: 1, bytes: 900 },
      kinds: {
        mail: { ...emptySums(), found: 8, exported: 7, skipped: 1 },
        contacts: { ...emptySums(), found: 3, exported: 3 },
        calendar: { ...emptySums(), found: 1, exported: 1 },
      },
    };
    const page = migrationPage({ report: report(totals), guides: [], comparison: null });
    expect(headline(page)).toBe('All 11 items that were asked for, of 1 mailbox, arrived.');
    expect(words(page)).toContain('1 item was left out by rule or by your own filters.');
    expect(standingText(report(totals))).toBe(
      '11 of 12 items are at imaps://imap.gmail.com:993 (7 messages, 3 contacts, 1 event). 1 item was left out by rule or by your own filters.',
    );
  });

  test('says what failed, and that it is not finished', () => {
    const totals = sums({ found: 8, exported: 6, failed: 2 });
    expect(headline(migrationPage({ report: report(totals), guides: [], comparison: null }))).toBe(
      '2 of 8 messages need your attention.',
    );
    const [box] = report(totals).mailboxes;
    if (box === undefined) throw new Error('no mailbox');
    const boxOf = (address: string, problem: string | null) => ({
      ...box,
      address,
      problem,
      outcome: 'stopped' as const,
    });
    const stopped = report(totals, {
      complete: false,
      mailboxes: [
        boxOf('jan@old.example', hostile),
        ...Array.from({ length: 60 }, (_, at) => boxOf(`user${at}@old.example`, 'the certificate is not trusted')),
      ],
    });
    const page = migrationPage({ report: stopped, guides: [], comparison: null });
    expect(headline(page)).toBe(
      'Not everything is moved yet: 6 of 8 messages of 61 mailboxes are at imaps://imap.gmail.com:993.',
    );
    expect(page).toContain(`jan@old.example: ${escaped}`);
    // One thing to mend is told once, however many wait for it: in the sentence, and in the table before all others.
    expect(page.split('the certificate is not trusted').length - 1).toBe(2);
    expect(words(page)).toContain('60 accounts: the certificate is not trusted');
    const [first] = /<section id="[\w-]+"/.exec(page) ?? [];
    expect(first).toBe('<section id="not-finished"');
    expect(words(page)).toMatch(/not trusted 60 user0@old\.example, .*user7@old\.example, and 52 more/);
    expect(words(page)).toContain('Run the same command again');
  });
});

describe('the page of a verification', () => {
  const result = (counts: { difference: number; new: number; gone: number }): VerifyResult => ({
    ...{ out: '/somewhere/else', source: '/opt/kerio', interrupted: false, unfinished: false },
    ...{ reportedAt: null, notIncluded: [] },
    total: { items: 10, compared: 8, notExported: 2, missing: 0, counts },
    mailboxes: [{ address: hostile, items: 10, compared: 8, notExported: 2, missing: 0, counts }],
    findings: Array.from({ length: counts.difference }, (_, uid) => ({
      ...{
        severity: 'difference',
        aspect: 'content',
        mailbox: hostile,
        folder: [hostile],
        uid,
        what: hostile,
        items: 1,
      },
    })),
  });

  test('says whether source and output agree, and never names the output folder', () => {
    const page = verifyPage(result({ difference: 0, new: 0, gone: 0 }), false);
    expect(headline(page)).toBe('Source and output agree: all 8 exported items were compared.');
    expect(page).not.toContain('/somewhere');
    expect(headline(verifyPage(result({ difference: 0, new: 0, gone: 1 }), true))).toBe(
      'Source and output agree in the 8 items that were compared.',
    );
  });

  test('names what does not, as text', () => {
    const page = verifyPage(result({ difference: 1, new: 3, gone: 0 }), false);
    expect(headline(page)).toBe('1 item does not agree with the source.');
    expect(words(page)).toContain('3 more are counted and not named.');
    expect(page).not.toContain(hostile);
    expect(headline(verifyPage(result({ difference: 0, new: 3, gone: 0 }), false))).toBe(
      'What is here is right, but 3 items are not here yet.',
    );
  });

  test('stays below 2 MB with three thousand findings in 5,000 mailboxes', () => {
    const large = result({ difference: 3000, new: 0, gone: 0 });
    const [box] = large.mailboxes;
    const mailboxes = Array.from({ length: 5000 }, () => box ?? []).flat();
    expect(Buffer.byteLength(verifyPage({ ...large, mailboxes }, false))).toBeLessThan(2_000_000);
  });
});

test('the page of an inspection says what is there, and what cannot be read', () => {
  const inner = sums({
    found: 4,
    exported: 3,
    failed: 1,
    missing: 2,
    bytes: 4000,
    years: { 2020: 4 },
    sizes: { 1024: 4 },
  });
  const all = emptySums();
  addSums(all, inner);
  const mailbox = {
    address: `${hostile}@old.example`,
    type: 'user',
    user: hostile,
    domain: 'old.example',
    dir: '/x',
  } as const;
  const inspection: Inspection = {
    mailboxes: [
      {
        ...{ mailbox, sums: inner, skips: [], problems: ['something odd'] },
        folders: [
          {
            ...{ path: ['INBOX', hostile], kind: 'mail', kindFrom: 'status.fld', recoverable: false, rights: [] },
            ...{ sums: inner, largest: 0, problems: [] },
          },
        ],
      },
    ],
    sums: all,
    dialect: { indexTokens: {}, statusTokens: {}, statusTypes: {}, messageClasses: {}, mimeTypes: {} },
  };
  const page = inspectionPage({ source: '/opt/kerio', usersCfg: null, inspection, problems: [] });
  expect(headline(page)).toBe('4 items in 1 mailbox, 4.0 kB.');
  const text = words(page);
  for (const part of ['no users.cfg was found', 'something odd', '2 records without a file', '1 file cannot be read'])
    expect(text).toContain(part);
  expect(page).not.toContain(hostile);
});
