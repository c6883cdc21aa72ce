/**
 * What an export will do, decided before anything is written: the mailboxes chosen, their folders, what each is called at
 * the destination, and the jobs.
 */
import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { type NamedFolder, nameFolders } from '../naming/folders.js';
import { safeNames } from '../naming/safe.js';
import { listItemNames, messagesDirectory } from '../store/skips.js';
import type { Store } from '../store/open.js';
import { fsPath } from '../store/paths.js';
import type { SkipCount } from '../store/skips.js';
import type { Folder, Mailbox } from '../store/types.js';
import type { ExportOptions } from './options.js';
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
  readonly id: string;
  readonly address: string;
  /** Directory name of the mailbox below `mail/`, `contacts/`, …. */
  readonly mailboxName: string;
  /** Path of the mail output below `mail/<mailbox>/`, without suffix. */
  readonly mailStem: string;
  readonly folders: readonly PlannedFolder[];
  readonly items: number;
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
  readonly mailboxes: readonly PlannedMailbox[];
  /** Addresses that the user's filters leave out. */
  readonly notSelected: readonly string[];
  readonly items: number;
}

/** Plans an export. Reads directories, never messages. */
export function planExport(store: Store, options: ExportOptions): Plan {
  const selected = store.mailboxes.filter((mailbox) => isMailboxSelected(mailbox, options));
  const names = safeNames(selected.map((mailbox) => mailbox.address));
  const mailboxes = selected.map((mailbox, at) => planMailbox(store, mailbox, names[at] ?? mailbox.address, options));
  return {
    mailboxes,
    notSelected: store.mailboxes.filter((mailbox) => !selected.includes(mailbox)).map((mailbox) => mailbox.address),
    items: mailboxes.reduce((sum, mailbox) => sum + mailbox.jobs.reduce((count, job) => count + job.items, 0), 0),
  };
}

function planMailbox(store: Store, mailbox: Mailbox, name: string, options: ExportOptions): PlannedMailbox {
  const tree = store.tree(mailbox);
  const named = nameFolders(tree.folders, { target: options.target, format: options.mailFormat });
  const plain = nameFolders(tree.folders, { target: 'generic', format: 'eml' });
  const groups = new Map<string, PlannedFolder[]>();
  const listings = new Map<Folder, Listing>();
  tree.folders.forEach((folder, at) => {
    const names = named[at] as NamedFolder;
    const listing = lookInto(folder);
    listings.set(folder, listing);
    const planned: PlannedFolder = {
      folder,
      label: names.label,
      bundleStem: plain[at]?.stem ?? names.stem,
      excluded: folderExclusion(folder, options),
      items: listing.items,
    };
    const group = groups.get(names.stem);
    if (group === undefined) groups.set(names.stem, [planned]);
    else group.push(planned);
  });
  const jobs = [...groups].map(([stem, folders]) => makeJob(mailbox, name, stem, folders, listings));
  return { mailbox, name, jobs, skips: tree.skips, problems: tree.problems };
}

function makeJob(
  mailbox: Mailbox,
  name: string,
  stem: string,
  folders: readonly PlannedFolder[],
  listings: ReadonlyMap<Folder, Listing>,
): Job {
  const print = createHash('sha256');
  for (const planned of folders) print.update(JSON.stringify([planned, listings.get(planned.folder)?.print]));
  return {
    id: createHash('sha256').update(`${mailbox.address}\0${stem}`).digest('hex').slice(0, 16),
    address: mailbox.address,
    mailboxName: name,
    mailStem: stem,
    folders,
    items: folders.reduce((sum, folder) => sum + folder.items, 0),
    fingerprint: print.digest('hex'),
  };
}

interface Listing {
  readonly items: number;
  readonly print: string;
}

/**
 * How many items a folder has, and a value that changes when its index or the names of its files do. Mail is never
 * changed in place; contacts and events may be, so for them the size and time of each file count too.
 */
function lookInto(folder: Folder): Listing {
  const print = createHash('sha256');
  for (const name of ['index.fld', 'index.bad', 'status.fld']) print.update(describeFile(join(folder.dir, name)));
  const messages = messagesDirectory(folder.dir);
  if (messages === null) return { items: 0, print: print.digest('hex') };
  let names: string[];
  try {
    names = listItemNames(messages).names.sort();
  } catch {
    return { items: 0, print: print.digest('hex') };
  }
  for (const name of names)
    print.update(folder.kind === 'mail' ? `${name}\n` : `${name} ${describeFile(join(messages, name))}`);
  return { items: names.length, print: print.digest('hex') };
}

function describeFile(path: string): string {
  const stat = statSync(fsPath(path), { throwIfNoEntry: false });
  return stat === undefined ? '-\n' : `${stat.size} ${stat.mtimeMs}\n`;
}
