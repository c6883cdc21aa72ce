/** The one mail output of a job: opened when needed, continued where an earlier run left one, with what that one kept. */
import { linkSync, mkdirSync, readSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { completeMailbox, type KeptPlace, type MailWriter, openMailWriter } from '../../exporters/mail/writer.js';
import type { LedgerLine } from '../../ledger/line.js';
import type { Content } from '../../store/disk/content.js';
import type { Outcome } from '../../exporters/outcome.js';
import type { Item } from '../../store/types.js';
import type { Delta } from '../workspace/delta.js';
import { type FolderHistory, historyLines, stemOf, whereIs } from '../earlier/folder-history.js';
import type { FoundMail, KeptMail } from '../earlier/kept-mail.js';
import { AppendOrder } from './append-order.js';
import { PstMail } from './pst-mail.js';
import type { JobContext } from './job-context.js';
import { hasMessageFiles } from '../workspace/outputs.js';
import type { Job, PlannedFolder } from '../plan/planned.js';

const CHUNK = 256 * 1024;

export class JobMail {
  readonly delta: Delta;
  readonly #job: Job;
  readonly #context: JobContext;
  /** The output folder. */
  readonly out: string;
  /** Of a job that appends. */
  readonly order: AppendOrder | null;
  readonly #kept: KeptMail;
  #writer: MailWriter | null = null;
  /** Holds the mail, where a mailbox is one file with everything in it. */
  readonly pst: PstMail | null;

  constructor(job: Job, context: JobContext, { delta, out, kept }: { delta: Delta; out: string; kept: KeptMail }) {
    this.#job = job;
    this.#context = context;
    this.delta = delta;
    this.out = out;
    this.#kept = kept;
    const { mbox } = delta;
    this.order =
      mbox === null
        ? null
        : new AppendOrder({
            mirror: context.mirror,
            // It is in the making again.
            isAt: (line) => line.file === mbox.path && kept.isAt(join(context.files.root, mbox.path), line),
          });
    this.pst = context.options.mailFormat === 'pst' ? new PstMail(job, context, out) : null;
  }

  /** The output of items that did not change stays as it is. */
  get keepsUnchanged(): boolean {
    return this.delta.mode === 'append' || this.delta.mode === 'reuse';
  }

  /** Opens the output of a mail folder even before its first message: an empty folder is a folder, too. */
  begin(): void {
    const { options, files } = this.#context;
    this.pst?.begin();
    if (options.mailFormat === 'pst' || !options.only.includes('mail')) return;
    if (
      this.delta.mode === 'reuse' &&
      options.mailFormat === 'eml' &&
      this.#job.folders.length + this.delta.previous.gone.length > 1
    )
      this.#reserveNames();
    const mailFolder = this.#job.folders.find(({ folder, excluded }) => folder.kind === 'mail' && excluded === null);
    if (mailFolder !== undefined) this.#writerFor(mailFolder.label);
    const folders = this.#job.mailboxFolders;
    if (folders !== null)
      completeMailbox(options.mailFormat, { files, mailboxRoot: `mail/${this.#job.mailboxName}`, folders });
  }

  /** Two folders may write to one directory: names of files that stay must not be given to new messages. */
  #reserveNames(): void {
    const { folders, gone } = this.delta.previous;
    for (const history of [...folders, ...gone.map((folder) => folder.history)]) {
      for (const { file, kind, result } of historyLines(history))
        if (file !== null && kind === 'mail' && result === 'exported') this.#reserveName(file);
    }
  }

  #reserveName(path: string): void {
    const reserved = join(this.#context.files.root, path);
    mkdirSync(dirname(reserved), { recursive: true });
    try {
      linkSync(join(this.out, path), reserved);
    } catch {
      // Somebody removed it: its name is free.
    }
  }

  /** Writes a message of a folder; `receivedAt` is unix seconds. */
  add(planned: PlannedFolder, item: Item, content: Content, receivedAt: number): Outcome {
    if (this.pst !== null) return this.pst.add(planned, item, content, receivedAt);
    return this.#writerFor(planned.label).add(item, content, receivedAt);
  }

  #writerFor(label: readonly string[]): MailWriter {
    const { mailboxName, mailStem } = this.#job;
    const { files, options, arena } = this.#context;
    const mailboxRoot = `mail/${mailboxName}`;
    if (options.mailFormat === 'pst') throw new Error('a PST file has no writer for each label');
    this.#writer ??= openMailWriter(options.mailFormat, {
      files,
      arena,
      target: options.target,
      mailboxRoot,
      stem: mailStem === '' ? mailboxRoot : `${mailboxRoot}/${mailStem}`,
      label,
    });
    return this.#writer;
  }

  /** Leaves the name of a message that cannot be read now to it. */
  reserve(planned: PlannedFolder, item: Item): void {
    if (this.pst === null && this.#context.options.only.includes('mail'))
      this.#writerFor(planned.label).reserve?.(item);
  }

  /**
   * Keeps a message that an earlier run wrote and this one cannot read, as a rule since the store has it no more. Gives where it
   * is now; null when its bytes are lost.
   */
  carry(line: LedgerLine, history: FolderHistory): KeptPlace | null {
    const { file, length } = line;
    if (this.pst !== null) return this.pst.carry(line, history);
    if (file === null || line.offset === null || length === null) return null;
    const place = { file, offset: line.offset, length };
    if (this.delta.mode === 'append') return place;
    const path = join(this.out, whereIs(history, file));
    const isFile = hasMessageFiles(this.#context.options.mailFormat);
    const found = isFile ? null : this.#kept.find(path, line);
    if (isFile ? statSync(path, { throwIfNoEntry: false })?.size !== length : found === null) return null;
    if (this.delta.mode === 'reuse') return place;
    // Folders that share an output share its label.
    const label = this.#job.folders[0]?.label ?? null;
    return this.#writerFor(label ?? []).keep({
      path,
      pieces: () => (found === null ? [] : pieces(found)),
      stem: stemOf(line),
      flags: line.flags,
      relabel: label !== null,
    });
  }

  /** Writes what is left. Gives the old and the new name of a file that is called otherwise than its lines say. */
  finish(): { readonly from: string; readonly to: string } | null {
    this.#writer?.finish();
    return this.pst?.finish() ?? null;
  }

  /** Lets go of what is open, however the job ended. */
  close(): void {
    this.pst?.close();
  }
}

function* pieces({ fd, offset, length }: FoundMail): Generator<Uint8Array> {
  const chunk = Buffer.allocUnsafe(Math.min(CHUNK, length));
  for (let done = 0; done < length; ) {
    const got = readSync(fd, chunk, 0, Math.min(chunk.length, length - done), offset + done);
    if (got === 0) throw new Error('the earlier output has become shorter while it was being read');
    yield chunk.subarray(0, got);
    done += got;
  }
}
