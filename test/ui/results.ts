/** What the fake program has found out after each step. */
import type { Draft, SessionView, WorkView } from '../../src/ui/api.js';
import type { Scene } from './fake-server.js';
import { emptyDraft, firstScene, firstSession, inspection, planted, type Results, STORE, sumsOf } from './views.js';

type Line = Results['plan']['lines'][number];

export function lineOf(mailbox: string, rest: Partial<Line> = {}): Line {
  return {
    ...{ mailbox, kind: 'user', name: '', account: 'active', items: 100, bytes: 1_000_000, largest: 90_000 },
    ...{ recoverable: 0, target: mailbox, decide: '', open: rest.target === '' },
    ...rest,
  };
}

/** As the program proposes it. */
export const plan: Results['plan'] = {
  lines: [
    lineOf('eva.mala@company.com', { name: planted.name, items: 31_004, bytes: 1_900_000_000, recoverable: 7 }),
    lineOf('jan.novak@company.com', { name: 'Jan Novák', items: 17_100, bytes: 812_000_000 }),
    lineOf('karel.stary@company.com', {
      ...{ name: 'Karel Starý', account: 'disabled', target: '', items: 4100, bytes: 390_000_000 },
      decide: 'disabled on the old server: does anybody need what is in it?',
    }),
    lineOf('petr@company.com', {
      account: 'none',
      target: '',
      decide: 'no file names this user: a directory user, or deleted',
    }),
    lineOf('empty@company.com', { items: 0, bytes: 0, target: '-', decide: 'nothing is in it' }),
    lineOf('_public@company.com', {
      ...{ kind: 'public', account: 'shared', target: '', items: 8 },
      decide: 'public folders: whose mailbox do they go to?',
    }),
    lineOf('_archive@company.com', {
      kind: 'archive',
      account: 'shared',
      target: '-',
      items: 48_000,
      decide: 'the archive',
    }),
  ],
  problems: ['users.cfg: 1 user without a name'],
  needed: 2_900_000_000,
  free: 81_000_000_000,
  steps: [],
  licences: null,
};

export const checks: Results['checks'] = {
  accounts: [
    {
      account: 'eva.mala@company.com',
      destination: 'imaps://mail.company.com',
      findings: [
        { what: 'login', ok: true, words: 'signs in', remedy: null },
        { what: 'mailbox', ok: true, words: '12 folders, 3 messages', remedy: null },
      ],
    },
    {
      account: 'jan.novak@company.com',
      destination: 'imaps://mail.company.com',
      findings: [
        {
          ...{ what: 'login', ok: false, words: 'the server refused the password' },
          remedy: 'correct the line of jan.novak@company.com in the users file',
        },
      ],
    },
  ],
};

export const accounts: Results['accounts'] = {
  ...{ made: false, passwords: null, problems: [] },
  steps: [
    { what: 'user', name: 'eva.mala@company.com', state: 'there', words: '' },
    { what: 'user', name: 'jan.novak@company.com', state: 'to make', words: '' },
    { what: 'group', name: 'sales@company.com', state: 'to make', words: 'anyone may write to it' },
  ],
};

export const preparation: Results['preparation'] = {
  items: 48_104,
  bytes: 2_712_000_000,
  needed: 2_900_000_000,
  free: 81_000_000_000,
  times: [
    'export: 5 to 20 seconds (half of what was measured on an SSD)',
    'verify: 5 to 20 seconds (half of what was measured on an SSD)',
    'files into Dovecot: 1 to 2 minutes (100 MB/s, or a quarter of it)',
  ],
  licences: null,
  mailboxes: [
    {
      ...{ mailbox: 'eva.mala@company.com', target: 'eva.mala@company.com', items: 31_004, bytes: 1_900_000_000 },
      ...{ problem: null, notes: ['7 messages are larger than the destination takes'] },
      folders: [{ from: 'Sent Items', to: 'Sent', items: 9000 }],
    },
    {
      ...{ mailbox: 'jan.novak@company.com', target: 'jan.novak@company.com', items: 17_100, bytes: 812_000_000 },
      ...{ problem: 'the server refused the password', notes: [], folders: [] },
    },
  ],
  questions: [
    {
      ...{ about: 'plan', title: '2 mailboxes that the plan leaves open (4,200 items)' },
      ...{ what: 'left open by the plan, not exported', remedy: 'its line of the plan says where it goes' },
      concerned: [
        { address: 'karel.stary@company.com', items: 4100 },
        { address: 'petr@company.com', items: 100 },
      ],
    },
    {
      ...{ about: 'recoverable', title: 'recoverable mail of 1 mailbox (7 items)' },
      ...{
        what: 'recoverable mail (kept after deletion), not exported',
        remedy: '--include recoverable takes it along',
      },
      concerned: [{ address: 'eva.mala@company.com', items: 7 }],
    },
  ],
};

