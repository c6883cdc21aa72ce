/** Runs `accounts`. */
import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { append } from '../../core/lists.js';
import { UserError } from '../../core/errors.js';
import {
  accountsNeedAttention,
  type AccountsResult,
  exportAccounts,
} from '../../files/accounts/write-account-files.js';
import { mailboxSources, sharedTrees, sourcesOf } from '../../files/accounts/store-accounts.js';
import type { SharedTree } from '../../exporters/accounts/sharing/grants.js';
import { refuseInside } from '../../core/inside.js';
import { openStore, type Store } from '../../store/open.js';
import { accountsDetails } from '../../report/accounts-details.js';
import { accountsPage } from '../../report/html/accounts-page.js';
import { reportAccounts } from '../../report/json.js';
import { writePage } from '../../report/write-page.js';
import { problemText } from '../../users-cfg/problem.js';
import type { AccountSources } from '../../users-cfg/read-accounts.js';
import { type AccountFlags, readAccountOptions, readRenames } from '../../options/account-options.js';
import { nameSome } from '../../report/numbers.js';
import { countOf, formatCount, printable, wasOrWere } from '../output/format.js';
import type { ExitCode, Terminal } from '../terminal.js';

/** The options as commander gives them. */
export interface AccountsFlags extends AccountFlags {
  out: string;
  mailserverCfg?: string;
  store?: string;
  domain?: string[];
  json?: boolean;
}

/** Runs the command. Rejects with a UserError for what is wrong with its arguments and files. */
export async function writeAccountFiles(path: string, flags: AccountsFlags, terminal: Terminal): Promise<ExitCode> {
  const { sharing, ...sources } = findSources(path, flags);
  refuseSource(path, flags);
  const result = await exportAccounts({
    sources,
    sharing,
    out: flags.out,
    renames: readRenames(flags.domain ?? []),
    ...readAccountOptions(flags),
  });
  const { read, summary } = result;
  const attention = accountsNeedAttention(result) || unlistedOf(result, flags).length > 0;
  const page = join(flags.out, 'accounts.html');
  writePage(page, pageOf(path, result, attention));
  if (flags.json === true) {
    const { problems, understanding } = read;
    terminal.out(`${JSON.stringify({ ...summary, problems, understanding }, null, 1)}\n`);
  } else terminal.out(summaryText(result, flags, page));
  return attention ? 1 : 0;
}

function pageOf(source: string, result: AccountsResult, attention: boolean): string {
  const details = accountsDetails({ result });
  if (details === null) throw new Error('accounts without a result');
  return accountsPage({ source, reported: reportAccounts({ result, problem: null }), details, attention });
}

/** Throws a UserError for an output below the source: the folder that was given, or a store. */
function refuseSource(path: string, { out, store }: AccountsFlags): void {
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  const places = [isFolder ? path : join(dirname(path), 'store'), ...(store === undefined ? [] : [store])];
  for (const place of places) if (existsSync(place)) refuseInside(out, place, '--out');
}

/** Where accounts are read from, and who has rights on whose folders where there is a store. */
interface FoundSources extends AccountSources {
  readonly sharing?: readonly SharedTree[];
}

/** What lies beside users.cfg is used unless the user names something else. */
function findSources(path: string, flags: AccountsFlags): FoundSources {
  const backup = backupAt(path);
  return backup === null
    ? sourcesAt(path, flags)
    : {
        ...sourcesOf(backup, []),
        sharing: sharedTrees(backup),
        ...named(flags),
        usersCfg: configIn(backup, path),
      };
}

