/** The way to a Dovecot host of one's own, mailcow included (docs/own-host.md). */
import type { Guide, Step } from '../guide.js';
import {
  accountNotes,
  CUTOVER,
  checkStep,
  deltaStep,
  handOutStep,
  lateStep,
  leftoversStep,
  proveStep,
  SOME_TIME,
  switchStep,
} from './common.js';
import { davStep } from './dav.js';
import { shellOf } from '../../naming/shells.js';
import { serveStep } from './serve.js';
import { step, type GuideInput } from './guide-input.js';

/** The shell of the host, whatever this machine has. */
const HOST = shellOf('posix');

/** A loop to be run on the host. */
function hostLoop(input: GuideInput, body: string, mail?: string): string {
  return input.loop(() => body, mail, HOST);
}

const importMail = 'doveadm import -u "$user" "maildir:$dir" "" all';

/** The guide for a Dovecot host. */
export function dovecotGuide(input: GuideInput): Guide {
  const isMaildir = input.report.options.mailFormat === 'maildir';
  const late = input.maildirExport({ only: ['mail'], since: null, until: null }, 'late');
  const lateMail = input.shell.name === 'posix' ? `${input.beside('late')}/mail` : 'kerio-exit-late/mail';
  const steps = [
    proveStep(input),
    accountsStep(input),
    ...(isMaildir ? [filesStep(input), backupStep(input), serveStep(input)] : [maildirStep(input)]),
    sieveStep(input),
    davStep(input),
    leftoversStep(input, 'Tasks are .ics files for calendars that hold tasks, and CSV for reading.'),
    handOutStep(input),
    switchStep(input, 'to the new server; SPF, DKIM and autoconfiguration records likewise.'),
    deltaStep(
      input,
      ['Then doveadm backup once more, while nobody uses the new mailboxes: it deletes what only they have.'],
      isMaildir ? backupCommands(input) : [],
    ),
    lateStep(
      input,
      [
        'Into a folder of its own, added by doveadm import: run that once, it never looks whether a message is there.',
        ...late.text,
      ],
      [
        // Said in the other shell already, which is that of another machine.
        ...(input.shell.name === 'posix' ? [] : [HOST.set(CUTOVER, SOME_TIME)]),
        `${late.command} --since ${HOST.use(CUTOVER)}`,
        hostLoop(input, importMail, lateMail),
      ],
    ),
    checkStep(input, ["doveadm mailbox status -A messages '*'"]),
  ];
  return { destination: 'dovecot', title: 'Dovecot, mailcow', steps: steps.filter((made) => made !== null) };
}

function accountsStep(input: GuideInput): Step {
  return step('Create the accounts', {
    text: [
      'dovecot-users is a passwd-file for passdb and userdb: user and group number 5000, homes /var/vmail/<domain>/<user>. Aliases, groups and forwarding belong to the server that delivers; they are in accounts.json and in the .ldif. In mailcow make the mailboxes first.',
      ...accountNotes(input),
    ],
    commands: ['accounts/imap/dovecot-users', 'accounts/accounts.json', 'accounts/ldap/directory.ldif']
      .flatMap((file) => input.accountFiles(file))
      .map((file) => input.path(file)),
  });
}

function maildirStep(input: GuideInput): Step {
  const maildir = input.maildirExport({ target: 'generic' }, 'maildir');
  return step('Mail', {
    text: [
      'Dovecot takes Maildir as it is, with every byte, flag and date. This export is another format: make one that is, and ask it for the next steps.',
      ...maildir.text,
    ],
    commands: [maildir.command],
  });
}

function filesStep(input: GuideInput): Step {
  const home = '/var/vmail/${user#*@}/${user%@*}';
  const copy =
    `home=${home}; [ -e "$home/Maildir" ] || { install -d -o 5000 -g 5000 "$home" && ` +
    `cp -a "$dir" "$home/Maildir" && chown -R 5000:5000 "$home"; }`;
  return step('Mail, into a new host that keeps Maildir', {
    time: input.time('dovecot', 'Mail'),
    text: [
      'As root on the host, with mail_location = maildir:~/Maildir. Mailboxes that are there already are left alone. Public trees (_public@domain) are Maildirs, too: make a shared mailbox or a public namespace of them.',
    ],
    commands: [hostLoop(input, copy)],
  });
}

/** Dovecot's own files stay out of the export: `verify` would name them. */
function backupCommands(input: GuideInput): string[] {
  return [
    'STATE=/var/tmp/kerio-exit-doveadm',
    'install -d -o vmail -g vmail "$STATE"',
    hostLoop(input, 'doveadm backup -u "$user" -R "maildir:$dir:INDEX=$STATE/$user:CONTROL=$STATE/$user"'),
  ];
}

function backupStep(input: GuideInput): Step {
  return step('Or mail, into a host with another format', {
    text: [
      'As root on the host, with the user that Dovecot runs mail as for vmail; it must be able to read the export. backup makes the mailbox equal to the export: what only the mailbox has is deleted. Only while nobody uses it.',
    ],
    commands: backupCommands(input),
  });
}

function sieveStep(input: GuideInput): Step | null {
  if (input.facts.filters.length === 0) return null;
  return step('Filters', {
    text: [
      'Sieve scripts for Pigeonhole, made active.',
      ...(input.report.options.target === 'generic'
        ? []
        : [
            "Folder names in them are Kerio's, and those of this export are another destination's: export with --target generic.",
          ]),
    ],
    commands: [
      `for file in ${HOST.path(input.plainPath('filters'))}/*.sieve; do doveadm sieve put -u "$(basename "$file" .sieve)" -a kerio "$file"; done`,
    ],
  });
}
