/** The questions of an export. */
import { Command } from 'commander';
import { autocompleteMultiselect, select } from '@clack/prompts';
import type { MailFormat } from '../../naming/folders.js';
import { readPasswords } from '../../files/accounts/write-account-files.js';
import { type ExportOptions, OUTPUT_KINDS, type OutputKind } from '../../files/plan/options.js';
import { checkOutput } from '../../files/workspace/run-record.js';
import type { PlanDestination } from '../../report/plan/lines.js';
import { addRequestOptions, readRequest, type RequestFlags } from '../../options/export-request.js';
import { countOf, formatBytes } from '../output/format.js';
import { commandArguments, type ExportAnswers } from './answers.js';
import { askPath } from './asking.js';
import { askChoice } from './choice-question.js';
import { askArchive, askRecoverable } from './decision-questions.js';
import { type Destination, targetOf, type Way } from './destinations.js';
import { askOwners } from './owner-questions.js';
import type { ChosenStore } from './store-question.js';
import type { Talk } from './talk.js';

/** Asks what an export must know. A table that was written for the answers is named in `made`. */
export async function askExport(
  talk: Talk,
  chosen: ChosenStore,
  destination: Destination,
  way: Way,
  made: string[],
): Promise<ExportAnswers> {
  const { path, inspection } = chosen;
  const archive = await askArchive(talk, chosen);
  const recoverable = await askRecoverable(talk, chosen);
  const candidates = inspection.mailboxes
    .filter(({ mailbox }) => archive === 'include' || mailbox.type !== 'archive')
    .map(({ mailbox, sums }) => ({
      address: mailbox.address,
      hint: `${countOf(sums.found, 'item')}, ${formatBytes(sums.bytes)}`,
    }));
  const mailboxes = await askChoice(talk, 'Which mailboxes?', 'mailbox', candidates);
  const kinds = await askKinds(talk, kindsOf(destination, way));
  const mailFormat = await formatOf(talk, destination, way, kinds);
  const passwords = kinds.includes('accounts') ? await askPasswords(talk, destination) : null;
  const wanted = {
    ...{ destination: planDestination(destination), sends: way === 'send', mailboxes, archive, recoverable },
  };
  const owners = kinds.includes('accounts')
    ? await askOwners(talk, chosen, wanted, made)
    : { unlisted: null, plan: null };
  const trees = { archive, recoverable, ...owners };
  const answers = { command: 'export', store: path, target: targetOf(destination), ...trees, mailboxes } as const;
  const complete = (out: string): ExportAnswers => ({ ...answers, kinds, mailFormat, passwords, out });
  const out = await askPath(talk, {
    message: 'Where shall the export go? A new folder, or that of an earlier export to bring it up to date',
    initialValue: 'export',
    check: (folder) => checkOutput({ source: path, out: folder, options: optionsOf(complete(folder)) }),
  });
  return complete(out);
}

/** In the words of `kerio-exit plan`. */
function planDestination(destination: Destination): PlanDestination {
  return destination === 'google' || destination === 'microsoft' ? destination : 'imap';
}

/** What the command will take the answers for. */
export function optionsOf(answers: ExportAnswers): ExportOptions {
  const [, store = '', , out = '', ...options] = commandArguments(answers);
  const command = addRequestOptions(new Command().argument('<store>').option('--out <dir>'));
  const flags = command.parse([store, '--out', out, ...options], { from: 'user' }).opts<RequestFlags>();
  return readRequest(store, flags).options;
}

/** Microsoft 365 imports no mail files: mail that is sent is in none. */
function kindsOf(destination: Destination, way: Way): readonly OutputKind[] {
  return destination === 'microsoft' && way === 'send' ? OUTPUT_KINDS.filter((kind) => kind !== 'mail') : OUTPUT_KINDS;
}

const KIND_HINTS: Readonly<Record<OutputKind, string>> = {
  mail: 'every folder of every mailbox',
  contacts: 'vCards and CSV',
  calendars: 'iCalendar',
  tasks: 'iCalendar and CSV',
  notes: 'text files and iCalendar',
  filters: 'Sieve scripts',
  accounts: 'users, groups and aliases',
};

async function askKinds(talk: Talk, kinds: readonly OutputKind[]): Promise<readonly OutputKind[]> {
  const message = 'What comes along?';
  const chosen = await talk.ask<OutputKind[]>(message, (earlier) =>
    autocompleteMultiselect<OutputKind>({
      message: `${message} (Tab ticks)`,
      options: kinds.map((value) => ({ value, label: value, hint: KIND_HINTS[value] })),
      initialValues: earlier ?? [...kinds],
      required: true,
    }),
  );
  return kinds.filter((kind) => chosen.includes(kind));
}

/** Only who wants files is asked for their format: each importer reads one. */
async function formatOf(
  talk: Talk,
  destination: Destination,
  way: Way,
  kinds: readonly OutputKind[],
): Promise<MailFormat> {
  if (way === 'pull') return 'maildir';
  if (way === 'pst') return 'pst';
  return destination === 'files' && kinds.includes('mail') ? askMailFormat(talk) : 'mbox';
}

async function askMailFormat(talk: Talk): Promise<MailFormat> {
  const message = 'How is mail written?';
  return talk.ask<MailFormat>(message, (earlier = 'mbox') =>
    select<MailFormat>({
      message,
      initialValue: earlier,
      options: [
        { value: 'mbox', label: 'mbox', hint: 'one file a folder; what most programs import' },
        { value: 'maildir', label: 'Maildir', hint: 'for Dovecot' },
        { value: 'eml', label: 'eml', hint: 'one file a message' },
        { value: 'thunderbird', label: 'Thunderbird', hint: 'its Local Folders' },
        { value: 'pst', label: 'PST', hint: 'one Outlook file a mailbox, with contacts and calendars; experimental' },
      ],
    }),
  );
}

async function askPasswords(talk: Talk, destination: Destination): Promise<string | null> {
  const message = 'Passwords of the new accounts? Those of the old server cannot be read';
  const needs = destination === 'google' ? '; Google makes no account without one' : '';
  const source = await talk.ask<'none' | 'generate' | 'file'>(message, (earlier = 'generate') =>
    select<'none' | 'generate' | 'file'>({
      message,
      initialValue: earlier,
      options: [
        { value: 'generate', label: 'Make one-time passwords', hint: `in accounts/passwords.csv${needs}` },
        { value: 'file', label: 'Take them from a file', hint: 'lines of address,password' },
        { value: 'none', label: 'None', hint: 'the columns stay empty' },
      ],
    }),
  );
  if (source !== 'file') return source;
  return askPath(talk, { message: 'The file with the passwords', check: (file) => readPasswords({ file }, '.') });
}
