/** The questions of an export. */
import { Command } from 'commander';
import { multiselect, select } from '@clack/prompts';
import type { MailFormat } from '../../naming/folders.js';
import { readPasswords } from '../../files/accounts/write-account-files.js';
import { type ExportOptions, OUTPUT_KINDS, type OutputKind } from '../../files/plan/options.js';
import { checkOutput } from '../../files/workspace/run-record.js';
import { addRequestOptions, readRequest, type RequestFlags } from '../options/export-request.js';
import { countOf, formatBytes } from '../output/format.js';
import { commandArguments, type ExportAnswers } from './answers.js';
import { answered, askPath } from './asking.js';
import { askChoice } from './choice-question.js';
import { askArchive, askRecoverable, askUnlisted } from './decision-questions.js';
import { type Destination, targetOf } from './destinations.js';
import type { ChosenStore } from './store-question.js';

/** Asks what an export must know. Writes nothing. */
export async function askExport(
  chosen: ChosenStore,
  destination: Exclude<Destination, 'imap'>,
): Promise<ExportAnswers> {
  const { path, store, inspection } = chosen;
  const archive = await askArchive(chosen);
  const recoverable = await askRecoverable(chosen);
  const candidates = inspection.mailboxes
    .filter(({ mailbox }) => archive === 'include' || mailbox.type !== 'archive')
    .map(({ mailbox, sums }) => ({
      address: mailbox.address,
      hint: `${countOf(sums.found, 'item')}, ${formatBytes(sums.bytes)}`,
    }));
  const mailboxes = await askChoice('Which mailboxes?', 'mailbox', candidates);
  const kinds = await askKinds();
  const mailFormat = destination === 'files' && kinds.includes('mail') ? await askMailFormat() : 'mbox';
  const passwords = kinds.includes('accounts') ? await askPasswords() : null;
  const unlisted = kinds.includes('accounts') ? await askUnlisted(store, mailboxes) : null;
  const trees = { archive, recoverable, unlisted };
  const answers = { command: 'export', store: path, target: targetOf(destination), ...trees, mailboxes } as const;
  const complete = (out: string): ExportAnswers => ({ ...answers, kinds, mailFormat, passwords, out });
  const out = await askPath({
    message: 'Where shall the export go? A new folder, or that of an earlier export to bring it up to date',
    initialValue: 'export',
    check: (folder) => checkOutput({ source: path, out: folder, options: optionsOf(complete(folder)) }),
  });
  return complete(out);
}

/** What the command will take the answers for. */
export function optionsOf(answers: ExportAnswers): ExportOptions {
  const [, store = '', , out = '', ...options] = commandArguments(answers);
  const command = addRequestOptions(new Command().argument('<store>').option('--out <dir>'));
  const flags = command.parse([store, '--out', out, ...options], { from: 'user' }).opts<RequestFlags>();
  return readRequest(store, flags).options;
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

async function askKinds(): Promise<readonly OutputKind[]> {
  const chosen = answered(
    await multiselect<OutputKind>({
      message: 'What comes along?',
      options: OUTPUT_KINDS.map((value) => ({ value, label: value, hint: KIND_HINTS[value] })),
      initialValues: [...OUTPUT_KINDS],
      required: true,
    }),
  );
  return OUTPUT_KINDS.filter((kind) => chosen.includes(kind));
}

async function askMailFormat(): Promise<MailFormat> {
  return answered(
    await select<MailFormat>({
      message: 'How is mail written?',
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

async function askPasswords(): Promise<string | null> {
  const source = answered(
    await select<'none' | 'generate' | 'file'>({
      message: 'Passwords of the new accounts? Those of the old server cannot be read',
      options: [
        { value: 'none', label: 'None', hint: 'the columns stay empty' },
        { value: 'generate', label: 'Make a one-time password for each user', hint: 'in accounts/passwords.csv' },
        { value: 'file', label: 'Take them from a file', hint: 'lines of address,password' },
      ],
    }),
  );
  if (source !== 'file') return source === 'none' ? null : source;
  return askPath({ message: 'The file with the passwords', check: (file) => readPasswords({ file }, '.') });
}
