/** Steps that are the same for every destination. */
import { exportQuestions } from '../decisions.js';
import type { Step } from '../guide.js';
import { countOf } from '../numbers.js';
import { step, type GuideInput } from './guide-input.js';

/** What the account files say about themselves, and how to have passwords in them. */
export function accountNotes(input: GuideInput): string[] {
  const { accounts } = input.report;
  if (accounts === null || accounts.counts === null) {
    const why = accounts?.problem ?? 'none were asked for';
    return [`There are no account files in this export (${why}): make the accounts by hand, or give --users-csv.`];
  }
  const { leftOut } = accounts;
  return [
    ...input.facts.advice.filter((line) => !line.startsWith('imap/imapsync.txt')),
    ...(leftOut === 0
      ? []
      : [
          `${countOf(leftOut, 'record')} fit into some file only in part or not at all: accounts/report.json, leftOut.`,
        ]),
  ];
}

const PASSWORDS = 'accounts/passwords.csv';

/** Accounts that cannot be made as long as nobody has a password: what fills the columns in. */
export function passwordCommands(input: GuideInput): string[] {
  const isEmpty = input.facts.advice.some((line) => line.startsWith('Password columns are empty'));
  return isEmpty ? [`${input.exportCommand()} --passwords generate`] : [];
}

/** The passwords that were made up: each goes to its person. */
export function handOutStep(input: GuideInput): Step | null {
  const files = input.accountFiles(PASSWORDS);
  if (files.length === 0) return null;
  return step('Hand out the passwords', {
    text: [
      'passwords.csv has a one-time password for each person: on paper, in an envelope, or by telephone. Not by mail, and not all in one list.',
    ],
    commands: files.map((file) => input.path(file)),
  });
}

/** Prove the export before anything is uploaded. */
export function proveStep(input: GuideInput): Step {
  const { failed, missing } = input.report.totals;
  const lost = failed + missing;
  const questions = exportQuestions(input.report);
  const remedies = questions.map(({ title, remedy }) => `${title}: ${remedy}.`);
  return step('Prove the export', {
    text: [
      ...(input.facts.out === '.'
        ? ['Open a terminal in the folder of this export: all commands name its files from there.']
        : []),
      'Compares every item with the store, and ends with 0 when all agree. Do it before you upload: some importers put files of their own beside the mail.',
      ...(remedies.length === 0
        ? []
        : ['Left behind unless you say so; export again with one of the options of each:', ...remedies]),
      ...(lost === 0
        ? []
        : [
            `${countOf(lost, 'item')} failed or ${lost === 1 ? 'is' : 'are'} missing in the store: attention in report.json names them.`,
          ]),
    ],
    commands: [`kerio-exit verify ${input.out}`],
    time: input.time('files', 'Compare'),
  });
}

/** The PST files of an export; null where it has none. `how` says who takes them. */
export function pstStep(input: GuideInput, title: string, how: string): Step | null {
  if (input.facts.pst.length === 0) return null;
  return step(title, {
    text: [
      `One PST file for each mailbox, with mail, contacts, calendars, tasks and notes: whoever takes them needs no other file of these. ${how}`,
      'They are experimental: we never opened one in Outlook. Run scanpst on the first one, and look at it (docs/pst.md).',
    ],
    commands: [input.path('pst')],
  });
}

/** Files that people open themselves. */
export function leftoversStep(input: GuideInput, tasks: string): Step | null {
  const { report, facts } = input;
  const rules = report.filters.reduce((sum, { rules: own }) => sum + own.length, 0);
  const text = [
    ...(facts.tasks.length === 0 ? [] : [tasks]),
    ...(facts.hasNotes ? ['Notes are text files, and entries of .ics files for programs that read journals.'] : []),
    ...(rules === 0
      ? []
      : [`${countOf(rules, 'filter rule')} of ${countOf(report.filters.length, 'user')} are Sieve scripts.`]),
  ];
  if (text.length === 0) return null;
  const folders = [
    ...(facts.tasks.length === 0 ? [] : ['tasks']),
    ...(facts.hasNotes ? ['notes'] : []),
    ...(facts.filters.length === 0 ? [] : ['filters']),
  ];
  return step('Tasks, notes, filters', { text, commands: folders.map((folder) => input.path(folder)) });
}

/** The day on which mail goes elsewhere. */
export function switchStep(input: GuideInput, mx: string): Step {
  return step('Switch the mail', {
    text: [
      'The time to live of the MX record was lowered to some minutes a day before: look whether it is.',
      `Point the MX of ${input.domain} ${mx}`,
      'Where the old server can still receive, let it refuse or forward mail for the domain.',
    ],
  });
}

/** Everything that came since, into the same folder. `upload` says what to do with it then. */
export function deltaStep(input: GuideInput, upload: readonly string[], commands: readonly string[] = []): Step {
  return step('Last delta', {
    text: [
      'While people are off: the same command again brings the export up to date in little time. Passwords that were made up stay. If you gave --passwords with a file, --users-csv or --include-unlisted, give them again.',
      ...upload,
    ],
    commands: [input.exportCommand(), ...commands],
  });
}

/** What the time of the switch is called in commands. */
export const CUTOVER = 'CUTOVER';

/** A time, for people to put the real one in its place. */
export const SOME_TIME = '2026-03-07T18:00:00Z';

/** Mail that reached the old server after the switch. */
export function lateStep(input: GuideInput, upload: readonly string[], commands: readonly string[] = []): Step {
  return step('Late mail, some days after', {
    text: [
      'Other servers may deliver to the old one until they forget its address. With the time of the switch (UTC) the report lists what came after it, under late.',
      ...upload,
    ],
    commands: [
      input.shell.set(CUTOVER, SOME_TIME),
      `${input.exportCommand()} --since-cutover ${input.shell.use(CUTOVER)}`,
      ...commands,
    ],
  });
}

/** The last look. */
export function checkStep(input: GuideInput, extra: readonly string[] = []): Step {
  const { totals, mailboxes } = input.report;
  const mails = totals.kinds.mail?.exported ?? 0;
  const boxes = mailboxes.filter(({ totals: own }) => ((mails === 0 ? own : own.kinds.mail)?.exported ?? 0) > 0);
  const hasPasswords = input.accountFiles(PASSWORDS).length > 0;
  return step('Compare', {
    text: [
      `This export has ${mails === 0 ? countOf(totals.exported, 'item') : countOf(mails, 'mail')} of ${countOf(boxes.length, 'mailbox')}: compare with what the destination counts, mailbox by mailbox (report.json has the sums of each).`,
      ...(hasPasswords
        ? [
            'When everybody has signed in, and migrate will not need them again, delete the passwords: the last command takes passwords.csv away and empties the columns of the other files.',
          ]
        : []),
      'Keep the export and the store on a disk in a cupboard.',
    ],
    commands: [...extra, ...(hasPasswords ? [`${input.exportCommand()} --passwords none`] : [])],
  });
}