/** The backup set at a path; null for everything else. A users.cfg beside backups is the one that is meant. */
function backupAt(path: string): Store | null {
  const stat = statSync(path, { throwIfNoEntry: false });
  const isSet = stat?.isDirectory() === true ? !existsSync(join(path, 'users.cfg')) : /\.zip$/i.test(path);
  if (!isSet) return null;
  try {
    const store = openStore(path);
    return store.isBackup ? store : null;
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

function configIn({ usersCfg }: Store, path: string): string {
  if (usersCfg !== null) return usersCfg;
  throw new UserError(`${path} is a set of backups without users.cfg: give the one of the server.`);
}

/** What the user names, be the rest in a folder or in backups. */
function named({ usersCsv, mailserverCfg, store }: AccountsFlags): Partial<FoundSources> {
  if (mailserverCfg !== undefined && !existsSync(mailserverCfg)) {
    throw new UserError(`${mailserverCfg} does not exist: give the path of mailserver.cfg.`);
  }
  return {
    usersCsv: usersCsv ?? [],
    ...(mailserverCfg === undefined ? {} : { mailserverCfg }),
    ...(store === undefined ? {} : readMailboxes(store, store)),
  };
}

function sourcesAt(path: string, flags: AccountsFlags): FoundSources {
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  const usersCfg = isFolder ? join(path, 'users.cfg') : path;
  const beside = join(dirname(usersCfg), 'mailserver.cfg');
  const mailserverCfg = existsSync(beside) || existsSync(`${beside}.bak`) ? beside : null;
  const storePath = join(dirname(usersCfg), 'store');
  const found = flags.store === undefined && existsSync(storePath) ? readMailboxes(storePath, undefined) : {};
  return { usersCfg, mailserverCfg, ...found, ...named(flags) };
}

/** The mailboxes of a store. One that was only found, not named, may turn out to be none. */
function readMailboxes(
  path: string,
  named: string | undefined,
): Pick<FoundSources, 'mailboxesOnDisk' | 'publicFolders' | 'otherMailboxes' | 'sharing'> {
  try {
    const store = openStore(path);
    return { ...mailboxSources(store), sharing: sharedTrees(store) };
  } catch (error) {
    if (named === undefined && error instanceof UserError) return {};
    throw error;
  }
}

const shown = 10;

/** Mailboxes on disk without an account, unless the user has said what becomes of them. */
function unlistedOf({ read }: AccountsResult, flags: AccountFlags): string[] {
  if (flags.includeUnlisted === true || flags.excludeUnlisted === true) return [];
  return read.accounts.users.flatMap(({ source, address }) => (source === 'mailbox' ? [address] : []));
}

function summaryText(result: AccountsResult, flags: AccountsFlags, page: string): string {
  const { read, summary } = result;
  const { out } = flags;
  const { users, groups, aliases, lists, resources } = summary.counts;
  const lines = [
    `${countOf(users, 'user')}, ${countOf(groups, 'group')}, ${countOf(aliases, 'alias')}, ` +
      `${countOf(lists, 'mailing list')} and ${countOf(resources, 'resource')} are in ${join(out, 'accounts')}.`,
  ];
  const unlisted = unlistedOf(result, flags);
  if (unlisted.length > 0)
    lines.push(
      `${nameSome(unlisted.map(printable), 'mailbox')} on disk without an account in any file: --include-unlisted makes accounts, --exclude-unlisted makes none.`,
    );
  append(lines, summary.advice);
  const bad = read.problems.filter(({ kind }) => kind === 'unreadable' || kind === 'unresolved').map(problemText);
  append(lines, section(bad, 'could not be read or followed'));
  const failed = summary.leftOut
    .filter(({ result }) => result === 'failed')
    .map(({ what, reason, file }) => `${what} ${reason}${file === null ? '' : ` (${file})`}`);
  append(lines, section(failed, 'could not be carried over'));
  const skipped = summary.leftOut.length - failed.length;
  if (skipped > 0) lines.push(`${countOf(skipped, 'record')} ${wasOrWere(skipped)} left out of some file by rule.`);
  if (!existsSync(join(out, 'ledger')))
    lines.push(
      `Give export the same --out ${out}: then there is one set of account files, and passwords that were made up stay.`,
    );
  lines.push(
    `The page to look at is ${page}; everything is told in ${join(out, 'accounts', 'report.json')}; see docs/accounts.md for what to do with it.`,
  );
  return `${lines.map((line) => printable(line)).join('\n')}\n`;
}

function section(entries: readonly string[], title: string): string[] {
  if (entries.length === 0) return [];
  const more = entries.length > shown ? [`  and ${formatCount(entries.length - shown)} more`] : [];
  return [`${formatCount(entries.length)} ${title}:`, ...entries.slice(0, shown).map((entry) => `  ${entry}`), ...more];
}
