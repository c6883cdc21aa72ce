/** Runs one job: reads its folders, gives each item to the writer of its kind, keeps the ledger lines. */
import { join } from 'node:path';
import type { BundleWriter } from '../exporters/bundle.js';
import type { Arena } from '../exporters/mail/arena.js';
import { completeMailbox, openMailWriter } from '../exporters/mail/open.js';
import type { MailWriter } from '../exporters/mail/writer.js';
import type { Outcome } from '../exporters/outcome.js';
import type { OutputFile, OutputFiles } from '../exporters/output.js';
import type { Sums } from '../ledger/sums.js';
import { readHeaderBlock } from '../message/header.js';
import { receivedTime } from '../message/received.js';
import { listFolder } from '../store/listing.js';
import { type ItemReader, modifiedAt } from '../store/read.js';
import type { Item, Kind } from '../store/types.js';
import { openBundle, outputKind } from './bundles.js';
import { FolderLines } from './fragment.js';
import { itemKind } from '../store/item-kind.js';
import { type ItemFacts, lineOf, lineWithout } from './lines.js';
import type { ExportOptions } from './options.js';
import type { Job, PlannedFolder } from './plan.js';
import type { ReadAheadProbe } from './read-ahead.js';
import { looksUnreadable, sizeOf } from './unreadable.js';

/** What came of one folder. */
export interface FolderResult {
  readonly path: readonly string[];
  readonly kind: Kind;
  readonly sums: Sums;
  /** Where its lines are in the job's ledger fragment, bytes. */
  readonly start: number;
  readonly end: number;
  readonly problems: readonly string[];
}

/** What a job needs from its thread. */
export interface JobContext {
  readonly options: ExportOptions;
  readonly files: OutputFiles;
  /** Takes the ledger lines. */
  readonly ledger: OutputFile;
  readonly arena: Arena;
  readonly reader: ItemReader;
  /** Told where reading is, so that it can be helped when it is slow. */
  readonly probe: ReadAheadProbe;
  /** Called for every item; may throw to end the job. */
  readonly step: (bytes: number) => void;
}

/** Runs a job to its end. Throws only when the output cannot be written, or the run is interrupted. */
export function runJob(job: Job, context: JobContext): FolderResult[] {
  const mail = new JobMail(job, context);
  mail.begin();
  const results = job.folders.map((planned) => new FolderRun(job, planned, mail, context).run());
  mail.finish();
  context.reader.close();
  return results;
}

/** The one mail output of a job, opened when its first message comes. */
class JobMail {
  readonly #job: Job;
  readonly #context: JobContext;
  #writer: MailWriter | null = null;

  constructor(job: Job, context: JobContext) {
    this.#job = job;
    this.#context = context;
  }

  /** Opens the output of a mail folder even before its first message: an empty folder is a folder, too. */
  begin(): void {
    const { options, files } = this.#context;
    if (!options.only.includes('mail')) return;
    const mailFolder = this.#job.folders.find(({ folder, excluded }) => folder.kind === 'mail' && excluded === null);
    if (mailFolder !== undefined) this.writer(mailFolder);
    const folders = this.#job.mailboxFolders;
    if (folders !== null)
      completeMailbox(options.mailFormat, { files, mailboxRoot: `mail/${this.#job.mailboxName}`, folders });
  }

  writer(planned: PlannedFolder): MailWriter {
    const { mailboxName, mailStem } = this.#job;
    const { files, options, arena } = this.#context;
    const mailboxRoot = `mail/${mailboxName}`;
    this.#writer ??= openMailWriter(options.mailFormat, {
      files,
      arena,
      target: options.target,
      mailboxRoot,
      stem: mailStem === '' ? mailboxRoot : `${mailboxRoot}/${mailStem}`,
      label: planned.label,
      // No known index has keywords (docs/store-format.md, U-7): there are none to announce.
      keywords: [],
    });
    return this.#writer;
  }

  finish(): void {
    this.#writer?.finish();
  }
}

class FolderRun {
  readonly #job: Job;
  readonly #planned: PlannedFolder;
  readonly #mail: JobMail;
  readonly #context: JobContext;
  readonly #lines: FolderLines;
  readonly #bundles = new Map<Exclude<Kind, 'mail'>, BundleWriter>();

  constructor(job: Job, planned: PlannedFolder, mail: JobMail, context: JobContext) {
    this.#job = job;
    this.#planned = planned;
    this.#mail = mail;
    this.#context = context;
    this.#lines = new FolderLines(context.ledger);
  }

