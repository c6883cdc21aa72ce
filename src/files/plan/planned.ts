/** What a plan consists of. */
import { createHash } from 'node:crypto';
import { mailboxKey } from '../../core/shard.js';
import type { NamedFolder } from '../../naming/folders.js';
import type { FolderRights } from '../../store/tree/rights.js';
import type { SkipCount } from '../../store/tree/skips.js';
import type { Folder, Mailbox } from '../../store/types.js';

/** The id of the job whose mail goes below that stem. */
export function jobId(address: string, stem: string): string {
  return mailboxKey(address) + createHash('sha256').update(`${address}\0${stem}`).digest('hex').slice(0, 16);
}

/** Changes when the folders of a job do, or the names of its mailbox's; `printOf`: the print of each (`Listing`). */
export function fingerprintOf(
  { shape, mailboxFolders, folders }: Pick<Job, 'shape' | 'mailboxFolders' | 'folders'>,
  printOf: (folder: Folder) => string,
): string {
  const print = createHash('sha256').update(shape);
  print.update(JSON.stringify(mailboxFolders?.map(({ stem }) => stem) ?? null));
  for (const { folder } of folders) print.update(printOf(folder));
  return print.digest('hex');
}

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
  /** Begins with the key of its mailbox (src/core/shard.ts). */
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
  readonly rights: readonly FolderRights[];
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

/** What was found in a folder's directory. */
export interface Listing {
  readonly items: number;
  /** Why its items could not be listed; null when they could. */
  readonly problem: string | null;
  /** Changes when the folder does. */
  readonly print: string;
}
