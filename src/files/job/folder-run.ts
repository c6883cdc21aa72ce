/** Runs one folder of a job: gives each item to the writer of its kind, keeps the ledger lines. */
import { join } from 'node:path';
import { append } from '../../core/lists.js';
import type { BundleWriter } from '../../exporters/bundle.js';
import type { Outcome } from '../../exporters/outcome.js';
import type { PstGroupware } from '../../exporters/pst/groupware.js';
import type { LedgerLine } from '../../ledger/line.js';
import { readHeaderBlock } from '../../message/header.js';
import { receivedTime } from '../../message/received.js';
import { type Entry, listFolder } from '../../store/items/listing.js';
import { unlisted } from '../../store/disk/loss.js';
import { modifiedAt } from '../../store/items/read.js';
import { identityOf } from '../../store/tree/identity.js';
import type { Kind } from '../../core/kinds.js';
import type { Item } from '../../store/types.js';
import { openBundle, outputKind } from './bundles.js';
import { historyOf, KnownRecent, metadataNotes } from '../workspace/delta.js';
import { type FolderHistory, historyLines, joinHistory } from '../earlier/folder-history.js';
import { FailedFiles, failedDirectory } from './failed-files.js';
import { leftOutByKind, refusalOf, refusalOfUnread } from './refusal.js';
import { FolderLines } from './fragment.js';
import { carryLine, keepLine } from './carried-line.js';
import { GONE, isFailedCopy, isWorthKeeping, whyKept } from '../earlier/kept.js';
import { itemKind } from '../../store/items/item-kind.js';
import type { JobMail } from './job-mail.js';
import {
  failedLine,
  indexTimeOf,
  type ItemFacts,
  lineOf,
  lineWithout,
  unreadFacts,
  withDeleted,
} from './ledger-lines.js';
import type { OutputKind } from '../plan/options.js';
import { FolderLook } from '../plan/folder-look.js';
import type { Job, PlannedFolder } from '../plan/planned.js';
import { hasMessageFiles, outputOf } from '../workspace/outputs.js';
import { sizeOf } from '../../store/disk/unreadable.js';
import { type RecentFile, RecentFiles } from '../workspace/recent-files.js';
import type { FolderResult, JobContext } from './job-context.js';

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
  readonly #history: FolderHistory | null;
  readonly #known: KnownRecent;
  readonly #bundles = new Map<OutputKind, BundleWriter>();
  /** What hears of the bundles, where the mailbox is one file with everything in it. */
  readonly #listeners: PstGroupware[] = [];
  readonly #young: RecentFiles;
  readonly #failed: FailedFiles;

  constructor(job: Job, planned: PlannedFolder, mail: JobMail, context: JobContext) {
    this.#job = job;
    this.#planned = planned;
    this.#mail = mail;
    this.#context = context;
    this.#failed = new FailedFiles(context, failedDirectory(job.mailboxName, planned.bundleStem));
    this.#lines = new FolderLines(context.ledger, (facts) => this.#failed.keep(facts));
    this.#history = historyOf(mail.delta.previous, planned.folder);
    this.#known = new KnownRecent(this.#history, mail.out);
    this.#young = new RecentFiles(planned.folder);
  }

  run(): FolderResult {
    const { folder } = this.#planned;
    const problems: string[] = [];
    if (folder.hidden) problems.push('no status.fld: the server did not show this folder to anybody');
    const look = new FolderLook(folder);
    let index: RecentFile | null = null;
    try {
      const listing = listFolder(folder);
      this.#context.prints.set(folder.dir, look.print(listing.names));
      index = this.#young.indexOf(listing.indexDigest());
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
      this.#context.prints.set(folder.dir, look.print(null));
      this.#mail.order?.unlisted();
      problems.push(unlisted(join(folder.dir, '#msgs'), error, 'its items are', '#msgs'));
      this.#keepAll();
    }
    const outcomes = new Map<OutputKind, readonly Outcome[]>();
    for (const [kind, writer] of this.#bundles) {
      const finished = writer.finish();
      outcomes.set(kind, finished.outcomes);
      append(problems, finished.problems);
    }
    for (const listener of this.#listeners) append(problems, listener.problems);
    const young = this.#young.youngest;
    const guid = identityOf(folder);
    return {
      ...{ path: folder.path, kind: folder.kind, problems, ...this.#lines.finish(outcomes) },
      ...(guid === null ? {} : { guid }),
      bundleStem: this.#planned.bundleStem,
      ...(young.length === 0 ? {} : { young }),
      ...(index === null ? {} : { index }),
    };
  }

  /** Goes through the folder, and through what was there at an earlier run and is gone now, in order of UID. */
  #entries(entries: Iterable<Entry>): void {
    for (const { line, entry } of joinHistory(historyLines(this.#history), entries)) {
      if (entry === null) this.#mail.order?.gone(line);
      if (entry !== null) this.#entry(entry, line);
      else if (!this.#context.mirror && (isWorthKeeping(line) || isFailedCopy(line))) this.#keep(line, GONE);
      else this.#drop(line);
    }
  }

  /** Nobody knows what is in the folder now: what an earlier run wrote of it stays. */
  #keepAll(): void {
    if (this.#history === null) return;
    for (const line of historyLines(this.#history)) {
      this.#context.step(0);
      const isMail = line.kind === 'mail' && line.result === 'exported';
      this.#retain(isMail ? carryLine(line, this.#mail, this.#history) : line, line);
    }
  }

  #entry(entry: Entry, line: LedgerLine | null): void {
    if (line !== null && this.#mail.keepsUnchanged && this.#known.isUnchanged(line, entry)) {
      this.#mail.order?.unchanged(line);
      if (line.kind === 'mail') {
        this.#context.step(0);
        this.#young.keep(this.#known.of(entry.item));
        this.#retain(line, line);
        return;
      }
    } else this.#mail.order?.changed(line);
    if (entry.type === 'missing') this.#missing(entry.item, line);
    else this.#item(entry.item, metadataNotes(entry), line);
  }

  /**
   * Adds the line that an item has now, unless its copy of an earlier run is to stay. Of what failed `copy` puts the file below
   * `failed/`.
   */
  #settle(line: LedgerLine, before: LedgerLine | null, copy: () => string | null = () => null): void {
    const why = before !== null && isWorthKeeping(before) ? whyKept(line, this.#context.mirror) : null;
    if (before !== null && why !== null) this.#keep(before, why);
    else this.#retain(line.result === 'failed' ? failedLine(line, copy()) : line, before);
  }

  #keep(line: LedgerLine, note: string): void {
    if (this.#history !== null) this.#retain(keepLine(line, note, this.#mail, this.#history), line);
  }

  /** Adds the line of an item that is in the output, or failed to get there. `before` is the line that it takes the place of. */
  #retain(line: LedgerLine, before: LedgerLine | null): void {
    if (line.file !== null) this.#context.named.add(outputOf(line.file, this.#context.options.mailFormat));
    if (before !== null && before.file !== line.file) this.#drop(before);
    this.#lines.add(line);
  }

  /** A line that does not stay: its message may be a file that is to go. */
  #drop({ file, kind }: LedgerLine): void {
    const { options, stale } = this.#context;
    if (file !== null && kind === 'mail' && this.#history?.own === true && hasMessageFiles(options.mailFormat))
      stale.add(file);
  }

  #missing(item: Item, before: LedgerLine | null): void {
    const facts = { item, kind: item.folder.kind, bytes: 0, received: indexTimeOf(item), notes: [] };
    // What the user leaves out is not missed.
    const left = this.#planned.excluded ?? leftOutByKind(facts.kind, this.#context.options);
    const line =
      left === null
        ? lineWithout(facts, 'missing', 'the index has a record of it, but there is no file')
        : lineWithout(facts, 'skipped', left);
    this.#settle(line, before);
  }

  #item(item: Item, notes: readonly string[], before: LedgerLine | null): void {
    const { reader, options, step, probe } = this.#context;
    if (this.#planned.excluded !== null) {
      this.#settle(lineWithout(unreadFacts(item, notes), 'skipped', this.#planned.excluded), before);
      return;
    }
    const written = this.#young.look(item.file);
    const began = performance.now();
    let content;
    try {
      content = reader.read(item.file);
    } catch (error) {
      this.#unreadable(item, notes, { error: error as NodeJS.ErrnoException, before });
      return;
    }
    const { bytes } = content;
    const size = content.more === null ? bytes.length : sizeOf(item.file);
    probe.read(performance.now() - began, bytes.length);
    this.#young.add(item, size, written, bytes);
    const header = readHeaderBlock(bytes);
    const kind = itemKind(item, bytes, header);
    const received = receivedTime(item, bytes, () => modifiedAt(item.file));
    const facts: ItemFacts = { item, kind, bytes: size, received, notes: withDeleted(item, notes) };
    step(size);
    const refusal = refusalOf(facts, content, header, options);
    if (refusal !== null)
      this.#settle(lineWithout(facts, refusal.result, refusal.reason), before, () => this.#failed.keep(facts, content));
    else if (kind === 'mail')
      this.#settle(lineOf(facts, this.#mail.add(this.#planned, item, content, received.time)), before);
    else {
      if (before !== null) this.#drop(before);
      this.#bundle(kind).add(item, bytes);
      this.#lines.await(facts, outputKind(kind));
    }
  }

  #unreadable(
    item: Item,
    notes: readonly string[],
    { error, before }: { readonly error: NodeJS.ErrnoException; readonly before: LedgerLine | null },
  ): void {
    const facts = unreadFacts(item, notes);
    this.#context.step(0);
    const { result, reason, mayComeBack } = refusalOfUnread(error);
    this.#settle(lineWithout(facts, result, reason), before);
    if (mayComeBack && item.folder.kind === 'mail') this.#mail.reserve(this.#planned, item);
  }

  #bundle(kind: Exclude<Kind, 'mail'>): BundleWriter {
    // Notes and journal entries share one writer, since they share their files.
    const key = outputKind(kind);
    let writer = this.#bundles.get(key);
    if (writer === undefined) {
      const stem = `${this.#job.mailboxName}/${this.#planned.bundleStem}`;
      const listener = this.#mail.pst?.listener(this.#planned, `${key}/${stem}`) ?? null;
      if (listener !== null) this.#listeners.push(listener);
      writer = openBundle(kind, { files: this.#context.files, stem, listener }, this.#context.options);
      this.#bundles.set(key, writer);
    }
    return writer;
  }
}
