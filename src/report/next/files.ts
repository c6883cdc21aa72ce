/** The export as what it is: files to keep, and to open with programs. */
import type { MailFormat } from '../../naming/folders.js';
import type { Guide, Step } from '../guide.js';
import { formatBytes } from '../numbers.js';
import { checkStep, deltaStep, lateStep, leftoversStep, proveStep, pstStep } from './common.js';
import { serveStep } from './serve.js';
import { step, type GuideInput } from './guide-input.js';

const MAIL: Readonly<Record<Exclude<MailFormat, 'pst'>, string>> = {
  mbox: "A file for each folder. Thunderbird's add-on ImportExportTools NG, Apple Mail (File, Import Mailboxes, Files in mbox format) and mutt open it.",
  thunderbird:
    'Copy what lies below a mailbox into Mail/Local Folders of a Thunderbird profile while Thunderbird is closed.',
  maildir:
    'A file for each message, with its flags in the name. mutt opens it, and the Dovecot that comes with it serves it to every mail program.',
  eml: 'A file for each message: double click, or drag it into Outlook or Thunderbird. Zoho imports the tree.',
};

/** The guide for files alone. */
export function filesGuide(input: GuideInput): Guide {
  const steps = [
    proveStep(input),
    pstStep(input, 'Outlook', 'Outlook for Windows opens them: File, Open & Export, Open Outlook Data File.'),
    mailStep(input),
    ...(input.facts.hasDovecot ? [serveStep(input)] : []),
    bundlesStep(input),
    leftoversStep(input, 'Tasks: Thunderbird and Nextcloud import the .ics, spreadsheets the .csv.'),
    accountsStep(input),
    deltaStep(input, []),
    lateStep(input, []),
    checkStep(input),
  ];
  return { destination: 'files', title: 'Files to keep', steps: steps.filter((made) => made !== null) };
}

function mailStep(input: GuideInput): Step | null {
  const { mailboxes } = input.facts;
  const {
    options: { mailFormat },
    totals,
  } = input.report;
  if (mailboxes.length === 0 || mailFormat === 'pst') return null;
  return step('Mail', {
    text: [
      MAIL[mailFormat],
      'What became of each item, and where it is, stands in the ledger: one JSON line an item; the second command shows what failed.',
    ],
    commands: [input.path('mail'), input.shell.search(input.plainPath('ledger'), '.jsonl', '"result":"failed"')],
    limits: [`${formatBytes(totals.kinds.mail?.bytes ?? 0)} of mail.`],
  });
}

function bundlesStep(input: GuideInput): Step | null {
  const { contacts, calendars } = input.facts;
  if (contacts.length + calendars.length === 0) return null;
  return step('Contacts and calendars', {
    text: ['vCard and iCalendar files, which address books and calendars import.'],
    commands: [...input.list(contacts, '.vcf'), ...input.list(calendars, '.ics')],
  });
}

function accountsStep(input: GuideInput): Step | null {
  const files = ['accounts/accounts.csv', 'accounts/accounts.json'].flatMap((file) => input.accountFiles(file));
  if (files.length === 0) return null;
  return step('Accounts', {
    text: ['Who there was, with aliases, groups and forwarding: for reading, and for programs.'],
    commands: files.map((file) => input.path(file)),
  });
}
