/**
 * What an export will do, decided before anything is written: the mailboxes chosen, their folders, what each is called at
 * the destination, and the jobs.
 */
import { createHash } from 'node:crypto';
import { type NamedFolder, nameFolders } from '../../naming/folders.js';
import { safeNames, safePaths } from '../../naming/safe.js';
import type { Store } from '../../store/open.js';
import type { Mailbox } from '../../store/types.js';
import type { ExportOptions } from './options.js';
import { BUNDLE_EXTENSIONS } from '../workspace/outputs.js';
import { lookInto } from './folder-look.js';
import { folderExclusion, isMailboxSelected } from './selection.js';
import {
  fingerprintOf,
  jobId,
  type Job,
  type Listing,
  type Plan,
  type PlannedFolder,
  type PlannedMailbox,
  type PlanScope,
} from './planned.js';

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
  const { skips, rights } = tree;
  return { mailbox, name, jobs, skips, rights, problems: [...tree.problems, ...unlistedFolders] };
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
    fingerprint: fingerprintOf({ shape, mailboxFolders, folders }, ({ dir }) => listings.get(dir)?.print ?? ''),
  };
}
