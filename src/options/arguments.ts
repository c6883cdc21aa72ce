/** Reading values from the command line. Each refuses with one sentence that says what to give instead. */
import { type Command, Option } from 'commander';
import { UserError } from '../core/errors.js';
import { DISK, type InputFiles } from '../core/input-files.js';
import type { Shard } from '../core/shard.js';
import { readMovePlan } from '../users-cfg/move-plan.js';
import { readFolderRules } from '../naming/folder-rules.js';
import { addMailFilters, type MailFilterFlags, readMailFilter } from './mail-filter-options.js';
import {
  DEFAULT_OPTIONS,
  type ExportOptions,
  MAIL_FORMATS,
  OUTPUT_KINDS,
  type OutputKind,
  TARGETS,
} from '../files/plan/options.js';

/** Gathers a repeatable option; commas separate values too. */
export function gather(value: string, before: readonly string[] = []): string[] {
  return [
    ...before,
    ...value
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  ];
}

/** A date or time in UTC (`2024-01-31`, `2024-01-31T12:00:00Z`) as unix seconds. */
export function parseTime(value: string, option: string): number {
  const isWritten = /^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:\d{2}))?$/.test(value) && isDay(value.slice(0, 10));
  const time = isWritten ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(time))
    throw new UserError(`${option} ${value} is no date: give it as 2024-01-31 or 2024-01-31T12:00:00Z.`);
  return Math.floor(time / 1000);
}

/** Date.parse takes 2024-02-30 for the first of March. */
function isDay(day: string): boolean {
  const time = Date.parse(day);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
}

/** A whole number of at least `least`. */
export function parseCount(value: string, option: string, least: number): number {
  const count = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
  if (Number.isNaN(count) || count < least)
    throw new UserError(`${option} ${value} is no whole number of at least ${least}.`);
  return count;
}

/** `2/4`: the second of four shares of the work. */
export function parseShard(value: string): Shard {
  const [, index, count] = /^([1-9]\d{0,5})\/([1-9]\d{0,5})$/.exec(value) ?? [];
  if (index === undefined || Number(index) > Number(count))
    throw new UserError(`--shard ${value} is no share: give i/n with i from 1 to n, such as 2/4.`);
  return { index: Number(index), count: Number(count) };
}

const SIZES: Readonly<Record<string, number>> = {
  ...{ '': 1e9, B: 1, KB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 },
  ...{ KIB: 2 ** 10, MIB: 2 ** 20, GIB: 2 ** 30, TIB: 2 ** 40 },
};

/** A size (`10GB`, `500MB`; a number alone is gigabytes, one above 1,000 bytes) in bytes, of at least `least`. */
export function parseSize(value: string, option: string, least: number): number {
  const [, number, unit = ''] = /^(\d{1,15}(?:\.\d{1,9})?) ?([KMGT]?i?B)?$/i.exec(value.trim()) ?? [];
  const size =
    unit === '' && Number(number) > 1000 ? Number(number) : Number(number) * (SIZES[unit.toUpperCase()] ?? 0);
  if (number === undefined || !(Math.floor(size) >= least && size <= Number.MAX_SAFE_INTEGER))
    throw new UserError(`${option} ${value} is no size of at least ${least / 1e6}MB: give it as 10GB or 500MB.`);
  return Math.floor(size);
}

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };

/** A length of time (`90s`, `10m`, `2h`) in milliseconds. */
export function parseDuration(value: string, option: string): number {
  const [, count, unit] = /^(\d{1,6})([smh])$/.exec(value) ?? [];
  if (count === undefined || unit === undefined)
    throw new UserError(`${option} ${value} is no length of time: give it as 90s, 10m or 2h.`);
  return Number(count) * (UNITS[unit] ?? 0);
}

/** Below it nearly every item would be a PST file of its own, in bytes. */
const LEAST_PST = 1_000_000;

/** The options that say what goes into an export, as commander gives them. */
export interface ExportFlags extends MailFilterFlags {
  target: ExportOptions['target'];
  mailFormat: ExportOptions['mailFormat'];
  pstSize: string;
  only?: string[];
  user?: string[];
  excludeUser?: string[];
  domain?: string[];
  plan?: string;
  folder?: string[];
  excludeFolder?: string[];
  map?: string[];
  since?: string;
  until?: string;
  include?: string[];
  excludeArchive?: boolean;
  excludeRecoverable?: boolean;
  skipDeleted?: boolean;
  oneFilePerContact?: boolean;
  maxPhoto?: string;
  attendees: ExportOptions['attendees'];
  inlineAttachments?: boolean;
}

/** `--map`; a folder's name may hold a comma. */
export function mapOption(): Option {
  return new Option(
    '--map <from=to>',
    'put a folder, with what is below it, there; levels are divided by /; may be given again',
  ).argParser((value: string, before: readonly string[] | undefined) => [...(before ?? []), value]);
}

/** `--plan`. */
export function planOption(): Option {
  return new Option(
    '--plan <file>',
    'who goes where: the table that kerio-exit plan wrote and you completed; who stays behind is left out, and what it leaves open is named (exit code 1)',
  );
}

