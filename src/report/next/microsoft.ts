/** The way to Microsoft 365 (docs/microsoft-365.md). */
import { powershellWord } from '../../naming/shell-word.js';
import type { Guide, Step } from '../guide.js';
import { countOf, formatBytes, formatCount } from '../numbers.js';
import {
  accountNotes,
  checkStep,
  deltaStep,
  handOutStep,
  lateStep,
  leftoversStep,
  proveStep,
  pstStep,
  switchStep,
} from './common.js';
import { serveStep } from './serve.js';
import { step, type GuideInput } from './guide-input.js';

const ITEMS_OF_MAILBOX = 500_000;
const ITEMS_OF_FOLDER = 1_000_000;
const LIST = 'accounts/microsoft/imap-migration.csv';

/** The guide for Microsoft 365. */
export function microsoftGuide(input: GuideInput): Guide {
  const pulls = input.facts.hasDovecot;
  const steps = [
    proveStep(input),
    accountsStep(input),
    setUpStep(input),
    ...(pulls ? [serveStep(input), pullStep(input)] : [pushStep(input), servedExportStep(input)]),
    pstStep(
      input,
      'Or the PST files',
      'Outlook for Windows imports one into the mailbox that is open in it (File, Open & Export, Import/Export); the import service of Microsoft Purview takes them all, below 20 GB each. Neither was tried by us.',
    ),
    contactsStep(input),
    calendarsStep(input),
    leftoversStep(
      input,
      "Outlook on Windows imports the tasks' .csv by Import/Export (unverified); Microsoft To Do imports nothing. Microsoft 365 takes no Sieve: make the important rules again, or with New-InboxRule.",
    ),
    handOutStep(input),
    switchStep(
      input,
      'to the host that the admin center names (*.mail.protection.outlook.com), SPF to include:spf.protection.outlook.com, the autodiscover record, and switch DKIM on.',
    ),
    deltaStep(input, [
      pulls
        ? 'The batch pulls once a day by itself, as long as it is there and the server runs.'
        : 'Then the same kerio-exit migrate as before: it sends what is new.',
    ]),
    lateStep(
      input,
      [pulls ? 'The batch pulls what is new; then end it.' : 'Then the same kerio-exit migrate once more.'],
      [...(pulls ? ['Remove-MigrationBatch -Identity kerio-exit'] : [migrateCommand(input)])],
    ),
    checkStep(input, [
      `Get-EXOMailboxFolderStatistics -Identity ${powershellWord(input.newAddress(input.example ?? ''))} | Format-Table FolderPath, ItemsInFolder`,
    ]),
  ];
  return { destination: 'microsoft', title: 'Microsoft 365', steps: steps.filter((made) => made !== null) };
}

function accountsStep(input: GuideInput): Step {
  const files = input.accountFiles('accounts/microsoft/users.csv');
  return step('Create the accounts', {
    text: [
      "Microsoft 365 admin center, Users, Active users, Add multiple users: upload, and assign licences. Compare the headings with the center's own sample once.",
      ...accountNotes(input),
      ...input.licences('microsoft'),
    ],
    commands: files.map((file) => input.path(file)),
    limits: files.length > 1 ? [`One upload takes about 249 users (unverified): ${files.length} files.`] : [],
  });
}

function setUpStep(input: GuideInput): Step | null {
  const [script] = input.accountFiles('accounts/microsoft/setup.ps1');
  if (script === undefined) return null;
  const counts = [
    countOf(input.rows('accounts/microsoft/shared-mailboxes.csv'), 'shared mailbox'),
    countOf(input.rows('accounts/microsoft/groups.csv'), 'group'),
    countOf(input.rows('accounts/microsoft/members.csv'), 'member'),
    countOf(input.rows('accounts/microsoft/aliases.csv'), 'alias'),
    countOf(input.rows('accounts/microsoft/forwarding.csv'), 'forwarding'),
  ];
  // It comes with Windows; elsewhere there is PowerShell 7 alone.
  const powershell = input.shell.name === 'powershell' ? 'powershell' : 'pwsh';
  const run = `${powershell} -ExecutionPolicy Bypass -File ${input.path(script)}`;
  return step('Shared mailboxes, groups, aliases, forwarding', {
    text: [
      `Some minutes after the licences, when the mailboxes are there: ${counts.join(', ')}. With -WhatIf it says what it would do, and does nothing; else it says it in numbers, and asks. It can be run again. Not tried by us against a tenant: try it with one row in each file.`,
      ...(input.rows('accounts/microsoft/passwords.csv') === 0
        ? []
        : [
            'With -SetPasswords it also sets the passwords of passwords.csv (module Microsoft.Graph.Users, permission User-PasswordProfile.ReadWrite.All).',
          ]),
      ...(input.rows('accounts/microsoft/forwarding.csv') === 0
        ? []
        : [
            'Exchange Online refuses to forward to addresses outside (5.7.520) until the outbound spam policy allows it: the script names who is concerned.',
          ]),
    ],
    commands: [
      `${powershell} -Command "Install-Module ExchangeOnlineManagement -Scope CurrentUser"`,
      `${run} -WhatIf`,
      run,
      ...(input.rows('accounts/microsoft/passwords.csv') === 0 ? [] : [`${run} -SetPasswords`]),
    ],
  });
}

