/** The way to Microsoft 365 (docs/microsoft-365.md). */
import { powershellWord } from '../../naming/shell-word.js';
import type { Guide, Step } from '../guide.js';
import { countOf, formatBytes, formatCount } from '../numbers.js';
import { accountNotes, checkStep, deltaStep, lateStep, leftoversStep, proveStep, switchStep } from './common.js';
import { serveStep } from './serve.js';
import { step, type Trip } from './guide-input.js';

const ITEMS_OF_MAILBOX = 500_000;
const ITEMS_OF_FOLDER = 1_000_000;
const LIST = 'accounts/microsoft/imap-migration.csv';

/** The guide for Microsoft 365. */
export function microsoftGuide(trip: Trip): Guide {
  const pulls = trip.facts.hasDovecot;
  const steps = [
    proveStep(trip),
    accountsStep(trip),
    setUpStep(trip),
    ...(pulls ? [serveStep(trip), pullStep(trip)] : [pushStep(trip), servedExportStep(trip)]),
    contactsStep(trip),
    calendarsStep(trip),
    leftoversStep(
      trip,
      "Outlook on Windows imports the tasks' .csv by Import/Export (unverified); Microsoft To Do imports nothing. Microsoft 365 takes no Sieve: make the important rules again, or with New-InboxRule.",
    ),
    switchStep(
      trip,
      'to the host that the admin center names (*.mail.protection.outlook.com), SPF to include:spf.protection.outlook.com, the autodiscover record, and switch DKIM on.',
    ),
    deltaStep(trip, [
      pulls
        ? 'The batch pulls once a day by itself, as long as it is there and the server runs.'
        : 'Then the same kerio-exit migrate as before: it sends what is new.',
    ]),
    lateStep(
      trip,
      [pulls ? 'The batch pulls what is new; then end it.' : 'Then the same kerio-exit migrate once more.'],
      [...(pulls ? ['Remove-MigrationBatch -Identity kerio-exit'] : [migrateCommand(trip)])],
    ),
    checkStep(trip, [
      `Get-EXOMailboxFolderStatistics -Identity ${powershellWord(trip.newAddress(trip.example ?? ''))} | Format-Table FolderPath, ItemsInFolder`,
    ]),
  ];
  return { destination: 'microsoft', title: 'Microsoft 365', steps: steps.filter((made) => made !== null) };
}

function accountsStep(trip: Trip): Step {
  const files = trip.accountFiles('accounts/microsoft/users.csv');
  return step('Create the accounts', {
    text: [
      "Microsoft 365 admin center, Users, Active users, Add multiple users: upload, and assign licences. Compare the headings with the center's own sample once.",
      ...accountNotes(trip),
    ],
    commands: files.map((file) => trip.path(file)),
    limits: files.length > 1 ? [`One upload takes about 249 users (unverified): ${files.length} files.`] : [],
  });
}

function setUpStep(trip: Trip): Step | null {
  const [script] = trip.accountFiles('accounts/microsoft/setup.ps1');
  if (script === undefined) return null;
  const counts = [
    countOf(trip.rows('accounts/microsoft/shared-mailboxes.csv'), 'shared mailbox'),
    countOf(trip.rows('accounts/microsoft/groups.csv'), 'group'),
    countOf(trip.rows('accounts/microsoft/members.csv'), 'member'),
    countOf(trip.rows('accounts/microsoft/aliases.csv'), 'alias'),
    countOf(trip.rows('accounts/microsoft/forwarding.csv'), 'forwarding'),
  ];
  // It comes with Windows; elsewhere there is PowerShell 7 alone.
  const powershell = trip.shell.name === 'powershell' ? 'powershell' : 'pwsh';
  const run = `${powershell} -ExecutionPolicy Bypass -File ${trip.path(script)}`;
  return step('Shared mailboxes, groups, aliases, forwarding', {
    text: [
      `Some minutes after the licences, when the mailboxes are there: ${counts.join(', ')}. It looks first and can be run again. Not tried by us against a tenant: try it with one row in each file.`,
      ...(trip.rows('accounts/microsoft/passwords.csv') === 0
        ? []
        : ['With -SetPasswords it also sets the passwords of passwords.csv (module Microsoft.Graph.Users).']),
    ],
    commands: [
      `${powershell} -Command "Install-Module ExchangeOnlineManagement -Scope CurrentUser"`,
      run,
      ...(trip.rows('accounts/microsoft/passwords.csv') === 0 ? [] : [`${run} -SetPasswords`]),
    ],
  });
}

function mailLimits(trip: Trip, pulls: boolean): string[] {
  const { mailboxes } = trip.report;
  const full = mailboxes.filter(({ totals }) => (totals.kinds.mail?.exported ?? 0) > ITEMS_OF_MAILBOX);
  const folders = mailboxes.flatMap(({ address, folders: own }) =>
    own.filter(({ exported }) => exported > ITEMS_OF_FOLDER).map(({ label }) => `${address} ${label.join('/')}`),
  );
  return [
    ...trip.sizeLimit(150_000_000, 'more than a mailbox can be set to take.'),
    ...trip.sizeLimit(
      35_000_000,
      pulls ? 'left out by the IMAP migration.' : 'taken only after Set-Mailbox -MaxReceiveSize 150MB.',
    ),
    ...(pulls
      ? full.map(
          ({ address }) =>
            `${address} has more than ${formatCount(ITEMS_OF_MAILBOX)} mails, which is all that an IMAP migration takes of a mailbox.`,
        )
      : []),
    ...folders.map(
      (folder) => `${folder} has more than ${formatCount(ITEMS_OF_FOLDER)} mails, which is all that a folder holds.`,
    ),
    ...(trip.report.options.target === 'microsoft'
      ? []
      : ['Folders have the names of another destination: --target microsoft names them as Exchange does.']),
  ];
}

