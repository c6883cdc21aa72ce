/** Runs one folder of a job: gives each item to the writer of its kind, keeps the ledger lines. */
import { join } from 'node:path';
import { append } from '../../core/lists.js';
import type { BundleWriter } from '../../exporters/bundle.js';
import type { Arena } from '../../exporters/mail/arena.js';
import type { Outcome } from '../../exporters/outcome.js';
import type { OutputFile, OutputFiles } from '../../exporters/output.js';
import type { LedgerLine } from '../../ledger/line.js';
import { readHeaderBlock } from '../../message/header.js';
import { receivedTime } from '../../message/received.js';
import { type Entry, listFolder } from '../../store/items/listing.js';
import { unlisted } from '../../store/disk/loss.js';
import { type ItemReader, modifiedAt } from '../../store/items/read.js';
import type { Kind } from '../../core/kinds.js';
import type { Item } from '../../store/types.js';
import { openBundle, outputKind } from './bundles.js';
import { compareUids, type FolderHistory, stemOf } from '../workspace/delta.js';
import { refusalOf, unreadFate } from './refusal.js';
import { FolderLines, type FolderRange } from './fragment.js';
import { itemKind } from '../../store/items/item-kind.js';
import type { JobMail } from './job-mail.js';
import { FailedFiles, failedDirectory } from './failed-files.js';
import { failedLine, type ItemFacts, lineOf, lineWithout } from './ledger-lines.js';
import type { ExportOptions, OutputKind } from '../plan/options.js';
import type { Job, PlannedFolder } from '../plan/planned.js';
import type { ReadAheadProbe } from '../threads/read-ahead.js';
import { sizeOf } from '../../store/disk/unreadable.js';
import { type YoungFile, YoungFiles } from '../workspace/recent-files.js';

/** What came of one folder. Its range is where its lines are in the job's ledger fragment, in bytes. */
export interface FolderResult extends FolderRange {
  readonly path: readonly string[];
  readonly kind: Kind;
  readonly problems: readonly string[];
  /** Files that may have been read while they were being written. */
  readonly young?: readonly YoungFile[];
}

/** What a job needs from its thread. */
export interface JobContext {
  readonly options: ExportOptions;
  /** What is gone from the store goes from the output, too. */
  readonly mirror: boolean;
  readonly files: OutputFiles;
  /** Takes the ledger lines. */
  readonly ledger: OutputFile;
  readonly arena: Arena;
  readonly reader: ItemReader;
  /** Told where reading is, so that it can be helped when it is slow. */
  readonly probe: ReadAheadProbe;
  /** Takes the names of all files that the lines name: what an earlier run wrote and no line names is stale. */
  readonly named: Set<string>;
  /** Called for every item; may throw to end the job. */
  readonly step: (bytes: number) => void;
}

/** Runs one folder to its end. Throws only when the output cannot be written, or the run is interrupted. */
export function runFolder(job: Job, planned: PlannedFolder, mail: JobMail, context: JobContext): FolderResult {
  return new FolderRun(job, planned, mail, context).run();
}

class FolderRun {
  readonly #job: Job;
  readonly #planned: PlannedFolder;
  readonly #mail: JobMail;
  readonly #context: JobContext;
  readonly #lines: FolderLines;
  readonly #history: FolderHistory;
  readonly #bundles = new Map<OutputKind, BundleWriter>();
  readonly #young: YoungFiles;
  readonly #failed: FailedFiles;

  constructor(job: Job, planned: PlannedFolder, mail: JobMail, context: JobContext) {
    this.#job = job;
    this.#planned = planned;
    this.#mail = mail;
    this.#context = context;
    this.#failed = new FailedFiles(context, failedDirectory(job.mailboxName, planned.bundleStem));
    this.#lines = new FolderLines(context.ledger, (facts) => this.#failed.keep(facts));
    this.#history = mail.delta.lines(planned.folder);
    this.#young = new YoungFiles(planned.folder);
  }

  run(): FolderResult {
    const { folder } = this.#planned;
    const problems: string[] = [];
    if (folder.hidden) problems.push('no status.fld: the server did not show this folder to anybody');
    try {
      const listing = listFolder(folder);
      this.#context.probe.enter(join(folder.dir, '#msgs'));
      append(problems, listing.problems);
      if (listing.others.length > 0)
        problems.push(
          listing.others.length === 1
            ? `1 file in #msgs is no item (${listing.others[0] ?? ''})`
            : `${listing.others.length} files in #msgs are no items (${listing.others[0] ?? ''}, …)`,
        );
      this.#entries(listing.entries);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).syscall !== 'scandir') throw error;
      problems.push(unlisted(join(folder.dir, '#msgs'), error, 'its items are', '#msgs'));
    }
    const outcomes = new Map<OutputKind, readonly Outcome[]>();
    for (const [kind, writer] of this.#bundles) {
      const finished = writer.finish();
      outcomes.set(kind, finished.outcomes);
      append(problems, finished.problems);
    }
    const young = this.#young.youngest;
    return {
      ...{ path: folder.path, kind: folder.kind, problems, ...this.#lines.finish(outcomes) },
      ...(young.length === 0 ? {} : { young }),
    };
  }

  /** Goes through the folder, and through what was there at an earlier run and is gone now, in order of UID. */
  #entries(entries: Iterable<Entry>): void {
    const gone = this.#gone(entries);
    let next = 0;
    for (const entry of entries) {
      for (; next < gone.length && compareUids(gone[next]?.uid ?? 0, entry.item.uid) < 0; next += 1)
        this.#keep(gone[next]);
      this.#entry(entry);
    }
    for (; next < gone.length; next += 1) this.#keep(gone[next]);
  }

