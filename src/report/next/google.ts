/** The way to Google Workspace (docs/google-workspace.md). */
import { STAYS_BEHIND } from '../../users-cfg/move-plan.js';
import type { Guide, Step } from '../guide.js';
import { countOf, formatBytes, formatCount } from '../numbers.js';
import {
  accountNotes,
  passwordCommands,
  CUTOVER,
  checkStep,
  deltaStep,
  handOutStep,
  lateStep,
  leftoversStep,
  proveStep,
  pstStep,
  switchStep,
} from './common.js';
import { step, type GuideInput } from './guide-input.js';

/** What Gmail takes over IMAP a day and account, in bytes. */
const IMAP_PER_DAY = 500_000_000;
const CONTACTS_OF_ACCOUNT = 25_000;
const EVENTS_AT_ONCE = 100_000;
const CALENDAR_FILE = 1_000_000;
const LABELS_SHOWN_WELL = 500;

/** The guide for Google Workspace. */
export function googleGuide(input: GuideInput): Guide {
  const steps = [
    proveStep(input),
    accountsStep(input),
    groupsStep(input),
    ownStep(input),
    mailStep(input),
    sharedStep(input),
    pstStep(
      input,
      'Or the PST files',
      'Google Workspace Migration for Microsoft Outlook (GWMMO) reads one on a Windows PC with Outlook, one user at a time. Not tried by us.',
    ),
    contactsStep(input),
    calendarsStep(input),
    leftoversStep(
      input,
      'Google Tasks imports no files: the CSV is for reading, the .ics for Thunderbird and Nextcloud. Gmail takes no Sieve: make the important rules again in its settings.',
    ),
    handOutStep(input),
    switchStep(input, "to Google's servers, SPF to include:_spf.google.com, and switch DKIM on in the Admin console."),
    ...laterSteps(input),
    checkStep(input),
  ];
  return { destination: 'google', title: 'Google Workspace', steps: steps.filter((made) => made !== null) };
}

function accountsStep(input: GuideInput): Step {
  const files = input.accountFiles('accounts/google/users.csv');
  return step('Create the accounts', {
    text: [
      "Admin console (admin.google.com), Directory, Users, Bulk update users: upload. Compare the header with the console's own template once, it may have gained a column.",
      ...accountNotes(input),
      ...(passwordCommands(input).length === 0
        ? []
        : ['Google makes no account without a password: run the first command before you upload.']),
      ...input.licences('google'),
    ],
    commands: [...passwordCommands(input), ...files.map((file) => input.path(file))],
    limits: files.length > 1 ? [`One upload takes 150,000 rows and 35 MB: ${files.length} files.`] : [],
  });
}

function groupsStep(input: GuideInput): Step | null {
  const onWindows = input.shell.name === 'powershell';
  const [script] = input.accountFiles(`accounts/google/gam.${onWindows ? 'bat' : 'sh'}`);
  if (script === undefined) return null;
  const files = ['groups', 'members', 'aliases', 'forwards'].map((name) => `accounts/google/${name}.csv`);
  // There is nothing in the script then.
  if (files.every((file) => input.rows(file) === 0)) return null;
  const counts = [
    countOf(input.rows('accounts/google/groups.csv'), 'group'),
    countOf(input.rows('accounts/google/members.csv'), 'member'),
    countOf(input.rows('accounts/google/aliases.csv'), 'alias'),
    countOf(input.rows('accounts/google/forwards.csv'), 'forwarding'),
  ];
  return step('Groups, aliases, forwarding', {
    text: [
      `With GAM 7 set up, when the users are there: ${counts.join(', ')}. Mailing lists, and aliases of several people, are groups there. The console's upload can make no aliases. ${onWindows ? 'Elsewhere gam.sh' : 'On Windows gam.bat'} does the same. It can be run again.`,
    ],
    commands: [`${onWindows ? '&' : 'sh'} ${input.path(script)}`],
  });
}