export const mailboxes: Results['mailboxes'] = [
  {
    mailbox: 'eva.mala@company.com',
    state: 'active',
    done: 12_000,
    total: 31_004,
    failed: 0,
    words: 'waiting 4 s: busy',
  },
  {
    mailbox: 'jan.novak@company.com',
    state: 'failed',
    done: 0,
    total: 17_100,
    failed: 1,
    words: 'the server refused the password',
  },
  { mailbox: 'anna@company.com', state: 'done', done: 300, total: 300, failed: 0, words: '' },
];

/** A run in the middle of its way. */
export function runWork(state: WorkView['state'], problem: string | null = null): WorkView {
  return {
    ...{ what: 'run', state, problem },
    progress: {
      ...{ done: 12_300, total: 48_104, bytes: 800_000_000, itemsPerSecond: 205.4, bytesPerSecond: 13_400_000 },
      ...{ left: 174, mailboxesDone: 2, mailboxes: 3, active: mailboxes.filter((each) => each.state === 'active') },
      troubles: [
        { mailbox: 'jan.novak@company.com', words: 'the server refused the password' },
        { mailbox: 'eva.mala@company.com', words: `INBOX/${planted.folder} 12: its file is gone` },
      ],
    },
  };
}

export const outcome: Results['outcome'] = {
  code: 1,
  sums: sumsOf(48_112, 2_713_000_000, { exported: 48_101, skipped: 8, failed: 1, missing: 2 }),
  copied: null,
  problems: ['users.cfg: 1 user without a name'],
  questions: [],
  items: [
    { mailbox: 'eva.mala@company.com', folder: 'INBOX', uid: 12, reason: 'its file is gone' },
    { mailbox: 'eva.mala@company.com', folder: `INBOX/${planted.folder}`, uid: 3, reason: 'its file is gone' },
    { mailbox: 'jan.novak@company.com', folder: 'Calendar', uid: 40, reason: 'no event is in it' },
  ],
  itemsInAll: 3,
  place: '/srv/export',
  report: '/srv/export/report.html',
  next: [
    {
      title: 'Make the accounts',
      text: ['Upload accounts/google/users.csv in the admin console: Directory, Users, Bulk update users.'],
      commands: [],
      limits: [],
      time: 'some minutes',
    },
    {
      title: 'Upload the mail',
      text: ['One command a mailbox; the largest first.'],
      commands: [
        'gyb --action restore-mbox --email eva.mala@company.com --local-folder /srv/export/mail/eva.mala@company.com --service-account',
        'gyb --action restore-mbox --email jan.novak@company.com --local-folder /srv/export/mail/jan.novak@company.com --service-account',
      ],
      limits: ['Google documents 500 MB a day and account.'],
      time: '2 to 4 hours',
    },
  ],
};

export const proof: Results['proof'] = {
  agrees: false,
  words: 'The export and the store do not agree in 1 item.',
  compared: 48_101,
  items: 48_102,
  findings: [
    {
      mailbox: 'eva.mala@company.com',
      folder: 'INBOX',
      uid: 7,
      words: 'flags: seen in the store, not seen in the export',
    },
  ],
  findingsInAll: 1,
};

/** Files were chosen. */
export const filesDraft: Draft = { ...emptyDraft, store: STORE, way: 'files', out: '/srv/export', target: 'generic' };

/** Hosts of one's own were chosen, with an administrator for mail. */
export const serversDraft: Draft = {
  ...{ ...emptyDraft, store: STORE, way: 'servers' },
  targets: [
    { address: 'imaps://mail.company.com', auth: 'login', admin: '' },
    { address: 'davs://mail.company.com/SOGo/dav/', auth: 'admin', admin: 'admin' },
  ],
};

/** All results are there: any step can be looked at. */
export function fullScene(draft: Draft = filesDraft, work: SessionView['work'] = null): Scene {
  return {
    ...firstScene(),
    session: {
      ...firstSession,
      draft,
      work,
      secrets: { users: { accounts: 2, withPassword: 1 }, problems: ['line 7 has no address'], targets: [] },
      revisions: { inspection: 1, plan: 1, checks: 1, accounts: 1, preparation: 1, mailboxes: 1, outcome: 1, proof: 1 },
    },
    results: { inspection, plan, checks, accounts, preparation, mailboxes, outcome, proof },
  };
}
