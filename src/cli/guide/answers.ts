/** What the dialogue found out, and the command line that says the same. */
import type { MailFormat } from '../../naming/folders.js';
import { OUTPUT_KINDS, type OutputKind } from '../../files/plan/options.js';
import type { AuthMethod } from '../../options/migrate-flags.js';

/** Some of a list of addresses: all, only these, or all but these. */
export interface Choice {
  readonly mode: 'all' | 'only' | 'except';
  readonly addresses: readonly string[];
}

/** Taken along, or left out. */
export type Decision = 'include' | 'exclude';

/** Everything that `kerio-exit export` is asked to do. */
export interface ExportAnswers {
  readonly command: 'export';
  readonly store: string;
  readonly target: string;
  readonly mailFormat: MailFormat;
  /** Null where the store has nothing of the kind. */
  readonly archive: Decision | null;
  readonly recoverable: Decision | null;
  readonly unlisted: Decision | null;
  /** The table of who goes where that was written for single answers; null without one. */
  readonly plan: string | null;
  readonly mailboxes: Choice;
  readonly kinds: readonly OutputKind[];
  /** `generate`, `none`, or the path of a file; null where no accounts are written. */
  readonly passwords: string | null;
  readonly out: string;
}

/** How the certificate of a server is checked. */
export type Trust = { readonly kind: 'known' | 'unchecked' } | { readonly kind: 'file'; readonly path: string };

/** Everything that `kerio-exit migrate` is asked to do. A password is never in here: only where it comes from. */
export interface MigrateAnswers {
  readonly command: 'migrate';
  readonly store: string;
  /** An address, or `google`. */
  readonly server: string;
  readonly trust: Trust;
  readonly auth: AuthMethod;
  readonly admin: string | null;
  /** The file that holds the password or key; null where it comes from the environment or the users file. */
  readonly secretFile: string | null;
  readonly usersFile: string;
  readonly users: Choice;
  /** Mailboxes in no line of the users file that stay behind. */
  readonly staying: readonly string[];
  readonly recoverable: Decision | null;
  /** Kinds that are sent, in the words of `--only`; null for all that the destination takes. */
  readonly only: readonly string[] | null;
  /** What only this kind of destination is told: options with their values. */
  readonly own: readonly string[];
}

export type Answers = ExportAnswers | MigrateAnswers;

/** The arguments of the command that does what was answered. Options at their defaults are left out. */
export function commandArguments(answers: Answers): string[] {
  return answers.command === 'export' ? exportArguments(answers) : migrateArguments(answers);
}

function exportArguments(answers: ExportAnswers): string[] {
  const { mailFormat, kinds, passwords } = answers;
  return [
    'export',
    asOperand(answers.store),
    ...['--out', answers.out],
    ...['--target', answers.target],
    ...(mailFormat === 'mbox' ? [] : ['--mail-format', mailFormat]),
    ...treeArguments('archive', answers.archive),
    ...treeArguments('recoverable', answers.recoverable),
    ...(kinds.length === OUTPUT_KINDS.length ? [] : ['--only', kinds.join(',')]),
    ...choiceArguments(answers.mailboxes, '--user', '--exclude-user'),
    ...(answers.plan === null ? [] : ['--plan', answers.plan]),
    ...(passwords === null ? [] : ['--passwords', passwords]),
    ...(answers.unlisted === null ? [] : [`--${answers.unlisted}-unlisted`]),
  ];
}

function migrateArguments(answers: MigrateAnswers): string[] {
  const { trust, auth, admin, secretFile } = answers;
  return [
    'migrate',
    ...['--from', answers.store],
    ...['--to', answers.server],
    ...(trust.kind === 'file' ? ['--ca', trust.path] : trust.kind === 'unchecked' ? ['--to-insecure'] : []),
    ...answers.own,
    ...(auth === 'login' ? [] : ['--to-auth', auth]),
    ...(admin === null ? [] : ['--to-admin', admin]),
    ...(secretFile === null ? [] : ['--to-secret-file', secretFile]),
    ...['--users', answers.usersFile],
    ...choiceArguments(answers.users, '--select', '--exclude'),
    ...choiceArguments({ mode: 'except', addresses: answers.staying }, '--select', '--exclude'),
    ...treeArguments('recoverable', answers.recoverable),
    ...(answers.only === null ? [] : ['--only', answers.only.join(',')]),
  ];
}

function treeArguments(what: string, decision: Decision | null): string[] {
  if (decision === null) return [];
  return decision === 'include' ? ['--include', what] : [`--exclude-${what}`];
}

function choiceArguments({ mode, addresses }: Choice, only: string, except: string): string[] {
  if (mode === 'all' || addresses.length === 0) return [];
  return [mode === 'only' ? only : except, addresses.map(globFor).join(',')];
}

/** An address as a glob. A comma or an outer blank would be taken for the end of it: `?` stands for either. */
function globFor(address: string): string {
  return address.replace(/,|^\s|\s$/g, '?');
}

/** A path that begins with `-` would be taken for an option. */
function asOperand(path: string): string {
  return path.startsWith('-') ? `./${path}` : path;
}