function mailLimits(input: GuideInput, pulls: boolean): string[] {
  const { mailboxes } = input.report;
  const full = mailboxes.filter(({ totals }) => (totals.kinds.mail?.exported ?? 0) > ITEMS_OF_MAILBOX);
  const folders = mailboxes.flatMap(({ address, folders: own }) =>
    own.filter(({ exported }) => exported > ITEMS_OF_FOLDER).map(({ label }) => `${address} ${label.join('/')}`),
  );
  return [
    ...input.sizeLimit(150_000_000, 'more than a mailbox can be set to take.'),
    ...input.sizeLimit(
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
    // What migrate sends is named by migrate.
    ...(!pulls || input.report.options.target === 'microsoft'
      ? []
      : ['Folders have the names of another destination: --target microsoft names them as Exchange does.']),
  ];
}

const language =
  "Exchange names its special folders in the mailbox's language; set it to English first, if Sent Items and Deleted Items are to meet them: Set-MailboxRegionalConfiguration -Language en-US -LocalizeDefaultFolderName (not tried by us).";

function migrateCommand(input: GuideInput): string {
  return `kerio-exit migrate --from ${input.source} --to imaps://outlook.office365.com ${input.whoMoves(false)} --to-auth microsoft --to-secret-file app.json`;
}

function pushStep(input: GuideInput): Step {
  // The mail is that of the store: an export for this way has none.
  const { found = 0, exported = 0, bytes = 0 } = input.report.totals.kinds.mail ?? {};
  const boxes = input.report.mailboxes.filter(({ gone, totals }) => !gone && (totals.kinds.mail?.found ?? 0) > 0);
  return step('Mail', {
    time: input.time('microsoft', 'Mail'),
    text: [
      "Microsoft 365 imports no mail files. kerio-exit migrate sends the mail over IMAP, from the store, without anybody's password. app.json is an application registered in Entra ID with the permission IMAP.AccessAsApp: docs/microsoft-365.md. Not tried by us with a real tenant: begin with one mailbox.",
      ...input.usersFileNotes(),
      'Look at the plan first (the first command sends nothing), then send one mailbox, then all. It can be interrupted and run again.',
    ],
    commands: [
      `${migrateCommand(input)} --dry-run`,
      `${migrateCommand(input)} --select ${input.shell.word(input.newAddress(input.example ?? `*@${input.domain}`))}`,
      migrateCommand(input),
    ],
    limits: [
      ...mailLimits(input, false),
      `Exchange takes one to four messages a second and mailbox; here are ${formatCount(exported === 0 ? found : exported)} (${formatBytes(bytes)}) in ${countOf(boxes.length, 'mailbox')}.`,
    ],
  });
}

function servedExportStep(input: GuideInput): Step {
  const served = input.maildirExport({ target: 'microsoft' }, 'microsoft');
  return step('Or let Microsoft pull', {
    text: [
      "An export as Maildir brings a server with it that Microsoft's own migration can pull from. Make one, and ask it for the next steps.",
      ...served.text,
    ],
    commands: [served.command],
  });
}

function pullStep(input: GuideInput): Step {
  const list = `${input.beside('pull')}/${LIST}`;
  return step('Mail', {
    text: [
      `Fill the list of the migration with the passwords of that server (the first command${input.shell.name === 'posix' ? ', in a POSIX shell' : ''}), then in PowerShell, with your server's name for pull.company.com. Or upload the list in the Exchange admin center, Migration, Add migration batch, IMAP.`,
      'For shared mailboxes add rows of your own: address of the mailbox, _public@domain as user name, its password from dovecot/passwords.csv.',
      language,
    ],
    commands: [
      `${input.exportCommand({ only: ['accounts'], mailFormat: 'mbox' }, input.beside('pull'))} --passwords ${input.path('dovecot/passwords.csv')}`,
      'Connect-ExchangeOnline',
      'New-MigrationEndpoint -IMAP -Name kerio-exit -RemoteServer pull.company.com -Port 993 -Security Ssl',
      `New-MigrationBatch -Name kerio-exit -SourceEndpoint kerio-exit -CSVData ([System.IO.File]::ReadAllBytes(${powershellWord(list)})) -AutoStart`,
      'Get-MigrationUser -BatchId kerio-exit | Format-Table Identity, Status, SkippedItemCount, ErrorSummary',
    ],
    limits: [...mailLimits(input, true), 'A batch takes 50,000 rows and 10 MB.'],
  });
}

function contactsStep(input: GuideInput): Step | null {
  const { contacts } = input.facts;
  if (contacts.length === 0) return null;
  return step('Contacts', {
    text: [
      'Each user in Outlook on the web: People, Manage contacts, Import; or Outlook on Windows: File, Open & Export, Import/Export, comma separated values. Once: a second import doubles them.',
    ],
    commands: input.list(contacts, '.outlook.csv'),
    limits: input.report.options.oneFilePerContact
      ? []
      : ['Of a .vcf Outlook reads the first card only: take the CSV, or export with --one-file-per-contact.'],
  });
}

function calendarsStep(input: GuideInput): Step | null {
  const { calendars } = input.facts;
  if (calendars.length === 0) return null;
  return step('Calendars', {
    text: [
      'Each user in Outlook on the web: Calendar, Add calendar, Upload from file; all parts, once.',
      ...(input.report.options.attendees === 'strip'
        ? []
        : ['--attendees strip makes copies that can be edited without writing to the guests.']),
    ],
    commands: input.list(calendars, '.ics'),
  });
}