  run(): FolderResult {
    const { folder } = this.#planned;
    const problems: string[] = [];
    if (folder.hidden) problems.push('no status.fld: the server did not show this folder to anybody');
    try {
      const listing = listFolder(folder);
      this.#context.probe.enter(join(folder.dir, '#msgs'));
      problems.push(...listing.problems);
      if (listing.others.length > 0)
        problems.push(`${listing.others.length} files in #msgs are no items (${listing.others[0] ?? ''}, …)`);
      for (const entry of listing.entries) {
        if (entry.type === 'missing') this.#missing(entry.item);
        else
          this.#item(
            entry.item,
            entry.metadata === 'index.fld'
              ? []
              : [entry.metadata === 'none' ? 'not in the index' : 'flags from index.bad'],
          );
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).syscall !== 'scandir') throw error;
      problems.push(
        `#msgs cannot be listed (${(error as NodeJS.ErrnoException).code ?? 'error'}): its items are not in the output`,
      );
    }
    const outcomes = new Map<Kind, readonly Outcome[]>();
    for (const [kind, writer] of this.#bundles) {
      const finished = writer.finish();
      outcomes.set(kind, finished.outcomes);
      problems.push(...finished.problems);
    }
    return { path: folder.path, kind: folder.kind, problems, ...this.#lines.finish(outcomes) };
  }

  #missing(item: Item): void {
    const received =
      item.indexTime === null || item.indexTimeFrom === null
        ? null
        : { time: item.indexTime, from: item.indexTimeFrom };
    const facts = { item, kind: item.folder.kind, bytes: 0, received, notes: [] };
    this.#lines.add(lineWithout(facts, 'missing', 'the index has a record of it, but there is no file'));
  }

  #item(item: Item, notes: readonly string[]): void {
    const { reader, options, step, probe } = this.#context;
    if (this.#planned.excluded !== null) {
      this.#lines.add(lineWithout(this.#unreadFacts(item, notes), 'skipped', this.#planned.excluded));
      return;
    }
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
    const header = readHeaderBlock(bytes);
    const kind = itemKind(item, bytes, header);
    const received = receivedTime(item, bytes, () => modifiedAt(item.file));
    const facts: ItemFacts = { item, kind, bytes: size, received, notes };
    step(size);
    const reason = this.#reasonToSkip(facts, options);
    if (reason !== null) this.#lines.add(lineWithout(facts, 'skipped', reason));
    else if (looksUnreadable(bytes, header))
      this.#lines.add(lineWithout(facts, 'failed', 'it looks encrypted or damaged: it is not text'));
    else if (kind === 'mail')
      this.#lines.add(lineOf(facts, this.#mail.writer(this.#planned).add(item, content, received.time)));
    else if (content.more !== null)
      this.#lines.add(lineWithout(facts, 'failed', `it is too large to be read as ${kind} (over 8 MiB)`));
    else {
      this.#bundle(kind).add(item, bytes);
      this.#lines.await(facts, kind);
    }
  }

  #reasonToSkip({ item, kind, bytes, received }: ItemFacts, options: ExportOptions): string | null {
    if (bytes === 0) return 'the file is empty (0 bytes)';
    if (!options.only.includes(outputKind(kind))) return `${outputKind(kind)} left out by --only`;
    if (options.skipDeleted && item.flags.includes('\\Deleted')) return 'marked as deleted, left out by --skip-deleted';
    if (kind !== 'mail' || received === null) return null;
    if (options.since !== null && received.time < options.since) return 'received before --since';
    if (options.until !== null && received.time >= options.until) return 'received after --until';
    return null;
  }

  #unreadable(item: Item, notes: readonly string[], error: NodeJS.ErrnoException): void {
    const facts = { ...this.#unreadFacts(item, notes), bytes: 0 };
    this.#context.step(0);
    // On a live server a file may be moved or expunged between the listing and the reading.
    if (error.code === 'ENOENT')
      this.#lines.add(lineWithout(facts, 'missing', 'the file vanished while the folder was being read'));
    else if (error.code === 'ELOOP')
      this.#lines.add(lineWithout(facts, 'failed', 'it is a symbolic link, which is not followed'));
    else if (error.code === undefined) throw error;
    else this.#lines.add(lineWithout(facts, 'failed', `the file cannot be read (${error.code})`));
  }

  #unreadFacts(item: Item, notes: readonly string[]): ItemFacts {
    const received =
      item.indexTime === null || item.indexTimeFrom === null
        ? null
        : { time: item.indexTime, from: item.indexTimeFrom };
    return { item, kind: item.folder.kind, bytes: sizeOf(item.file), received, notes };
  }

  #bundle(kind: Exclude<Kind, 'mail'>): BundleWriter {
    let writer = this.#bundles.get(kind);
    if (writer === undefined) {
      const stem = `${this.#job.mailboxName}/${this.#planned.bundleStem}`;
      writer = openBundle(kind, this.#context.files, stem, this.#context.options);
      this.#bundles.set(kind, writer);
    }
    return writer;
  }
}
