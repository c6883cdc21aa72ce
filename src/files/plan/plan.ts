/**
 * What an export will do, decided before anything is written: the mailboxes chosen, their folders, what each is called at
 * the destination, and the jobs.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { mailboxKey } from '../../core/shard.js';
import { type NamedFolder, nameFolders } from '../../naming/folders.js';
import { safeNames, safePaths } from '../../naming/safe.js';
import { unlisted } from '../../store/disk/loss.js';
import { listItemNames, messagesDirectory } from '../../store/tree/skips.js';
import type { Store } from '../../store/open.js';
import { describeFile } from '../../store/disk/files.js';
import type { SkipCount } from '../../store/tree/skips.js';
import type { Folder, Mailbox } from '../../store/types.js';
import type { ExportOptions } from './options.js';
import { BUNDLE_EXTENSIONS } from '../outputs.js';
import { folderExclusion, isMailboxSelected } from './selection.js';

/** A folder with its names at the destination. */
export interface PlannedFolder {
  readonly folder: Folder;
  /** Label or folder name at the destination, segment by segment. */
  readonly label: readonly string[];
  /** Safe path of the folder below `contacts/<mailbox>/` and its like. */
  readonly bundleStem: string;
  /** Why the user's filters leave it out; null when they do not. */
  readonly excluded: string | null;
  /** Items on disk when the plan was made. */
  readonly items: number;
}

/** The unit of work: the folders whose mail goes into one output. */
export interface Job {
  /** Begins with the key of its mailbox (src/ledger/shard.ts). */
  readonly id: string;
  readonly address: string;
  /** Directory name of the mailbox below `mail/`, `contacts/`, …. */
  readonly mailboxName: string;
  /** Path of the mail output below `mail/<mailbox>/`, without suffix. */
  readonly mailStem: string;
  readonly folders: readonly PlannedFolder[];
  readonly items: number;
  /** Set on one job of each mailbox: all its mail folders, for what a format keeps beside them (subscriptions). */
  readonly mailboxFolders: readonly NamedFolder[] | null;
  /** Changes when the same items would be written another way: other names, kinds or parts of the folders. */
  readonly shape: string;
  /** A folder of it cannot be listed: what an earlier run made of the job must stay as it is. */
  readonly unlisted: boolean;
  /** Changes when the folders change: an unchanged job of an earlier run need not run again. */
  readonly fingerprint: string;
}

export interface PlannedMailbox {
  readonly mailbox: Mailbox;
  readonly name: string;
  readonly jobs: readonly Job[];
  readonly skips: readonly SkipCount[];
  readonly problems: readonly string[];
}

export interface Plan {
  /** Directory names of all mailboxes that were selected, planned or not. */
  readonly names: ReadonlySet<string>;
  readonly mailboxes: readonly PlannedMailbox[];
  /** Addresses that the user's filters leave out. */
  readonly notSelected: readonly string[];
  readonly items: number;
}

/** How much of a store is looked at. */
export interface PlanScope {
  /** Whether a mailbox is to be planned now. Those that are not keep their names all the same. */
  readonly includes: (mailbox: Mailbox) => boolean;
  /** What is known of folders, by their directory: they are not looked into again. Takes what is found out. */
  readonly listings: Map<string, Listing>;
}

/** Plans an export. Reads directories, never messages. */
export function planExport(
  store: Store,
  options: ExportOptions,
  scope: PlanScope = { includes: () => true, listings: new Map() },
): Plan {
  const selected = store.mailboxes.filter((mailbox) => isMailboxSelected(mailbox, options));
  const isSelected = new Set(selected);
  const names = safeNames(
    selected.map((mailbox) => mailbox.address),
    { extensions: ['.jsonl', '.sieve'] },
  );
  const mailboxes = selected.flatMap((mailbox, at) =>
    scope.includes(mailbox)
      ? [planMailbox(store, mailbox, names[at] ?? mailbox.address, { options, listings: scope.listings })]
      : [],
  );
  return {
    names: new Set(names),
    mailboxes,
    notSelected: [
      ...store.mailboxes.filter((mailbox) => !isSelected.has(mailbox)),
      ...store.unopened.filter((mailbox) => !isMailboxSelected(mailbox, options)),
    ].map((mailbox) => mailbox.address),
    items: mailboxes.reduce((sum, mailbox) => sum + mailbox.jobs.reduce((count, job) => count + job.items, 0), 0),
  };
}

