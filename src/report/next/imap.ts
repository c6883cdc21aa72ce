/** The way to an IMAP server where nobody may put files (docs/migrate.md). */
import type { Guide, Step } from '../guide.js';
import { formatBytes, formatCount } from '../numbers.js';
import { accountNotes, checkStep, deltaStep, lateStep, leftoversStep, proveStep, switchStep } from './common.js';
import { davStep } from './dav.js';
import { step, type Trip } from './guide-input.js';

/** The guide for any IMAP server. */
export function imapGuide(trip: Trip): Guide {
  const send = migrateCommand(trip);
  const steps = [
    proveStep(trip),
    accountsStep(trip),
    mailStep(trip, send),
    davStep(trip),
    leftoversStep(
      trip,
      'Tasks are .ics files for calendars that hold tasks (Nextcloud, Thunderbird), and CSV for reading.',
    ),
    switchStep(trip, 'to the new server; SPF, DKIM and autoconfiguration records likewise.'),
    deltaStep(trip, ['Then migrate once more: it sends what is new, and nothing twice.'], [send]),
    lateStep(trip, ['Then migrate once more.'], [send]),
    checkStep(trip, [`${send} --verify`]),
  ];
  return { destination: 'imap', title: 'Another IMAP server', steps: steps.filter((made) => made !== null) };
}

function migrateCommand(trip: Trip): string {
  const [users = 'accounts/imap/migrate.csv'] = trip.accountFiles('accounts/imap/migrate.csv');
  return `kerio-exit migrate --from ${trip.source} --to imaps://mail.${trip.domain} --users ${trip.path(users)}`;
}

function accountsStep(trip: Trip): Step {
  const files = ['accounts/accounts.csv', 'accounts/accounts.json', 'accounts/ldap/directory.ldif'];
  return step('Create the accounts', {
    text: [
      'By the means of the new server: accounts.csv is for reading, accounts.json for scripts, the .ldif for a directory.',
      ...accountNotes(trip),
    ],
    commands: files.flatMap((file) => trip.accountFiles(file)).map((file) => trip.path(file)),
  });
}

function mailStep(trip: Trip, send: string): Step {
  const mail = trip.report.totals.kinds.mail;
  return step('Mail', {
    text: [
      `Put the server's name for mail.${trip.domain}. The users file needs a password for each account, or one administrator acts for all: --to-auth admin or master with --to-admin and --to-secret-file.`,
      ...trip.usersFileNotes(),
      'Look at the plan first, then send. It can be interrupted and run again: every message arrives once.',
    ],
    commands: [`${send} --dry-run`, send],
    limits: [
      `${formatCount(mail?.exported ?? 0)} mails, ${formatBytes(mail?.bytes ?? 0)}: look at the accounts' quotas.`,
      ...trip.sizeLimit(25_000_000, 'servers have limits of their own, and the plan tells what is above.'),
    ],
  });
}
