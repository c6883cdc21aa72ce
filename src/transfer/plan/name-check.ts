/** Globs that name nothing: a slip of the pen would move what shall not move, or leave somebody behind. */
import { UserError } from '../../core/errors.js';
import type { Shard } from '../../core/shard.js';
import { matchesAny } from '../../naming/glob.js';
import type { AccountPlan } from './account-plan.js';
import type { Choice } from './left-behind.js';
import type { MailSource } from '../source.js';
import type { Account } from './users-file.js';

interface Checked {
  readonly source: MailSource;
  readonly choice: Choice;
  /** Everybody who moves, in whatever shard. */
  readonly accounts: readonly Account[];
  readonly excludeFolders: readonly string[];
}

/**
 * Throws a UserError for a `--select` or `--exclude` that names nobody, and, where the source can tell before anybody logs in,
 * for an `--exclude-folder` that names no folder.
 */
export async function refuseUnknownNames({ source, choice, accounts, excludeFolders }: Checked): Promise<void> {
  const names = [
    ...choice.named.flatMap((account) => [account.source, account.target]),
    ...choice.staying,
    ...(source.listed ?? []).flatMap(({ address, user }) => [address, user]),
  ];
  for (const option of ['select', 'exclude'] as const) {
    const unmatched = choice[option].find((glob) => !matchesAny([glob], names));
    if (unmatched !== undefined)
      throw new UserError(`--${option} ${unmatched} names nobody of the users file, and no mailbox of the source`);
  }
  if (source.listed === null || excludeFolders.length === 0) return;
  const open = new Set(excludeFolders);
  for (const account of accounts) {
    if (open.size === 0) return;
    const folders = await foldersOf(source, account);
    for (const glob of open) if (folders.some(({ path }) => matchesAny([glob], pathsOf(path)))) open.delete(glob);
  }
  refuseFirst(open);
}

interface Live extends Pick<Checked, 'source' | 'excludeFolders'> {
  readonly shard: Shard | null;
  readonly signal: AbortSignal;
}

/**
 * The same for a live server, which shows its folders only when everybody has logged in. Where an account could not be opened,
 * or others have a share, nobody knows them all.
 */
export function refuseUnknownFolders(
  { source, shard, excludeFolders, signal }: Live,
  plans: readonly AccountPlan[],
): void {
  const isWhole = shard === null && !signal.aborted && plans.every(({ problem }) => problem === null);
  if (source.listed !== null || !isWhole) return;
  const folders = plans.flatMap((plan) => plan.folders.map(({ folder }) => folder));
  refuseFirst(excludeFolders.filter((glob) => !folders.some(({ path }) => matchesAny([glob], pathsOf(path)))));
}

function refuseFirst(unmatched: Iterable<string>): void {
  for (const glob of unmatched)
    throw new UserError(
      `--exclude-folder ${glob} names no folder of these mailboxes: kerio-exit inspect --folders lists those of a store`,
    );
}

async function foldersOf(
  source: MailSource,
  account: Account,
): Promise<readonly { readonly path: readonly string[] }[]> {
  try {
    const mailbox = await source.mailbox(account, undefined);
    await mailbox.close();
    return mailbox.folders;
  } catch {
    // The plan will tell why it cannot be opened.
    return [];
  }
}

function pathsOf(path: readonly string[]): string[] {
  return path.map((_, depth) => path.slice(0, depth + 1).join('/'));
}