/** Everything from the store, over Google's own APIs: what the steps behind it do with files and other tools. */
function ownStep(input: GuideInput): Step | null {
  if (input.ownMailboxes.length === 0) return null;
  const more = '--to google --google-key key.json';
  const who = input.whoMoves(false);
  const [users = 'accounts/imap/migrate.csv'] = input.accountFiles('accounts/imap/migrate.csv');
  const migrate = `kerio-exit migrate --from ${input.source} ${more} ${who}`;
  return step('Everything in one go, with a service account', {
    time: input.time('google', 'Mail'),
    text: [
      'Mail with labels, contacts with pictures, calendars with series, tasks and rules go from the store into every account, without a password of anybody; it goes on where it stopped, and proves what is there. docs/google-workspace.md says what to click for key.json, and how to try it on one account first. It was not tried by us with a real account.',
      'Whoever takes this way leaves out the steps below as far as Calendars: they are for other tools, and would bring everything a second time. For what comes later the same command is given again.',
      ...input.usersFileNotes(),
    ],
    commands: [
      `kerio-exit check ${more} --google-admin ${input.shell.word(`admin@${input.domain}`)} --users ${input.path(users)}`,
      `${migrate} --dry-run`,
      `${migrate} --connections 1/20`,
      `${migrate} --verify`,
    ],
  });
}

const gyb = (user: string, dir: string, more = ''): string =>
  `gyb --email ${user} --action restore-mbox --local-folder ${dir} --service-account${more}`;

function mailStep(input: GuideInput): Step {
  const { mailFormat, target } = input.report.options;
  const first = input.example ?? (input.ownMailboxes.length > 0 ? `somebody@${input.domain}` : undefined);
  if (mailFormat !== 'mbox' || target !== 'google' || first === undefined) return otherMailStep(input);
  const { mailboxes } = input.report;
  const large = mailboxes.filter(({ totals }) => (totals.kinds.mail?.bytes ?? 0) > IMAP_PER_DAY);
  const most = Math.max(0, ...mailboxes.map(({ totals }) => totals.kinds.mail?.bytes ?? 0));
  const crowded = mailboxes.filter(({ folders }) => folders.length > LABELS_SHOWN_WELL);
  return step('Mail', {
    time: input.time('google', 'Mail'),
    text: [
      'With Got Your Back (GYB) and a service account that may act for the domain: labels, read and starred come along, the date is that of the Date field. First one mailbox, then all; it goes on where it stopped. What could not be finished is listed in gyb-failed.txt.',
      'GYB has to find nothing but mbox files there, and puts one file of its own into each mailbox, which verify would name.',
      'Over IMAP instead, with the received dates, and for late mail again and again: the last command, with key.json of a service account that has the scope https://mail.google.com/. It was not tried by us with a real account. Take one of the two ways.',
      ...input.usersFileNotes(),
    ],
    commands: [
      `gyb --action check-service-account --email ${input.shell.word(input.newAddress(first))}`,
      gyb(input.shell.word(input.newAddress(first)), input.path(`mail/${first}`)),
      input.loop((dir, user) => input.shell.orNote(gyb(user, dir), user, 'gyb-failed.txt')),
      migrateCommand(input),
    ],
    limits: [
      ...input.sizeLimit(150_000_000, 'more than the API, and so GYB, takes.'),
      ...input.sizeLimit(35_000_000, 'more than Gmail takes over IMAP (34 MiB).'),
      ...input.sizeLimit(25_000_000, "left out by Google's own migration services, not by GYB."),
      ...(large.length === 0
        ? []
        : [
            `Over IMAP an account takes 500 MB a day: ${countOf(large.length, 'mailbox')} ${large.length === 1 ? 'has' : 'have'} more, the largest ${formatBytes(most)}, which is ${Math.ceil(most / IMAP_PER_DAY)} days.`,
          ]),
      ...(crowded.length === 0
        ? []
        : [
            `${countOf(crowded.length, 'mailbox')} with more than ${LABELS_SHOWN_WELL} folders: Gmail shows so many labels badly.`,
          ]),
      'Trash and Spam are emptied after 30 days.',
    ],
  });
}

/** Importers read mbox with Gmail's labels: another export, or the way over IMAP. */
function otherMailStep(input: GuideInput): Step {
  return step('Mail', {
    text: [
      "This export's mail is not what Google's importers read. Make one that is, and ask it for the next steps; or send the mail from the store over IMAP.",
      ...input.usersFileNotes(),
    ],
    commands: [
      input.exportCommand({ target: 'google', mailFormat: 'mbox' }, input.beside('google')),
      migrateCommand(input),
    ],
  });
}

function migrateCommand(input: GuideInput): string {
  return `kerio-exit migrate --from ${input.source} --to imaps://imap.gmail.com ${input.whoMoves(false)} --to-auth google --to-secret-file key.json --dry-run`;
}

