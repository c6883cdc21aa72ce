/** What an export writes beside items: filters, accounts, the list of a Maildir's folders. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../core/errors.js';
import type { SharedTree } from '../../exporters/accounts/sharing/grants.js';
import { passwordsCsvPath } from '../../exporters/accounts/plain.js';
import { accountsFolder } from '../../exporters/accounts/write-accounts.js';
import { describeFile } from '../../store/disk/files.js';
import type { Store } from '../../store/open.js';
import { readAccounts } from '../../users-cfg/read-accounts.js';
import { remakeAccounts } from '../accounts/write-account-files.js';
import { filterSource, makeFilter } from '../filters.js';
import { MemoryFiles } from '../workspace/memory-files.js';
import type { PlannedMailbox } from '../plan/planned.js';
import { listTree } from '../workspace/staging.js';
import { recordedAccounts, sharedTrees, sourcesOf } from '../accounts/store-accounts.js';
import type { Problem } from './mail-output.js';
import { fileProblems } from './same-file.js';
import type { Subject } from './subject.js';
import { mailJobs, type VerifyMailbox } from './units.js';

/** A problem that is no fault when the source is younger than the output. */
export interface ConfigProblem extends Problem {
  readonly isNew: boolean;
}

/** Compares the filter of a mailbox. */
export function checkFilter(planned: PlannedMailbox, { out, options }: Subject): ConfigProblem[] {
  if (!options.only.includes('filters')) return [];
  const files = new MemoryFiles();
  if (makeFilter(planned, files) === null) return [];
  return files.made.flatMap(({ path, bytes }) => {
    const isNew = isYounger([filterSource(planned.mailbox)], join(out, path));
    return fileProblems(path, bytes, out).map((problem) => ({ ...problem, isNew }));
  });
}

/** Filters of mailboxes that nobody knows. `names` are those of the known. */
export function strayFilters(out: string, names: ReadonlySet<string>): string[] {
  return namesIn(join(out, 'filters'))
    .filter((name) => !names.has(name.replace(/\.sieve$/, '')))
    .map((name) => `filters/${name}`);
}

/**
 * Makes the account files again and compares them. Nothing is said of an export without accounts, or of one that was made
 * before it was kept how they were made.
 */
export function checkAccounts(store: Store, { out, options }: Subject): ConfigProblem[] {
  const record = options.only.includes('accounts') ? recordedAccounts(out) : null;
  if (record === null) return [];
  const sources = sourcesOf(store, record.usersCsv);
  const files = new MemoryFiles();
  const sharing = record.withSharing ? sharedTrees(store) : null;
  try {
    remakeAccounts({ ...record, sources, out, sharing }, readAccounts(sources), files);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [{ aspect: 'source', what: `the accounts cannot be compared: ${error.message}`, isNew: false }];
  }
  const configs = [sources.usersCfg, sources.mailserverCfg, ...record.usersCsv].filter(
    (path) => typeof path === 'string',
  );
  const accountsJson = join(out, accountsFolder, 'accounts.json');
  const isNew = isYounger(configs, accountsJson);
  const made = new Set(files.made.map(({ path }) => path));
  // Handed out and deleted: nobody knows any more what stood in the other files.
  const isForgotten = record.passwords === 'generate' && !existsSync(join(out, accountsFolder, passwordsCsvPath));
  const stray = treeOf(join(out, accountsFolder))
    .map((path) => `${accountsFolder}/${path}`)
    .filter((path) => !made.has(path));
  return [
    ...files.made
      .filter(({ secret }) => !(secret && isForgotten))
      .flatMap(({ path, bytes }) => fileProblems(path, bytes, out)),
    ...stray.map((path): Problem => ({ aspect: 'file', what: `${path} is there, and no account gives it` })),
  ].map((problem) => ({
    ...problem,
    isNew: isNew || (isAboutSharing(problem) && isYounger(rightsFiles(sharing), accountsJson)),
  }));
}

function isAboutSharing({ what }: Problem): boolean {
  return /^accounts\/\w+\/sharing\./.test(what) || what.startsWith('accounts/report.json');
}

/** The files that say who has rights on folders. */
function rightsFiles(trees: readonly SharedTree[] | null): string[] {
  return (trees ?? []).flatMap(({ mailbox, folders }) => [
    join(mailbox.dir, 'acl.fld'),
    ...folders.flatMap(({ dir }) => [join(dir, 'status.fld'), join(dir, 'acl.fld')]),
  ]);
}

/** The folders that a Maildir++ tells a mail program to show must be all that were exported. */
export function checkSubscriptions(
  { name, planned, exported }: VerifyMailbox,
  { out, options }: Subject,
): ConfigProblem[] {
  const jobs = planned === null ? [] : mailJobs(planned, options);
  if (options.mailFormat !== 'maildir' || jobs.length === 0) return [];
  const path = `mail/${name}/subscriptions`;
  const said = new Set(linesOf(join(out, path)));
  const lacks = jobs.flatMap((job): ConfigProblem[] => {
    const folder = job.mailStem.slice(1) || 'INBOX';
    const isNew = exported.size > 0 && !exported.has(job.id);
    return said.delete(folder) ? [] : [{ aspect: 'file', what: `${path} lacks ${folder}`, isNew }];
  });
  const ids = new Set(jobs.map(({ id }) => id));
  const isNew = [...exported.keys()].some((id) => !ids.has(id));
  const more = [...said].map(
    (folder): ConfigProblem => ({ aspect: 'file', what: `${path} names ${folder}, which was not exported`, isNew }),
  );
  return [...lacks, ...more];
}

function isYounger(sources: readonly string[], output: string): boolean {
  const written = statSync(output, { throwIfNoEntry: false })?.mtimeMs ?? Infinity;
  return sources.some((path) => (describeFile(path, true)?.mtimeMs ?? 0) > written);
}

function linesOf(path: string): string[] {
  try {
    return readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line !== '');
  } catch {
    return [];
  }
}

function namesIn(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
}

function treeOf(dir: string): string[] {
  try {
    return listTree(dir, '');
  } catch {
    return [];
  }
}