/** Declares the options that say what goes into an export. */
export function addExportOptions(command: Command): Command {
  command
    .optionsGroup('What is written, and how:')
    .addOption(
      new Option('--target <name>', 'name folders and labels for this destination').choices(TARGETS).default('google'),
    )
    .addOption(
      new Option(
        '--mail-format <format>',
        'how mail is written; pst, which holds contacts, calendars, tasks and notes, too, is experimental: never opened in Outlook by us',
      )
        .choices(MAIL_FORMATS)
        .default('mbox'),
    )
    .addOption(
      new Option('--pst-size <size>', 'begin another PST file before one is longer, such as 10GB or 500MB').default(
        '10GB',
      ),
    )
    .addOption(mapOption())
    .option('--only <kinds>', `only these: ${OUTPUT_KINDS.join(', ')}`, gather)
    .optionsGroup('What is taken from the store:')
    .addOption(planOption())
    .option('--user <glob>', 'only these mailboxes (address, or the part before the @); may be given again', gather)
    .option('--exclude-user <glob>', 'leave out these mailboxes; may be given again', gather)
    .option(
      '--domain <glob>',
      'only these domains; may be given again; old=new renames a domain in the account files',
      gather,
    )
    .option('--folder <glob>', 'only these folders and what is below them; may be given again', gather)
    .option('--exclude-folder <glob>', 'leave out these folders and what is below them; may be given again', gather)
    .option('--since <date>', 'only mail received at or after this time (2024-01-31 or 2024-01-31T12:00:00Z, UTC)')
    .option('--until <date>', 'only mail received before this time (UTC)');
  addMailFilters(command);
  return command
    .option(
      '--include <what>',
      'also read archive (the mail archive) or recoverable (what is kept after deletion), or both',
      gather,
    )
    .option('--exclude-archive', 'leave the mail archive out, and do not ask about it (exit code 1 without either)')
    .option('--exclude-recoverable', 'leave out what is kept after deletion, and do not ask about it')
    .option('--skip-deleted', 'leave out items that are marked as deleted and not purged yet')
    .optionsGroup('Contacts and calendars:')
    .option(
      '--one-file-per-contact',
      'write each contact as a .vcf of its own (Outlook reads only the first of a bundle)',
    )
    .option('--max-photo <KB>', 'drop contact photos larger than this; 0 drops all')
    .addOption(
      new Option(
        '--attendees <how>',
        'strip: move organizer and attendees into the description, so that copies can be edited',
      )
        .choices(['keep', 'strip'])
        .default('keep'),
    )
    .option('--inline-attachments', 'embed attachments of events in the calendar file');
}

/** What the options mean. Throws a UserError for a value that means nothing. */
export function readExportOptions(flags: ExportFlags, files: InputFiles = DISK): ExportOptions {
  const include = flags.include ?? [];
  const unknown = include.find((name) => name !== 'archive' && name !== 'recoverable');
  if (unknown !== undefined) throw new UserError(`--include ${unknown} is unknown: give archive, recoverable or both.`);
  for (const [name, excluded] of [
    ['archive', flags.excludeArchive],
    ['recoverable', flags.excludeRecoverable],
  ] as const)
    if (excluded === true && include.includes(name))
      throw new UserError(`--include ${name} and --exclude-${name} say the opposite: give one of them.`);
  const since = flags.since === undefined ? null : parseTime(flags.since, '--since');
  const until = flags.until === undefined ? null : parseTime(flags.until, '--until');
  if (since !== null && until !== null && since >= until)
    throw new UserError(
      `--until ${flags.until ?? ''} is not after --since ${flags.since ?? ''}: no mail lies between.`,
    );
  const plan = flags.plan === undefined ? null : readMovePlan(flags.plan, files);
  return {
    ...DEFAULT_OPTIONS,
    plan,
    target: flags.target,
    mailFormat: flags.mailFormat,
    pstSize: parseSize(flags.pstSize, '--pst-size', LEAST_PST),
    only: flags.only === undefined ? OUTPUT_KINDS : readKinds(flags.only),
    users: flags.user ?? [],
    excludeUsers: flags.excludeUser ?? [],
    domains: flags.domain ?? [],
    folders: flags.folder ?? [],
    excludeFolders: flags.excludeFolder ?? [],
    map: [...readFolderRules(flags.map ?? [])].sort(([a], [b]) => (a < b ? -1 : 1)),
    since,
    until,
    mail: readMailFilter(flags),
    archive: include.includes('archive') || plan?.moves.some(([mailbox]) => isArchive(mailbox)) === true,
    recoverable: include.includes('recoverable'),
    excludeArchive: flags.excludeArchive === true,
    excludeRecoverable: flags.excludeRecoverable === true,
    skipDeleted: flags.skipDeleted === true,
    oneFilePerContact: flags.oneFilePerContact === true,
    maxPhotoKb: flags.maxPhoto === undefined ? null : parseCount(flags.maxPhoto, '--max-photo', 0),
    attendees: flags.attendees,
    inlineAttachments: flags.inlineAttachments === true,
  };
}

/** Trees of archived mail are called so by `openStore`. */
function isArchive(mailbox: string): boolean {
  return /^_archive(?:\.\d+)?@/.test(mailbox);
}

function readKinds(names: readonly string[]): OutputKind[] {
  const chosen = OUTPUT_KINDS.filter((kind) => names.includes(kind));
  const unknown = names.find((name) => !OUTPUT_KINDS.some((kind) => kind === name));
  if (unknown !== undefined)
    throw new UserError(`--only ${unknown} is unknown: give one or more of ${OUTPUT_KINDS.join(', ')}.`);
  return chosen;
}
