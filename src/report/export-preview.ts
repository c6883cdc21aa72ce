/** What an export would write, how much room it takes, and how long the way is. Writes nothing. */
import { ownsMailbox, type Shard } from '../core/shard.js';
import { findNotIncluded } from '../files/left-behind.js';
import type { ExportOptions } from '../files/plan/options.js';
import { planExport } from '../files/plan/plan.js';
import type { PlannedFolder, PlannedMailbox } from '../files/plan/planned.js';
import { checkSelection, shardScope } from '../files/plan/selection.js';
import { folderBytes, freeBytes, outputBytes } from '../files/room.js';
import { countsOf, emptySums, type Sums } from '../ledger/sums.js';
import type { NotIncluded } from '../store/tree/census.js';
import { openStore } from '../store/open.js';
import { type Estimate, type EstimateFor, estimates } from './estimate.js';
import { loadOf } from './loads.js';

/** What would be exported, and where to. */
export interface ExportSubject {
  readonly source: string;
  readonly out: string;
  readonly options: ExportOptions;
  readonly shard: Shard | null;
}

/** A folder with how much is in it, in bytes. */
export interface SizedFolder extends PlannedFolder {
  readonly address: string;
  readonly bytes: number;
}

/** Room on the disk: what is needed, and what there is, in bytes; null where nobody can tell. */
export interface DiskRoom {
  readonly place: string;
  readonly needed: number;
  readonly free: number | null;
}

export interface ExportPreview {
  readonly items: number;
  /** Of the folders that would be written. */
  readonly bytes: number;
  readonly mailboxes: number;
  readonly room: DiskRoom;
  /** Steps that take time; none where there is nothing to do. */
  readonly steps: readonly Estimate[];
  readonly notSelected: readonly string[];
  readonly notIncluded: readonly NotIncluded[];
  /** By mailbox, in the order of the store; those that filters leave out among them. */
  readonly folders: readonly SizedFolder[];
}

/** Looks at what an export would do. Throws a UserError for what is no store, and for names that it has not. */
export function previewExport({ source, out, options, shard }: ExportSubject): ExportPreview {
  const store = openStore(source, { archive: options.archive, recoverable: options.recoverable });
  const plan = planExport(store, options, shardScope(shard));
  checkSelection(store, plan, options);
  const notIncluded = findNotIncluded(store, plan.mailboxes, options, (address) => ownsMailbox(shard, address));
  const folders = plan.mailboxes.flatMap(sized);
  const written = folders.filter(({ excluded }) => excluded === null);
  const needed = written.reduce(
    (sum, { folder, items, bytes }) => sum + outputBytes({ kind: folder.kind, items, bytes }, options),
    0,
  );
  const load = loadOf([...sumsByMailbox(written).values()]);
  return {
    items: plan.items,
    bytes: written.reduce((sum, { bytes }) => sum + bytes, 0),
    mailboxes: plan.mailboxes.length,
    room: { place: out, needed: Math.ceil(needed), free: freeBytes(out) },
    steps: load.items === 0 ? [] : estimates(destinationOf(options), load),
    ...{ notSelected: plan.notSelected, notIncluded, folders },
  };
}

function sized({ mailbox, jobs }: PlannedMailbox): SizedFolder[] {
  return jobs.flatMap(({ folders }) =>
    folders.map((planned) => ({ ...planned, address: mailbox.address, bytes: folderBytes(planned.folder) })),
  );
}

function sumsByMailbox(folders: readonly SizedFolder[]): ReadonlyMap<string, Sums> {
  const mailboxes = new Map<string, Sums>();
  for (const { address, folder, items, bytes } of folders) {
    const sums = mailboxes.get(address) ?? emptySums();
    for (const counts of [sums, countsOf(sums, folder.kind)]) {
      counts.found += items;
      counts.bytes += bytes;
    }
    mailboxes.set(address, sums);
  }
  return mailboxes;
}

function destinationOf({ target, mailFormat }: ExportOptions): EstimateFor {
  if (target !== 'generic') return target;
  return mailFormat === 'maildir' ? 'dovecot' : 'files';
}
