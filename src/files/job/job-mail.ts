/** The one mail output of a job: opened when needed, continued or mended where an earlier run left one. */
import { closeSync, linkSync, mkdirSync, openSync, readSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { completeMailbox, type MailWriter, openMailWriter } from '../../exporters/mail/writer.js';
import type { LedgerLine } from '../../ledger/line.js';
import type { Item } from '../../store/types.js';
import type { Delta } from '../workspace/delta.js';
import type { JobContext } from './folder-run.js';
import type { Job, PlannedFolder } from '../plan/planned.js';

/** Where an item's bytes are in the output. */
type Place = Pick<LedgerLine, 'file' | 'offset' | 'length'>;

const CHUNK = 256 * 1024;

export class JobMail {
  readonly delta: Delta;
  readonly #job: Job;
  readonly #context: JobContext;
  readonly #out: string;
  #writer: MailWriter | null = null;
  #old: number | null = null;

  constructor(job: Job, context: JobContext, delta: Delta, out: string) {
    this.#job = job;
    this.#context = context;
    this.delta = delta;
    this.#out = out;
  }

  /** The output of items that did not change stays as it is. */
  get keepsUnchanged(): boolean {
    return this.delta.mode === 'append' || this.delta.mode === 'reuse';
  }

  /** Opens the output of a mail folder even before its first message: an empty folder is a folder, too. */
  begin(): void {
    const { options, files } = this.#context;
    if (!options.only.includes('mail')) return;
    if (this.delta.mode === 'reuse' && options.mailFormat === 'eml' && this.#job.folders.length > 1)
      this.#reserveNames();
    const mailFolder = this.#job.folders.find(({ folder, excluded }) => folder.kind === 'mail' && excluded === null);
    if (mailFolder !== undefined) this.writer(mailFolder);
    const folders = this.#job.mailboxFolders;
    if (folders !== null)
      completeMailbox(options.mailFormat, { files, mailboxRoot: `mail/${this.#job.mailboxName}`, folders });
  }

  /** Two folders may write to one directory: names of files that stay must not be given to new messages. */
  #reserveNames(): void {
    for (const path of this.delta.files()) {
      if (!path.startsWith('mail/')) continue;
      const reserved = join(this.#context.files.root, path);
      mkdirSync(dirname(reserved), { recursive: true });
      try {
        linkSync(join(this.#out, path), reserved);
      } catch {
        // Somebody removed it: its name is free.
      }
    }
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

  /** Leaves the name of a message that cannot be read now to it. */
  reserve(planned: PlannedFolder, item: Item): void {
    if (this.#context.options.only.includes('mail')) this.writer(planned).reserve?.(item);
  }

  /** Keeps a message that is gone from the store. Gives where it is now; null when its bytes are lost. */
  carry(line: LedgerLine): Place | null {
    if (this.keepsUnchanged) return line;
    const { mbox } = this.delta;
    const planned = this.#job.folders[0];
    if (mbox === null || planned === undefined || line.offset === null || line.length === null) return null;
    this.#old ??= openSync(join(this.#out, mbox.path), 'r');
    return this.writer(planned).copy(pieces(this.#old, line.offset, line.length));
  }

  finish(): void {
    this.#writer?.finish();
    this.close();
  }

  close(): void {
    if (this.#old !== null) closeSync(this.#old);
    this.#old = null;
  }
}

function* pieces(fd: number, offset: number, length: number): Generator<Uint8Array> {
  const chunk = Buffer.allocUnsafe(Math.min(CHUNK, length));
  for (let done = 0; done < length; ) {
    const got = readSync(fd, chunk, 0, Math.min(chunk.length, length - done), offset + done);
    if (got === 0) throw new Error('the earlier output is shorter than its ledger says');
    yield chunk.subarray(0, got);
    done += got;
  }
}
