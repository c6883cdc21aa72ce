/** What `export --dry-run` shows: what would be written, how much room it takes, and how long the way is. */
import { ownsMailbox, type Shard } from '../../core/shard.js';
import { findNotIncluded } from '../../files/left-behind.js';
import type { ExportOptions } from '../../files/plan/options.js';
import { planExport } from '../../files/plan/plan.js';
import type { PlannedFolder, PlannedMailbox } from '../../files/plan/planned.js';
import { checkSelection, shardScope } from '../../files/plan/selection.js';
import { folderBytes, freeBytes, outputBytes } from '../../files/room.js';
import { emptySums, countsOf, type Sums } from '../../ledger/sums.js';
import { exportQuestions } from '../../report/decisions.js';
import type { EstimateFor } from '../../report/estimate.js';
import { loadOf } from '../../report/loads.js';
import { openStore } from '../../store/open.js';
import type { ExitCode, Terminal } from '../terminal.js';
import { roomLine, timeLines } from './estimate-lines.js';
import { questionLines } from './export-summary.js';
import { countOf, fitTo, formatBytes, formatCount, formatTable, printable } from './format.js';

/** What would be exported, and where to. */
export interface Planned {
  readonly source: string;
  readonly out: string;
  readonly options: ExportOptions;
  readonly shard: Shard | null;
}

/** A folder with how much is in it, in bytes. */
interface Sized extends PlannedFolder {
  readonly address: string;
  readonly bytes: number;
}

/** Shows the plan. Writes nothing. Throws a UserError for what is no store, and for names that it has not. */
export function showPlan(
  { source, out, options, shard }: Planned,
  flags: { readonly json?: boolean },
  terminal: Terminal,
): ExitCode {
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
  const room = { place: out, needed: Math.ceil(needed), free: freeBytes(out) };
  if (flags.json === true) {
    const json = { items: plan.items, bytes: sumOf(written), room, notSelected: plan.notSelected };
    terminal.out(`${JSON.stringify({ ...json, mailboxes: byMailbox(folders), notIncluded }, null, 1)}\n`);
    return 0;
  }
  const questions = questionLines(exportQuestions({ notIncluded, unlisted: [] }), 'add one of the options');
  const load = loadOf([...sumsByMailbox(written).values()]);
  const lines = [
    ...questions,
    ...timeLines(destinationOf(options), load),
    roomLine(room),
    `${countOf(plan.items, 'item')}, ${formatBytes(sumOf(written))}, in ${countOf(plan.mailboxes.length, 'mailbox')}. Nothing was written.`,
  ];
  terminal.out(`${folderTable(folders, terminal)}\n${lines.map(printable).join('\n')}\n`);
  return 0;
}

function sized({ mailbox, jobs }: PlannedMailbox): Sized[] {
  return jobs.flatMap(({ folders }) =>
    folders.map((planned) => ({ ...planned, address: mailbox.address, bytes: folderBytes(planned.folder) })),
  );
}

function sumOf(folders: readonly Sized[]): number {
  return folders.reduce((sum, { bytes }) => sum + bytes, 0);
}

function sumsByMailbox(folders: readonly Sized[]): ReadonlyMap<string, Sums> {
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

function folderTable(folders: readonly Sized[], terminal: Terminal): string {
  const rows = folders.map(({ address, folder, items, bytes, excluded, label, bundleStem }) => [
    printable(address),
    printable(folder.path.join('/')),
    folder.kind,
    formatCount(items),
    formatBytes(bytes),
    excluded ?? printable(folder.kind === 'mail' ? label.join('/') : bundleStem),
  ]);
  return formatTable(
    ['mailbox', 'folder', 'kind', 'items', 'size', 'becomes'],
    rows,
    new Set([3, 4]),
    fitTo(terminal, [2]),
  );
}

function byMailbox(folders: readonly Sized[]): unknown[] {
  const mailboxes = new Map<string, unknown[]>();
  for (const { address, folder, label, items, bytes, excluded } of folders) {
    const own = mailboxes.get(address) ?? [];
    own.push({ folder: folder.path, kind: folder.kind, label, items, bytes, excluded });
    mailboxes.set(address, own);
  }
  return [...mailboxes].map(([address, own]) => ({ address, folders: own }));
}
