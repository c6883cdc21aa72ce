/** The export as what it is: files to keep, and to open with programs. */
import type { MailFormat } from '../../naming/folders.js';
import type { Guide, Step } from '../guide.js';
import { formatBytes } from '../numbers.js';
import { checkStep, deltaStep, lateStep, leftoversStep, proveStep } from './common.js';
import { serveStep } from './serve.js';
import { step, type Trip } from './guide-input.js';

const MAIL: Readonly<Record<MailFormat, string>> = {
  mbox: "A file for each folder. Thunderbird's add-on ImportExportTools NG, Apple Mail (File, Import Mailboxes, Files in mbox format) and mutt open it.",
  thunderbird:
    'Copy what lies below a mailbox into Mail/Local Folders of a Thunderbird profile while Thunderbird is closed.',
  maildir:
    'A file for each message, with its flags in the name. mutt opens it, and the Dovecot that comes with it serves it to every mail program.',
  eml: 'A file for each message: double click, or drag it into Outlook or Thunderbird. Zoho imports the tree.',
};

/** The guide for files alone. */
export function filesGuide(trip: Trip): Guide {
  const steps = [
    proveStep(trip),
    mailStep(trip),
    ...(trip.facts.hasDovecot ? [serveStep(trip)] : []),
    bundlesStep(trip),
    leftoversStep(trip, 'Tasks: Thunderbird and Nextcloud import the .ics, spreadsheets the .csv.'),
    accountsStep(trip),
    deltaStep(trip, []),
    lateStep(trip, []),
    checkStep(trip),
  ];
  return { destination: 'files', title: 'Files to keep', steps: steps.filter((made) => made !== null) };
}

function mailStep(trip: Trip): Step | null {
  const { mailboxes } = trip.facts;
  if (mailboxes.length === 0) return null;
  const { options, totals } = trip.report;
  return step('Mail', {
    text: [
      MAIL[options.mailFormat],
      'What became of each item, and where it is, stands in the ledger: one JSON line an item; the second command shows what failed.',
    ],
    commands: [trip.path('mail'), trip.shell.search(trip.plainPath('ledger'), '.jsonl', '"result":"failed"')],
    limits: [`${formatBytes(totals.kinds.mail?.bytes ?? 0)} of mail.`],
  });
}

function bundlesStep(trip: Trip): Step | null {
  const { contacts, calendars } = trip.facts;
  if (contacts.length + calendars.length === 0) return null;
  return step('Contacts and calendars', {
    text: ['vCard and iCalendar files, which address books and calendars import.'],
    commands: [...trip.list(contacts, '.vcf'), ...trip.list(calendars, '.ics')],
  });
}

function accountsStep(trip: Trip): Step | null {
  const files = ['accounts/accounts.csv', 'accounts/accounts.json'].flatMap((file) => trip.accountFiles(file));
  if (files.length === 0) return null;
  return step('Accounts', {
    text: ['Who there was, with aliases, groups and forwarding: for reading, and for programs.'],
    commands: files.map((file) => trip.path(file)),
  });
}
