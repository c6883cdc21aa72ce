/** What the fake program shows: one small company, with markup where a page could fall for it. */
import type {
  AccountsView,
  ChecksView,
  Draft,
  FoldersView,
  InspectionView,
  ItemsView,
  ItemView,
  MailboxesView,
  OutcomeView,
  PlanView,
  PreparationView,
  ProofView,
  SessionView,
  SumsView,
} from '../../src/ui/api.js';
import type { Scene } from './fake-server.js';

export interface Results {
  readonly inspection: InspectionView;
  readonly plan: PlanView;
  readonly checks: ChecksView;
  readonly accounts: AccountsView;
  readonly preparation: PreparationView;
  readonly mailboxes: MailboxesView;
  readonly outcome: OutcomeView;
  readonly proof: ProofView;
}

export const STORE = '/opt/kerio/mailserver';
/** Markup that would say so if it ran. */
export const planted = {
  folder: '<img src=x onerror="window.caught=1">',
  subject: '<script>window.caught=2</script> & Besprechung',
  from: '"><svg onload=window.caught=3> <eva@company.com>',
  text: 'Hello,\n<iframe src="javascript:window.caught=4"></iframe>\n',
  name: '<b onmouseover=window.caught=5>Eva</b>',
};

export const emptyDraft: Draft = {
  store: '',
  way: null,
  renames: [],
  decisions: {},
  out: '',
  target: 'generic',
  mailFormat: 'mbox',
  passwords: '',
  kinds: [],
  archive: null,
  recoverable: null,
  unlisted: null,
  targets: [],
  own: {},
  ca: '',
  insecure: false,
  plaintext: false,
  stateDir: '',
  choices: {
    ...{ since: '', until: '', subject: [], sender: [], larger: '', smaller: '', hasAttachment: false },
    ...{ excludeFolder: [], map: [], skipDeleted: false, maxSize: '' },
  },
};

const none = { inspection: 0, plan: 0, checks: 0, accounts: 0, preparation: 0, mailboxes: 0, outcome: 0, proof: 0 };

export const firstSession: SessionView = {
  version: '0.1.0',
  platform: 'linux',
  home: '/home/jan',
  current: '/home/jan',
  found: [STORE, '/mnt/backup/kerio'],
  draft: emptyDraft,
  kept: { offer: null, problem: null },
  secrets: { users: null, problems: [], targets: [] },
  work: null,
  revisions: none,
  commands: {
    store: '',
    contents: `kerio-exit inspect ${STORE} --folders`,
    who: `kerio-exit plan ${STORE} --out plan.csv`,
    where: '',
    plan: `kerio-exit export ${STORE} --out /srv/export --dry-run`,
    run: `kerio-exit export ${STORE} --out /srv/export`,
    proof: 'kerio-exit verify /srv/export',
  },
  accountsCommand: '',
};

export function sumsOf(found: number, bytes: number, rest: Partial<SumsView> = {}): SumsView {
  return { found, exported: 0, skipped: 0, failed: 0, missing: 0, bytes, ...rest };
}

export const inspection: InspectionView = {
  root: STORE,
  level: 'install folder',
  usersCfg: `${STORE}/users.cfg`,
  sums: sumsOf(48_112, 2_713_000_000, { missing: 2, failed: 1 }),
  kinds: {
    mail: { items: 46_020, bytes: 2_700_000_000 },
    contacts: { items: 812, bytes: 4_000_000 },
    calendar: { items: 1190, bytes: 8_000_000 },
    tasks: { items: 60, bytes: 600_000 },
    notes: { items: 30, bytes: 400_000 },
  },
  years: [
    ['2016', 2113],
    ['2017', 3220],
    ['2018', 4700],
    ['2019', 5150],
    ['2020', 6020],
    ['2021', 5901],
    ['2022', 5800],
    ['2023', 6800],
    ['2024', 5208],
    ['2025', 3200],
  ],
  mailboxes: [
    {
      mailbox: 'eva.mala@company.com',
      type: 'user',
      sums: sumsOf(31_004, 1_900_000_000, { missing: 2 }),
      folders: [
        { path: ['INBOX'], kind: 'mail', sums: sumsOf(21_000, 1_500_000_000, { missing: 2 }), problems: [] },
        { path: ['Sent Items'], kind: 'mail', sums: sumsOf(9000, 390_000_000), problems: [] },
        {
          path: ['INBOX', planted.folder],
          kind: 'mail',
          sums: sumsOf(4, 10_000),
          problems: ['no index.fld, index.bad was used'],
        },
        { path: ['Calendar'], kind: 'calendar', sums: sumsOf(1000, 9_990_000), problems: [] },
      ],
    },
    {
      mailbox: 'jan.novak@company.com',
      type: 'user',
      sums: sumsOf(17_100, 812_000_000, { failed: 1 }),
      folders: [{ path: ['INBOX'], kind: 'mail', sums: sumsOf(17_100, 812_000_000, { failed: 1 }), problems: [] }],
    },
    { mailbox: '_public@company.com', type: 'public', sums: sumsOf(8, 1_000_000), folders: [] },
  ],
  problems: ['eva.mala@company.com, INBOX: 2 records without a file'],
};

const itemRows = 250;

export function itemsView(query: URLSearchParams): ItemsView {
  const from = Number(query.get('from'));
  const count = Math.min(Number(query.get('count')), itemRows - from);
  return {
    total: itemRows,
    items: Array.from({ length: count }, (_, at) => ({
      uid: from + at + 1,
      at: from + at === 2 ? null : '2024-03-05T09:30:00Z',
      from: from + at === 0 ? planted.from : `Jan Novák <jan.novak@company.com>`,
      subject: from + at === 0 ? planted.subject : from + at === 1 ? '' : `Invoice ${from + at + 1}`,
      bytes: 4096 + at,
      flags: at % 2 === 0 ? ['\\Seen'] : [],
      problem: from + at === 3 ? 'its file is gone' : null,
    })),
  };
}

export const itemView: ItemView = {
  kind: 'mail',
  headers: [
    ['From', planted.from],
    ['To', 'jan.novak@company.com'],
    ['Subject', planted.subject],
  ],
  text: planted.text,
  cut: true,
  attachments: [{ name: 'offer<br>.pdf', type: 'application/pdf', bytes: 81_220 }],
};

export function foldersView(path: string): FoldersView | null {
  if (path === '/root') return null;
  const below =
    path === '/' ? ['home', 'opt', 'root'] : path === '/opt' ? ['kerio'] : path === '/opt/kerio' ? ['mailserver'] : [];
  return {
    path,
    parent: path === '/' ? null : path.replace(/\/[^/]*$/, '') || '/',
    folders: below.map((name) => {
      const full = `${path === '/' ? '' : path}/${name}`;
      return { name, path: full, isStore: full === STORE };
    }),
    isStore: path === STORE,
    roots: ['/', '/home/jan'],
  };
}

/** Nothing has been asked for yet. */
export function firstScene(): Scene {
  return {
    session: firstSession,
    results: {},
    folders: foldersView,
    items: itemsView,
    item: () => itemView,
    onTold: () => null,
  };
}

/** A store is open. */
export function openScene(): Scene {
  return {
    ...firstScene(),
    session: {
      ...firstSession,
      draft: { ...emptyDraft, store: STORE },
      revisions: { ...none, inspection: 1 },
      work: null,
    },
    results: { inspection },
  };
}
