/** The user's own filters: which mailboxes, which folders. */
import { UserError } from '../../core/errors.js';
import { moveOf } from '../../users-cfg/move-plan.js';
import { matchesAny } from '../../naming/glob.js';
import { ownsMailbox, type Shard } from '../../core/shard.js';
import type { Store } from '../../store/open.js';
import type { Folder, Mailbox } from '../../store/types.js';
import type { ExportOptions } from './options.js';
import type { Plan, PlanScope } from './planned.js';

/** Whether a mailbox is asked for: by the user's globs, and by the plan of who goes where. */
export function isMailboxSelected(mailbox: Mailbox, options: ExportOptions): boolean {
  return isMailboxMeant(mailbox, options) && moveOf(options.plan, mailbox.address) === 'moves';
}

/** Whether the globs ask for it: `--user` and `--exclude-user` by address or by its part before the @, `--domain` by domain. */
export function isMailboxMeant(mailbox: Mailbox, options: ExportOptions): boolean {
  if (options.users.length > 0 && !matchesAny(options.users, userNames(mailbox))) return false;
  if (matchesAny(options.excludeUsers, userNames(mailbox))) return false;
  return options.domains.length === 0 || matchesAny(options.domains, [mailbox.domain]);
}

/** The mailboxes of a shard; null for all. */
export function shardScope(shard: Shard | null): PlanScope {
  return { includes: ({ address }) => ownsMailbox(shard, address), listings: new Map() };
}

/**
 * Throws a UserError for a `--user`, `--exclude-user`, `--domain`, `--folder`, `--exclude-folder` or `--map` that names nothing of
 * the store: a slip of the pen would leave somebody behind. Folders are looked for in the plan first, then in what other shards
 * have.
 */
export function checkSelection(store: Store, plan: Plan, options: ExportOptions): void {
  const { mailboxes, unopened } = store;
  if (options.plan !== null && mailboxes.every(({ address }) => moveOf(options.plan, address) === 'open'))
    throw new UserError(`${options.plan.file} decides on no mailbox of this store: is it the plan of another?`);
  const named = [
    ['--user', options.users, userNames],
    ['--exclude-user', options.excludeUsers, userNames],
    ['--domain', options.domains, ({ domain }: Mailbox) => [domain]],
  ] as const;
  for (const [option, globs, names] of named) {
    const fits = (glob: string, all: readonly Mailbox[]): boolean =>
      all.some((mailbox) => matchesAny([glob], names(mailbox)));
    const unmatched = globs.find((glob) => !fits(glob, mailboxes) && !(option !== '--user' && fits(glob, unopened)));
    if (unmatched === undefined) continue;
    if (fits(unmatched, unopened))
      throw new UserError(`${option} ${unmatched} names an archive, which is read with --include archive only.`);
    throw new UserError(`${option} ${unmatched} names no mailbox of the store: kerio-exit inspect lists them.`);
  }
  checkFolders(store, plan, options);
}

function checkFolders(store: Store, plan: Plan, options: ExportOptions): void {
  const open = new Set([...options.folders, ...options.excludeFolders]);
  const mapped = new Set(options.map.map(([from]) => from));
  const look = ({ path }: Pick<Folder, 'path'>): void => {
    const paths = pathsOf(path);
    for (const glob of open) if (matchesAny([glob], paths)) open.delete(glob);
    for (const name of paths) mapped.delete(name);
  };
  if (open.size + mapped.size === 0) return;
  for (const { jobs } of plan.mailboxes) for (const { folders } of jobs) for (const { folder } of folders) look(folder);
  const planned = new Set(plan.mailboxes.map(({ mailbox }) => mailbox.address));
  for (const mailbox of store.mailboxes) {
    if (open.size + mapped.size === 0) return;
    if (!planned.has(mailbox.address) && isMailboxSelected(mailbox, options)) store.tree(mailbox).folders.forEach(look);
  }
  const [unmapped] = mapped;
  if (unmapped !== undefined) throw new UserError(`--map ${unmapped} ${NO_FOLDER}`);
  const [unmatched] = open;
  if (unmatched === undefined) return;
  const option = options.folders.includes(unmatched) ? '--folder' : '--exclude-folder';
  throw new UserError(`${option} ${unmatched} ${NO_FOLDER}`);
}

/** Said of a folder that no mailbox has. */
export const NO_FOLDER = 'names no folder of these mailboxes: kerio-exit inspect --folders lists them.';

function userNames(mailbox: Mailbox): string[] {
  return [mailbox.address, mailbox.user];
}

/**
 * Why the user's folder filters leave a folder out; null when they do not. A glob that names a folder also means what is
 * below it.
 */
export function folderExclusion({ path }: Pick<Folder, 'path'>, options: ExportOptions): string | null {
  const paths = pathsOf(path);
  if (options.folders.length > 0 && !matchesAny(options.folders, paths)) return 'folder not chosen by --folder';
  if (matchesAny(options.excludeFolders, paths)) return 'folder left out by --exclude-folder';
  return null;
}

function pathsOf(path: readonly string[]): string[] {
  return path.map((_, depth) => path.slice(0, depth + 1).join('/'));
}