function planMailbox(
  store: Store,
  mailbox: Mailbox,
  name: string,
  { options, listings }: { readonly options: ExportOptions; readonly listings: PlanScope['listings'] },
): PlannedMailbox {
  const tree = store.tree(mailbox);
  const named = nameFolders(tree.folders, {
    target: options.target,
    format: options.mailFormat,
    rules: new Map(options.map),
  });
  const bundleStems = safePaths(
    tree.folders.map((folder) => folder.path),
    { extensions: BUNDLE_EXTENSIONS, parts: true },
  );
  const groups = new Map<string, PlannedFolder[]>();
  tree.folders.forEach((folder, at) => {
    const names = named[at] as NamedFolder;
    const listing = listings.get(folder.dir) ?? lookInto(folder);
    listings.set(folder.dir, listing);
    const planned: PlannedFolder = {
      folder,
      label: names.label,
      bundleStem: bundleStems[at] ?? names.stem,
      excluded: folderExclusion(folder, options),
      items: listing.items,
    };
    const group = groups.get(names.stem);
    if (group === undefined) groups.set(names.stem, [planned]);
    else group.push(planned);
  });
  const mailFolders = named.filter(({ folder }) => folder.kind === 'mail' && folderExclusion(folder, options) === null);
  const jobs = [...groups].map(([stem, folders], at) =>
    makeJob(
      { mailbox, name, stem, folders, mailboxFolders: at === 0 && mailFolders.length > 0 ? mailFolders : null },
      listings,
    ),
  );
  const unlistedFolders = tree.folders.flatMap(({ dir }) => listings.get(dir)?.problem ?? []);
  return { mailbox, name, jobs, skips: tree.skips, problems: [...tree.problems, ...unlistedFolders] };
}

interface JobParts {
  readonly mailbox: Mailbox;
  readonly name: string;
  readonly stem: string;
  readonly folders: readonly PlannedFolder[];
  readonly mailboxFolders: readonly NamedFolder[] | null;
}

function makeJob(
  { mailbox, name, stem, folders, mailboxFolders }: JobParts,
  listings: ReadonlyMap<string, Listing>,
): Job {
  const shape = createHash('sha256')
    .update(JSON.stringify([stem, folders.map((planned) => ({ ...planned, items: 0 }))]))
    .digest('hex');
  const print = createHash('sha256').update(shape);
  print.update(JSON.stringify(mailboxFolders?.map((folder) => folder.stem) ?? null));
  for (const { folder } of folders) print.update(listings.get(folder.dir)?.print ?? '');
  return {
    id: jobId(mailbox.address, stem),
    address: mailbox.address,
    mailboxName: name,
    mailStem: stem,
    folders,
    items: folders.reduce((sum, folder) => sum + folder.items, 0),
    mailboxFolders,
    unlisted: folders.some(({ folder }) => (listings.get(folder.dir)?.problem ?? null) !== null),
    shape,
    fingerprint: print.digest('hex'),
  };
}

/** The id of the job whose mail goes below that stem. */
export function jobId(address: string, stem: string): string {
  return mailboxKey(address) + createHash('sha256').update(`${address}\0${stem}`).digest('hex').slice(0, 16);
}

/** What was found in a folder's directory. */
export interface Listing {
  readonly items: number;
  /** Why its items could not be listed; null when they could. */
  readonly problem: string | null;
  /** Changes when the folder does. */
  readonly print: string;
}

/**
 * How many items a folder has, and a value that changes when its index or the names of its files do. Mail is never
 * changed in place; contacts and events may be, so for them the size and time of each file count too.
 */
function lookInto(folder: Folder): Listing {
  const print = createHash('sha256');
  for (const name of ['index.fld', 'index.bad', 'status.fld']) print.update(printOf(join(folder.dir, name)));
  const messages = messagesDirectory(folder.dir);
  if (messages === null) return { items: 0, problem: null, print: print.digest('hex') };
  let names: string[];
  try {
    names = listItemNames(messages).names.sort();
  } catch (error) {
    return {
      items: 0,
      problem: unlisted(messages, error, 'what is new there is'),
      print: print.digest('hex'),
    };
  }
  for (const name of names)
    print.update(folder.kind === 'mail' ? `${name}\n` : `${name} ${printOf(join(messages, name))}`);
  return { items: names.length, problem: null, print: print.digest('hex') };
}

function printOf(path: string): string {
  const stat = describeFile(path);
  return stat === null ? '-\n' : `${stat.size} ${stat.mtimeMs}\n`;
}