function sharedStep(input: GuideInput): Step | null {
  const shared = input.sharedMailboxes.filter((name) => input.plannedAddress(name) !== STAYS_BEHIND);
  if (shared.length === 0 || input.report.options.mailFormat !== 'mbox') return null;
  const owner = (name: string): string => {
    const planned = input.plannedAddress(name);
    return planned === null ? input.shell.use('OWNER') : input.shell.word(planned);
  };
  return step('Public folders and archive', {
    text: [
      'Say whose mailbox they go to; all of it gets one label. Share it by a group with collaborative inbox, or by delegation.',
    ],
    commands: [
      ...(shared.every((name) => input.plannedAddress(name) !== null)
        ? []
        : [input.shell.set('OWNER', `somebody@${input.domain}`)]),
      ...shared.map((name) =>
        gyb(
          owner(name),
          input.path(`mail/${name}`),
          ` --label-restored ${LABELS[name.split('@')[0] ?? ''] ?? 'Kerio'}`,
        ),
      ),
    ],
  });
}

const LABELS: Readonly<Record<string, string>> = {
  _public: "'Public folders'",
  _archive: "'Mail archive'",
  _resources: 'Resources',
};

function contactsStep(input: GuideInput): Step | null {
  const { contacts } = input.facts;
  if (contacts.length === 0) return null;
  const over = input.report.mailboxes.filter(
    ({ totals }) => (totals.kinds.contacts?.exported ?? 0) > CONTACTS_OF_ACCOUNT,
  );
  return step('Contacts', {
    text: [
      'Each user at contacts.google.com, Import: the .vcf (with photos), or the .google.csv beside it (with labels). One of the two, and once: a second import doubles them.',
    ],
    commands: input.list(contacts, '.vcf'),
    limits: [
      ...(contacts.some(({ path }) => /\.\d+\.vcf$/.test(path))
        ? ['An import takes 3,000 contacts: larger folders come in parts, .1.vcf, .2.vcf and so on.']
        : []),
      ...over.map(
        ({ address, totals }) =>
          `${address} has ${formatCount(totals.kinds.contacts?.exported ?? 0)} contacts; an account holds ${formatCount(CONTACTS_OF_ACCOUNT)}.`,
      ),
    ],
  });
}

function calendarsStep(input: GuideInput): Step | null {
  const { calendars } = input.facts;
  if (calendars.length === 0) return null;
  const large = calendars.filter(({ path, bytes }) => path.endsWith('.ics') && bytes > CALENDAR_FILE);
  const busy = input.report.mailboxes.filter(({ totals }) => (totals.kinds.calendar?.exported ?? 0) > EVENTS_AT_ONCE);
  return step('Calendars', {
    text: [
      'Each user at calendar.google.com, Settings, Import & export, into a calendar that was made before; all parts, once. Nobody is said to get an invitation by an import (unverified).',
    ],
    commands: input.list(calendars, '.ics'),
    limits: [
      ...large.map(
        ({ path, bytes }) =>
          `${path} has ${formatBytes(bytes)}: one series alone is larger than the 1 MB an import is said to take.`,
      ),
      ...busy.map(
        ({ address }) =>
          `${address} has more than ${formatCount(EVENTS_AT_ONCE)} events: the calendar will be read-only for hours.`,
      ),
    ],
  });
}

/** GYB knows messages by file and position, which a later export may change: what is new goes into a folder of its own. */
function laterSteps(input: GuideInput): Step[] {
  const newest = input.report.totals.newest ?? '2026-03-06T00:00:00Z';
  const only = { only: ['mail'], target: 'google', mailFormat: 'mbox', since: null, until: null } as const;
  const since = (out: string): string => input.exportCommand({ ...only, since: Date.parse(newest) / 1000 }, out);
  const late = input.exportCommand(only, input.beside('late'));
  return [
    deltaStep(
      input,
      [
        `For GYB export what is new into a folder of its own, since GYB knows messages by file and position. The newest mail here is of ${newest}; give the time of this export instead, if that lies in the future.`,
        'Contacts and calendars: those of this run, not those of the rehearsal.',
      ],
      [since(input.beside('delta'))],
    ),
    lateStep(
      input,
      ['Send it to Google from a folder of its own, as before, with --since in place of a guess.'],
      [`${late} --since ${input.shell.use(CUTOVER)}`],
    ),
  ];
}
