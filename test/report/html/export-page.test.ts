import { describe, expect, test } from 'vitest';
import type { Guide } from '../../../src/report/guide.js';
import { exportPage } from '../../../src/report/html/export-page.js';
import { verdictOf } from '../../../src/report/html/export-verdict.js';
import type { Report } from '../../../src/report/model.js';
import { companyReport } from './company.js';

const page = (report: Report, guides: readonly Guide[] = []): string =>
  exportPage({ report, accounts: null, guides, comparison: null });
const text = (markup: string): string => markup.replace(/<[^>]*>/g, '').replace(/\s+/g, ' ');

describe('the sentence at the top', () => {
  const clean = companyReport({ mailboxes: 3, folders: 2, items: 1000 });

  test('says that everything is written, not that it arrived anywhere', () => {
    expect(verdictOf(clean)).toMatchObject({ tone: 'good', sentence: 'All 6,019 items of 3 mailboxes are written.' });
    expect(page(clean)).not.toMatch(/arrive/i);
  });

  test('names what needs attention, in the right number', () => {
    const bad = companyReport({ mailboxes: 1, folders: 1, items: 10, failed: 1 });
    expect(verdictOf(bad)).toMatchObject({ tone: 'attention', sentence: '1 of 10 items needs your attention.' });
    const missing = { ...clean, totals: { ...clean.totals, missing: 12 } };
    expect(verdictOf(missing).sentence).toBe(
      'Every file of the store was read, but 12 items that the server knew are missing from its disk.',
    );
    const both = { ...clean, totals: { ...clean.totals, exported: 6018, failed: 1, missing: 1 } };
    expect(verdictOf(both)).toMatchObject({
      sentence: '1 of 6,019 items needs your attention, and 1 item that the server knew is missing from its disk.',
      details: ['6,018 of 6,019 items of 3 mailboxes are written; 1 could not be read or converted.'],
    });
  });

  test('does not call complete what hides behind a folder that cannot be listed', () => {
    const problem = 'INBOX cannot be listed (EACCES): what lies in it is not in the output';
    const verdict = verdictOf({ ...clean, problems: [problem] });
    expect(verdict).toMatchObject({
      tone: 'attention',
      sentence: 'All items that could be read are written, but 1 place could not be read.',
    });
    expect(page({ ...clean, problems: [problem] }).includes(problem)).toBe(true);
  });

  test('says how to go on after an interruption', () => {
    expect(verdictOf({ ...clean, complete: false })).toMatchObject({ tone: 'attention', mark: 'Not finished' });
  });

  test('tells what was left out on purpose', () => {
    const totals = { ...clean.totals, skipped: 45, exported: 6000 };
    expect(verdictOf({ ...clean, totals }).sentence).toBe(
      'All 6,000 items that were asked for, of 3 mailboxes, are written.',
    );
  });
});

describe('the page', () => {
  test('is the same for the same report', () => {
    const report = companyReport({ mailboxes: 3, folders: 2, items: 10 });
    expect(page(report) === page(structuredClone(report))).toBe(true);
  });

  test('shows rules that are off as off, and nothing that they would do', () => {
    const clean = companyReport({ mailboxes: 1, folders: 1, items: 10 });
    const rule = (name: string, enabled: boolean) => ({ name, enabled, active: enabled, script: '' });
    const forward = { rule: 'send on', enabled: false, address: 'old@elsewhere.example', keepsCopy: false };
    const vacation = {
      rule: 'Out of office',
      enabled: false,
      text: 'x',
      subject: null,
      days: 0,
      from: null,
      addresses: [],
    };
    const filter = {
      ...{ address: 'jan@company.com', file: 'filters/jan@company.com.sieve', problems: [] },
      ...{ rules: [rule('Out of office', false), rule('send on', false)], forwards: [forward], vacations: [vacation] },
    };
    const off = page({ ...clean, filters: [filter] });
    expect(off).toContain('Out of office (off), send on (off)');
    expect(off).not.toContain('old@elsewhere.example');
    expect(off).not.toContain('Forwards to');
    const on = page({
      ...clean,
      filters: [{ ...filter, forwards: [{ ...forward, enabled: true }], vacations: [{ ...vacation, enabled: true }] }],
    });
    expect(on).toContain('Forwards to');
    expect(on).toContain('old@elsewhere.example');
    expect(on).toContain('answers');
  });

  test('stays below 2 MB for 5,000 mailboxes with a million items, with every mailbox in it', () => {
    const markup = page(companyReport({ mailboxes: 5000, folders: 20, items: 10, failed: 2 }));
    expect(Buffer.byteLength(markup)).toBeLessThan(2_000_000);
    expect(markup.includes('>firstname.lastname04999@company.example</a>')).toBe(true);
    const words = text(markup);
    expect(/10,000 of 1,[\d,]+ items need your attention/.test(words)).toBe(true);
    expect(/[\d,]+ more folders in report\.json/.test(words)).toBe(true);
    expect(words.includes('1,000 of 10,000 are named above.')).toBe(true);
    expect(markup.includes('href="ledger/firstname.lastname00039%40company.example.jsonl"')).toBe(true);
  });

  test('stays below 2 MB whatever the names are', () => {
    const report = companyReport({ mailboxes: 5000, folders: 3, items: 10, failed: 1, suffix: '<'.repeat(300) });
    expect(Buffer.byteLength(page(report))).toBeLessThan(2_000_000);
  });

  test('says what to do next, with commands and limits as they are', () => {
    const guide: Guide = {
      destination: 'google',
      title: 'To Google Workspace',
      steps: [
        {
          title: 'Create the accounts',
          text: ['Upload the file.'],
          commands: ['gam csv "users & groups.csv"', 'second line'],
          limits: ['3 messages are over 25 MB'],
          time: null,
        },
      ],
    };
    const markup = page(companyReport({ mailboxes: 1, folders: 1, items: 1 }), [guide]);
    expect(markup.includes('<h2 id="next-title">What to do next</h2>')).toBe(true);
    expect(markup.includes('<code>gam csv &quot;users &amp; groups.csv&quot;\nsecond line\n</code>')).toBe(true);
    expect(markup.includes('<li>3 messages are over 25 MB</li>')).toBe(true);
  });

  test('draws the years that hold the mail, whatever single dates say', () => {
    const report = companyReport({ mailboxes: 1, folders: 1, items: 10 });
    const years = { '0001': 1, 1970: 1, 1999: 30, 2024: 40, 9999: 2, '(other)': 5 };
    const markup = page({ ...report, totals: { ...report.totals, years } });
    expect(text(markup).includes('A column for each year from 1995 to 2024; most mail, 40, is of 2024.')).toBe(true);
    expect(text(markup).includes('9 messages with dates in other years not drawn.')).toBe(true);
  });

  test('draws the limits of the destination and counts what is over them', () => {
    const report = companyReport({ mailboxes: 2, folders: 1, items: 10 });
    expect(text(page(report))).toContain(
      '25 MB: Google’s migration service leaves out what is larger. 2 messages here are larger.',
    );
    expect(text(page(report)).includes('35 MB: Gmail takes no more over IMAP. Nothing here is larger.')).toBe(true);
    const generic = { ...report, options: { ...report.options, target: 'generic' as const } };
    expect(text(page(generic)).includes('Dashed')).toBe(false);
  });
});
