/**
 * The history of a mailbox from its ledger alone, where the state beside it is lost, damaged, or of another ledger. Nothing is
 * known then of what the folders looked like, so that everything is read again; but what was kept is known, line by line.
 */
import { createHash } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { OutputFile } from '../../exporters/output.js';
import type { LedgerLine } from '../../ledger/line.js';
import { type LedgerRun, readLedgerRun } from '../../ledger/runs.js';
import { mailboxKey } from '../../core/shard.js';
import type { MailFormat } from '../../naming/folders.js';
import type { FolderResult } from '../job/job-context.js';
import { FolderLines } from '../job/fragment.js';
import { BUNDLE_EXTENSIONS, bundleStemOf, hasMboxes, isOutputOf, mailFile, outputOf } from '../workspace/outputs.js';
import type { JobRecord } from '../workspace/job-record.js';
import type { PlannedMailbox } from '../plan/planned.js';
import { orderOf, stemOf } from './folder-history.js';
import { runsOfLedger } from './state.js';

/** Where things are. */
export interface RecoverySite {
  readonly out: string;
  /** Absolute. */
  readonly ledger: string;
  /** Where the lines are put in order, absolute: what the ranges of the jobs refer to. */
  readonly target: string;
  readonly format: MailFormat;
}

interface FoundFolder {
  readonly result: FolderResult;
  readonly outputs: ReadonlySet<string>;
}

/** The jobs that a ledger tells of, by id; null without a ledger. Throws a UserError when it cannot be read. */
export function recoverJobs(planned: PlannedMailbox, site: RecoverySite): Record<string, JobRecord> | null {
  const runs = runsOfLedger(site.ledger);
  if (runs === null) return null;
  const lines = new LineFile(site.target);
  /** What the lines account for, in bytes, by file. */
  const sizes = new Map<string, number>();
  let folders: FoundFolder[];
  try {
    folders = byFolder(runs).map((group) => recoverFolder(group, { site, mailbox: planned.name, lines, sizes }));
  } finally {
    lines.close();
  }
  return groupJobs(planned, folders, sizes, site);
}

type RunsOfFolder = readonly [LedgerRun, ...LedgerRun[]];

function byFolder(runs: readonly LedgerRun[]): RunsOfFolder[] {
  const groups = new Map<string, [LedgerRun, ...LedgerRun[]]>();
  for (const run of runs) {
    const key = JSON.stringify(run.folder);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [run]);
    else group.push(run);
  }
  return [...groups.values()];
}

function recoverFolder(
  runs: RunsOfFolder,
  { site: { ledger, format, out }, mailbox, lines: file, sizes }: Recovery,
): FoundFolder {
  const lines = new FolderLines(file);
  const outputs = new Set<string>();
  const stems = new Set<string>();
  let kind: FolderResult['kind'] | null = null;
  for (const line of orderedLines(ledger, runs, mailbox)) {
    lines.add(line);
    kind ??= line.kind;
    if (line.file === null) continue;
    outputs.add(outputOf(line.file, format));
    // What failed has no place but its copy.
    if (line.result !== 'exported') continue;
    const stem = line.kind === 'mail' ? null : bundleStemOf(line.file, mailbox);
    if (stem !== null) stems.add(stem);
    if (line.kind === 'mail' && hasMboxes(format))
      sizes.set(line.file, (sizes.get(line.file) ?? 0) + (line.length ?? 0));
  }
  for (const path of tablesBeside(out, mailbox, stems)) outputs.add(path);
  const [bundleStem] = stems;
  const found = { path: runs[0].folder, kind: kind ?? 'mail', problems: [], ...lines.finish(new Map()) };
  return { result: bundleStem === undefined ? found : { ...found, bundleStem }, outputs };
}

interface Recovery {
  readonly site: RecoverySite;
  readonly mailbox: string;
  readonly lines: LineFile;
  readonly sizes: Map<string, number>;
}

/** Tables are in no ledger line. */
function tablesBeside(out: string, mailbox: string, stems: ReadonlySet<string>): string[] {
  return ['contacts', 'calendars', 'tasks', 'notes'].flatMap((tree) =>
    [...stems].flatMap((stem) =>
      BUNDLE_EXTENSIONS.map((extension) => `${tree}/${mailbox}/${stem}${extension}`).filter((path) =>
        existsSync(join(out, path)),
      ),
    ),
  );
}