  /** Mail in the output that the store no longer has. Bundles follow the store. */
  #gone(entries: Iterable<Entry>): LedgerLine[] {
    if (this.#context.mirror || this.#history.lines.length === 0) return [];
    const present = new Set<string>();
    for (const { item } of entries) present.add(item.stem);
    return this.#history.lines.filter((line) => line.kind === 'mail' && isKept(line) && !present.has(stemOf(line)));
  }

  #keep(line: LedgerLine | undefined): void {
    if (line === undefined) return;
    const notes = [...(line.notes ?? []).filter((note) => note !== GONE), GONE];
    if (line.result === 'failed') {
      this.#retain({ ...line, notes });
      return;
    }
    const place = this.#mail.carry(line);
    this.#retain(
      place === null
        ? { ...line, result: 'missing', reason: LOST, file: null, offset: null, length: null, notes }
        : { ...line, ...place, notes },
    );
  }

  #entry(entry: Entry): void {
    const line = this.#history.of(entry.item);
    if (line !== null && this.#mail.keepsUnchanged && line.kind === 'mail' && this.#history.isUnchanged(line, entry)) {
      this.#context.step(0);
      this.#young.keep(this.#history.young(entry.item));
      this.#retain(line);
    } else if (entry.type === 'missing') this.#missing(entry.item);
    else this.#item(entry.item, entry.metadata === 'index.fld' ? [] : [METADATA_NOTES[entry.metadata]]);
  }

  /** Adds the line of an item that is in the output, or failed to get there. */
  #retain(line: LedgerLine): void {
    if (line.file !== null) this.#context.named.add(line.file);
    this.#lines.add(line);
  }

  #missing(item: Item): void {
    const facts = { item, kind: item.folder.kind, bytes: 0, received: indexTimeOf(item), notes: [] };
    this.#lines.add(lineWithout(facts, 'missing', 'the index has a record of it, but there is no file'));
  }

  #item(item: Item, notes: readonly string[]): void {
    const { reader, options, step, probe } = this.#context;
    if (this.#planned.excluded !== null) {
      this.#lines.add(lineWithout(unreadFacts(item, notes), 'skipped', this.#planned.excluded));
      return;
    }
    const written = this.#young.look(item.file);
    const began = performance.now();
    let content;
    try {
      content = reader.read(item.file);
    } catch (error) {
      this.#unreadable(item, notes, error as NodeJS.ErrnoException);
      return;
    }
    const { bytes } = content;
    const size = content.more === null ? bytes.length : sizeOf(item.file);
    probe.read(performance.now() - began, bytes.length);
    this.#young.add(item, size, written);
    const header = readHeaderBlock(bytes);
    const kind = itemKind(item, bytes, header);
    const received = receivedTime(item, bytes, () => modifiedAt(item.file));
    const facts: ItemFacts = { item, kind, bytes: size, received, notes: withDeleted(item, notes) };
    step(size);
    const refusal = refusalOf(facts, content, header, options);
    if (refusal !== null) {
      const line = lineWithout(facts, refusal.result, refusal.reason);
      this.#lines.add(refusal.result === 'failed' ? failedLine(line, this.#failed.keep(facts, content)) : line);
    } else if (kind === 'mail') {
      const line = lineOf(facts, this.#mail.writer(this.#planned).add(item, content, received.time));
      this.#retain(line.result === 'failed' ? failedLine(line, null) : line);
    } else {
      this.#bundle(kind).add(item, bytes);
      this.#lines.await(facts, outputKind(kind));
    }
  }

  #unreadable(item: Item, notes: readonly string[], error: NodeJS.ErrnoException): void {
    const facts = unreadFacts(item, notes);
    this.#context.step(0);
    const { result, reason, mayComeBack } = unreadFate(error);
    const line = lineWithout(facts, result, reason);
    this.#lines.add(result === 'failed' ? failedLine(line, null) : line);
    if (mayComeBack && item.folder.kind === 'mail') this.#mail.reserve(this.#planned, item);
  }

  #bundle(kind: Exclude<Kind, 'mail'>): BundleWriter {
    // Notes and journal entries share one writer, since they share their files.
    const key = outputKind(kind);
    let writer = this.#bundles.get(key);
    if (writer === undefined) {
      const stem = `${this.#job.mailboxName}/${this.#planned.bundleStem}`;
      writer = openBundle(kind, this.#context.files, stem, this.#context.options);
      this.#bundles.set(key, writer);
    }
    return writer;
  }
}

/** The note on a line whose item is in the output and no longer in the store. */
export const GONE = 'gone from the store; kept from an earlier run';
const LOST = 'gone from the store, and its output was changed since';
const METADATA_NOTES = { 'index.bad': 'flags from index.bad', none: 'not in the index' } as const;

/** Something of the item is in the output. */
function isKept({ result, file }: LedgerLine): boolean {
  return result === 'exported' || (result === 'failed' && file !== null);
}

/** The bit's meaning is likely, not certain: such items are in the output, and can be counted. */
function withDeleted(item: Item, notes: readonly string[]): readonly string[] {
  return item.flags.includes('\\Deleted') ? [...notes, 'marked as deleted'] : notes;
}

function indexTimeOf(item: Item): ItemFacts['received'] {
  return item.indexTime === null || item.indexTimeFrom === null
    ? null
    : { time: item.indexTime, from: item.indexTimeFrom };
}

function unreadFacts(item: Item, notes: readonly string[]): ItemFacts {
  return { item, kind: item.folder.kind, bytes: sizeOf(item.file), received: indexTimeOf(item), notes };
}