const language =
  "Exchange names its special folders in the mailbox's language; set it to English first, if Sent Items and Deleted Items are to meet them: Set-MailboxRegionalConfiguration -Language en-US -LocalizeDefaultFolderName (not tried by us).";

function migrateCommand(trip: Trip): string {
  const [users = 'accounts/imap/migrate.csv'] = trip.accountFiles('accounts/imap/migrate.csv');
  return `kerio-exit migrate --from ${trip.source} --to imaps://outlook.office365.com --users ${trip.path(users)} --to-auth microsoft --to-secret-file app.json`;
}

function pushStep(trip: Trip): Step {
  const bytes = trip.report.totals.kinds.mail?.bytes ?? 0;
  return step('Mail', {
    text: [
      "Microsoft 365 imports no mail files. kerio-exit migrate sends the mail over IMAP, from the store, without anybody's password. app.json is an application registered in Entra ID with the permission IMAP.AccessAsApp: docs/microsoft-365.md. Not tried by us with a real tenant: begin with one mailbox.",
      ...trip.usersFileNotes(),
      'Look at the plan first, then send. It can be interrupted and run again.',
    ],
    commands: [
      `${migrateCommand(trip)} --select ${trip.shell.word(trip.newAddress(trip.example ?? `*@${trip.domain}`))}`,
      `${migrateCommand(trip)} --dry-run`,
      migrateCommand(trip),
    ],
    limits: [
      ...mailLimits(trip, false),
      `Exchange takes one to four messages a second and mailbox; here are ${formatCount(trip.report.totals.kinds.mail?.exported ?? 0)} (${formatBytes(bytes)}) in ${countOf(trip.ownMailboxes.length, 'mailbox')}.`,
    ],
  });
}

function servedExportStep(trip: Trip): Step {
  const served = trip.maildirExport({ target: 'microsoft' }, 'microsoft');
  return step('Or let Microsoft pull', {
    text: [
      "An export as Maildir brings a server with it that Microsoft's own migration can pull from. Make one, and ask it for the next steps.",
      ...served.text,
    ],
    commands: [served.command],
  });
}

function pullStep(trip: Trip): Step {
  const list = `${trip.beside('pull')}/${LIST}`;
  return step('Mail', {
    text: [
      `Fill the list of the migration with the passwords of that server (the first command${trip.shell.name === 'posix' ? ', in a POSIX shell' : ''}), then in PowerShell, with your server's name for pull.company.com. Or upload the list in the Exchange admin center, Migration, Add migration batch, IMAP.`,
      'For shared mailboxes add rows of your own: address of the mailbox, _public@domain as user name, its password from dovecot/passwords.csv.',
      language,
    ],
    commands: [
      `${trip.exportCommand({ only: ['accounts'], mailFormat: 'mbox' }, trip.beside('pull'))} --passwords ${trip.path('dovecot/passwords.csv')}`,
      'Connect-ExchangeOnline',
      'New-MigrationEndpoint -IMAP -Name kerio-exit -RemoteServer pull.company.com -Port 993 -Security Ssl',
      `New-MigrationBatch -Name kerio-exit -SourceEndpoint kerio-exit -CSVData ([System.IO.File]::ReadAllBytes(${powershellWord(list)})) -AutoStart`,
      'Get-MigrationUser -BatchId kerio-exit | Format-Table Identity, Status, SkippedItemCount, ErrorSummary',
    ],
    limits: [...mailLimits(trip, true), 'A batch takes 50,000 rows and 10 MB.'],
  });
}

function contactsStep(trip: Trip): Step | null {
  const { contacts } = trip.facts;
  if (contacts.length === 0) return null;
  return step('Contacts', {
    text: [
      'Each user in Outlook on the web: People, Manage contacts, Import; or Outlook on Windows: File, Open & Export, Import/Export, comma separated values. Once: a second import doubles them.',
    ],
    commands: trip.list(contacts, '.outlook.csv'),
    limits: trip.report.options.oneFilePerContact
      ? []
      : ['Of a .vcf Outlook reads the first card only: take the CSV, or export with --one-file-per-contact.'],
  });
}

function calendarsStep(trip: Trip): Step | null {
  const { calendars } = trip.facts;
  if (calendars.length === 0) return null;
  return step('Calendars', {
    text: [
      'Each user in Outlook on the web: Calendar, Add calendar, Upload from file; all parts, once.',
      ...(trip.report.options.attendees === 'strip'
        ? []
        : ['--attendees strip makes copies that can be edited without writing to the guests.']),
    ],
    commands: trip.list(calendars, '.ics'),
  });
}
