/** The way to an IMAP server where nobody may put files (docs/migrate.md). */
import type { Guide, Step } from '../guide.js';
import { formatBytes, formatCount } from '../numbers.js';
import {
  accountNotes,
  checkStep,
  deltaStep,
  handOutStep,
  lateStep,
  leftoversStep,
  proveStep,
  switchStep,
} from './common.js';
import { davStep } from './dav.js';
import { step, type GuideInput } from './guide-input.js';

/** The guide for any IMAP server. */
export function imapGuide(input: GuideInput): Guide {
  const send = migrateCommand(input);
  const steps = [
    proveStep(input),
    accountsStep(input),
    mailStep(input, send),
    davStep(input),
    leftoversStep(
      input,
      'Tasks are .ics files for calendars that hold tasks (Nextcloud, Thunderbird), and CSV for reading.',
    ),
    handOutStep(input),
    switchStep(input, 'to the new server; SPF, DKIM and autoconfiguration records likewise.'),
    deltaStep(input, ['Then migrate once more: it sends what is new, and nothing twice.'], [send]),
    lateStep(input, ['Then migrate once more.'], [send]),
    checkStep(input, [`${send} --verify`]),
  ];
  return { destination: 'imap', title: 'Another IMAP server', steps: steps.filter((made) => made !== null) };
}

function migrateCommand(input: GuideInput): string {
  return `kerio-exit migrate --from ${input.source} --to imaps://mail.${input.domain} ${input.whoMoves(true)}`;
}

function accountsStep(input: GuideInput): Step {
  const files = ['accounts/accounts.csv', 'accounts/accounts.json', 'accounts/ldap/directory.ldif'];
  return step('Create the accounts', {
    text: [
      'By the means of the new server: accounts.csv is for reading, accounts.json for scripts, the .ldif for a directory.',
      ...accountNotes(input),
    ],
    commands: files.flatMap((file) => input.accountFiles(file)).map((file) => input.path(file)),
  });
}

function mailStep(input: GuideInput, send: string): Step {
  const mail = input.report.totals.kinds.mail;
  return step('Mail', {
    time: input.time('imap', 'Mail'),
    text: [
      `Put the server's name for mail.${input.domain}. The users file needs a password for each account, or one administrator acts for all: --to-auth admin or master with --to-admin and --to-secret-file.`,
      ...input.usersFileNotes(),
      'Look at the plan first, then send. It can be interrupted and run again: every message arrives once.',
    ],
    commands: [`${send} --dry-run`, send],
    limits: [
      `${formatCount(mail?.exported ?? 0)} mails, ${formatBytes(mail?.bytes ?? 0)}: look at the accounts' quotas.`,
      ...input.sizeLimit(25_000_000, 'servers have limits of their own, and the plan tells what is above.'),
    ],
  });
}
