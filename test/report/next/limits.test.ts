import { TIMES } from '../html/company.js';
import { expect, test } from 'vitest';
import { emptySums, type Sums } from '../../../src/ledger/sums.js';
import { DEFAULT_OPTIONS, type ExportOptions } from '../../../src/files/plan/options.js';
import type { Guide } from '../../../src/report/guide.js';
import type { Report, ReportedFolder, ReportedMailbox } from '../../../src/report/model.js';
import type { OutputFacts } from '../../../src/report/next/facts.js';
import { shellOf } from '../../../src/naming/shells.js';
import { nextSteps } from '../../../src/report/next/guides.js';

const counts = (exported: number, bytes = 0) => ({
  found: exported,
  exported,
  skipped: 0,
  failed: 0,
  missing: 0,
  bytes,
});

interface Box {
  readonly address: string;
  readonly totals: Partial<Sums>;
  readonly folders?: readonly Pick<ReportedFolder, 'label' | 'exported'>[];
}

function reportOf(options: Partial<ExportOptions>, boxes: readonly Box[], totals: Partial<Sums> = {}): Report {
  const mailboxes = boxes.map(
    ({ address, totals: own, folders }): ReportedMailbox => ({
      address,
      type: 'user',
      gone: false,
      ledger: `ledger/${address}.jsonl`,
      totals: { ...emptySums(), ...own },
      folders: (folders ?? []) as ReportedFolder[],
      passedOver: [],
      problems: [],
    }),
  );
  return {
    tool: 'kerio-exit',
    format: 1,
    command: 'export',
    complete: true,
    source: '/srv/store',
    options: { ...DEFAULT_OPTIONS, ...options },
    totals: { ...emptySums(), ...totals },
    mailboxes,
    notSelected: [],
    notIncluded: [],
    unlisted: [],
    times: TIMES,
    filters: [],
    accounts: null,
    problems: [],
    attention: [],
    skipped: [],
    late: null,
  };
}

const NOTHING: OutputFacts = {
  out: '/srv/out',
  mailboxes: [],
  accounts: [],
  contacts: [],
  calendars: [],
  pst: [],
  tasks: [],
  filters: [],
  hasNotes: false,
  hasDovecot: false,
  rows: new Map(),
  advice: [],
  renames: new Map(),
  unlisted: new Set(),
  inLine: null,
};

function limitsOf(report: Report, facts: Partial<OutputFacts>, destination: Guide['destination']): string[] {
  const guide = nextSteps(report, { ...NOTHING, ...facts }, shellOf('posix')).find(
    (made) => made.destination === destination,
  );
  return guide?.steps.flatMap(({ limits }) => limits) ?? [];
}

const JAN = { address: 'jan@company.com', totals: { kinds: { mail: counts(600_000, 1_200_000_000) } } };
const SIZES = { '1024': 500, '25000000': 9, '35000000': 3, '67108864': 2, '150000000': 1, more: 1 };

test('Google: what this export will meet, with its figures', () => {
  const report = reportOf(
    {},
    [{ ...JAN, totals: { kinds: { ...JAN.totals.kinds, contacts: counts(26_000), calendar: counts(100_001) } } }],
    { sizes: SIZES },
  );
  const facts: Partial<OutputFacts> = {
    mailboxes: ['jan@company.com'],
    contacts: [{ path: 'contacts/jan@company.com/Contacts.1.vcf', bytes: 1 }],
    calendars: [{ path: 'calendars/jan@company.com/Calendar.ics', bytes: 1_500_000 }],
  };
  expect(limitsOf(report, facts, 'google')).toEqual([
    '1 message is larger than 150 MB: more than the API, and so GYB, takes.',
    '4 messages are larger than 35 MB: more than Gmail takes over IMAP (34 MiB).',
    "7 messages are larger than 25 MB: left out by Google's own migration services, not by GYB.",
    'Over IMAP an account takes 500 MB a day: 1 mailbox has more, the largest 1.2 GB, which is 3 days.',
    'Trash and Spam are emptied after 30 days.',
    'An import takes 3,000 contacts: larger folders come in parts, .1.vcf, .2.vcf and so on.',
    'jan@company.com has 26,000 contacts; an account holds 25,000.',
    'calendars/jan@company.com/Calendar.ics has 1.5 MB: one series alone is larger than the 1 MB an import is said to take.',
    'jan@company.com has more than 100,000 events: the calendar will be read-only for hours.',
  ]);
});

test('Microsoft: pulled from the export, and pushed from the store', () => {
  const box = { ...JAN, folders: [{ label: ['INBOX'], exported: 1_000_001 }] };
  const report = reportOf({ target: 'microsoft', mailFormat: 'maildir' }, [box], { sizes: SIZES });
  expect(limitsOf(report, { mailboxes: ['jan@company.com'], hasDovecot: true }, 'microsoft')).toEqual([
    '1 message is larger than 150 MB: more than a mailbox can be set to take.',
    '4 messages are larger than 35 MB: left out by the IMAP migration.',
    'jan@company.com has more than 500,000 mails, which is all that an IMAP migration takes of a mailbox.',
    'jan@company.com INBOX has more than 1,000,000 mails, which is all that a folder holds.',
    'A batch takes 50,000 rows and 10 MB.',
  ]);
  const pushed = limitsOf(reportOf({}, [JAN], { sizes: SIZES }), { mailboxes: ['jan@company.com'] }, 'microsoft');
  expect(pushed).toContain('4 messages are larger than 35 MB: taken only after Set-Mailbox -MaxReceiveSize 150MB.');
  // What migrate sends is named by migrate; what Microsoft pulls is named as it lies there.
  const names = 'Folders have the names of another destination: --target microsoft names them as Exchange does.';
  expect(pushed).not.toContain(names);
  const pulled = { mailboxes: ['jan@company.com'], hasDovecot: true };
  expect(limitsOf(reportOf({ mailFormat: 'maildir' }, [JAN]), pulled, 'microsoft')).toContain(names);
});