/** The lines of a folder that can be read, each item once, in order of UID. */
function* orderedLines(ledger: string, runs: RunsOfFolder, mailbox: string): Generator<LedgerLine> {
  const lines = (): Generator<LedgerLine> => wholeLines(ledger, runs, mailbox);
  if (isOrdered(lines())) {
    yield* lines();
    return;
  }
  // Somebody put the ledger together by hand: of two lines for one item, that of an item in the output counts.
  const byStem = new Map<string, LedgerLine>();
  for (const line of lines()) {
    const stem = stemOf(line);
    if (byStem.get(stem)?.result !== 'exported') byStem.set(stem, line);
  }
  yield* [...byStem.values()].sort((a, b) => compareLines(a, b));
}

/** Not those that cannot be read, or name what is no output of the mailbox: files are removed by them. */
function* wholeLines(ledger: string, runs: RunsOfFolder, mailbox: string): Generator<LedgerLine> {
  for (const run of runs) {
    for (const line of readLedgerRun(ledger, run))
      if (!('broken' in line) && (line.file === null || isOutputOf(line.file, mailbox))) yield line;
  }
}

function isOrdered(lines: Iterable<LedgerLine>): boolean {
  let last = -Infinity;
  let stems = new Set<string>();
  for (const line of lines) {
    const order = orderOf(line.uid);
    if (order < last) return false;
    if (order > last) stems = new Set();
    if (stems.has(stemOf(line))) return false;
    stems.add(stemOf(line));
    last = order;
  }
  return true;
}

function compareLines(a: LedgerLine, b: LedgerLine): number {
  const [left, right] = [orderOf(a.uid), orderOf(b.uid)];
  if (left !== right) return left < right ? -1 : 1;
  return stemOf(a) < stemOf(b) ? -1 : 1;
}

/** Folders by the job that has them now; those that no job has are jobs of their own. */
function groupJobs(
  { mailbox, jobs }: PlannedMailbox,
  folders: readonly FoundFolder[],
  sizes: ReadonlyMap<string, number>,
  { format }: RecoverySite,
): Record<string, JobRecord> {
  const owners = new Map(
    jobs.flatMap((job) => job.folders.map(({ folder }) => [JSON.stringify(folder.path), job] as const)),
  );
  const groups = new Map<string, { readonly target: string | null; readonly members: FoundFolder[] }>();
  for (const folder of folders) {
    const key = JSON.stringify(folder.result.path);
    const job = owners.get(key);
    const id = job?.id ?? mailboxKey(mailbox.address) + sha256(`${mailbox.address}\0gone\0${key}`).slice(0, 16);
    const target = job === undefined ? null : mailFile(job, format);
    const group = groups.get(id) ?? { target, members: [] };
    groups.set(id, group);
    group.members.push(folder);
  }
  return Object.fromEntries(
    [...groups].map(([id, { target, members }]) => [id, recoveredRecord(members, target, sizes)]),
  );
}

/** A part that no job takes for up to date, since nobody knows what its folders were like. `target`: where its mail should be. */
function recoveredRecord(
  members: readonly FoundFolder[],
  target: string | null,
  sizes: ReadonlyMap<string, number>,
): JobRecord {
  const outputs = [...new Set(members.flatMap((member) => [...member.outputs]))].sort();
  const folders = members.map(({ result }) => result);
  const mboxes = outputs.filter((path) => sizes.has(path));
  const mbox = target !== null && mboxes.includes(target) ? target : mboxes[0];
  return {
    ...{ fingerprint: '', shape: '', folders, ledger: '', outputs, mailSize: null },
    ...(mbox === undefined ? {} : { mbox, mailSize: sizes.get(mbox) ?? null }),
  };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The file that takes the lines. */
class LineFile implements OutputFile {
  readonly path: string;
  size = 0;
  readonly #fd: number;

  constructor(path: string) {
    this.path = path;
    mkdirSync(dirname(path), { recursive: true });
    this.#fd = openSync(path, 'w');
  }

  write(chunk: Uint8Array | string): void {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk, 'utf8') : chunk;
    for (let done = 0; done < bytes.length; ) done += writeSync(this.#fd, bytes, done);
    this.size += bytes.length;
  }

  rename(): void {
    throw new Error('it has one name');
  }

  close(): void {
    closeSync(this.#fd);
  }
}