test('nothing bites where there is nothing', () => {
  expect(limitsOf(reportOf({ target: 'microsoft' }, []), {}, 'files')).toEqual([]);
  expect(limitsOf(reportOf({}, [], { sizes: { '1024': 5 } }), { mailboxes: ['a@b.example'] }, 'google')).toEqual([
    'Trash and Spam are emptied after 30 days.',
  ]);
});

test('the guides of five thousand mailboxes are as long as those of a few', () => {
  const names = Array.from({ length: 5000 }, (_, at) => `user${at}@company.com`);
  const bundles = (kind: string, ending: string) =>
    names.map((name) => ({ path: `${kind}/${name}/${kind}${ending}`, bytes: 1000 }));
  const users = Array.from({ length: 21 }, (_, at) => ({ path: `accounts/microsoft/users.${at + 1}.csv`, bytes: 1 }));
  const facts: OutputFacts = {
    ...NOTHING,
    mailboxes: names,
    accounts: users,
    contacts: bundles('contacts', '.vcf'),
    calendars: bundles('calendars', '.ics'),
  };
  const guides = nextSteps(
    reportOf(
      {},
      names.map((address) => ({ ...JAN, address })),
    ),
    facts,
    shellOf('posix'),
  );
  for (const guide of guides) expect(JSON.stringify(guide).length, guide.destination).toBeLessThan(12_000);
  const google = JSON.stringify(guides[0]);
  expect(google).toContain("find /srv/out/contacts -name '*.vcf'");
  expect(google).toContain('5,000 mailboxes have more, the largest 1.2 GB');
});

test('an export without mail still says whose mail is switched, and how much of it the store has', () => {
  const mail = { ...counts(0, 4_700), found: 36, skipped: 36 };
  const box = { address: 'jan@firma.example', totals: { found: 40, exported: 4, kinds: { mail } } };
  const report = reportOf({ target: 'microsoft', only: ['contacts'] }, [box], { exported: 4, kinds: { mail } });
  const guide = JSON.stringify(nextSteps(report, NOTHING, shellOf('posix'))[0]);
  expect(guide).toContain('Point the MX of firma.example to');
  expect(guide).toContain('here are 36 (4.7 kB) in 1 mailbox.');
  expect(guide).toContain('This export has 4 items of 1 mailbox:');
  expect(guide).not.toContain('company.com');
});

test('another host gets contacts, calendars and rules by one command; Google no script with nothing in it', () => {
  const contacts = [{ path: 'contacts/jan@company.com/Contacts.vcf', bytes: 1 }];
  const facts = { ...NOTHING, mailboxes: ['jan@company.com'], contacts };
  const accounts = [{ path: 'accounts/google/gam.sh', bytes: 1 }];
  const guides = nextSteps(reportOf({}, [JAN]), { ...facts, accounts }, shellOf('posix'));
  const commands = guides.find(({ destination }) => destination === 'imap')?.steps.flatMap((step) => step.commands);
  expect(commands).toContain(
    'kerio-exit migrate --from /srv/store --to davs://dav.company.com --users /srv/out/accounts/imap/migrate.csv',
  );
  expect(guides[0]?.steps.map(({ title }) => title)).not.toContain('Groups, aliases, forwarding');
});

test('PST files are named on every way that takes them, and one mailbox is tried first', () => {
  const report = reportOf({ target: 'generic', mailFormat: 'pst' }, [JAN]);
  const facts = { ...NOTHING, pst: [{ path: 'pst/jan@company.com.pst', bytes: 9 }] };
  const steps = nextSteps(report, facts, shellOf('posix')).flatMap((guide) =>
    guide.steps.map((step) => ({ ...step, destination: guide.destination })),
  );
  const named = steps.filter(({ commands }) => commands.includes('/srv/out/pst'));
  expect(named.map(({ destination, title }) => `${destination}: ${title}`)).toEqual([
    'files: Outlook',
    'google: Or the PST files',
    'microsoft: Or the PST files',
  ]);
  expect(steps.flatMap(({ commands }) => commands).filter((line) => line.includes('--select'))).toEqual([
    expect.stringMatching(/ --select jan@company\.com$/),
  ]);
});

test('what is to be compared is counted in the mailboxes that have it', () => {
  const other = { address: 'room@company.com', totals: { kinds: { calendar: counts(3) } } };
  const report = reportOf({}, [JAN, other], {
    exported: 600_003,
    kinds: { mail: counts(600_000), calendar: counts(3) },
  });
  const texts = nextSteps(report, NOTHING, shellOf('posix')).flatMap(({ steps }) => steps.flatMap(({ text }) => text));
  expect(texts.filter((text) => text.startsWith('This export has'))[0]).toMatch(
    /^This export has 600,000 mails of 1 mailbox: /,
  );
});
