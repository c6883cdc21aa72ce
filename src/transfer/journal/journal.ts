/**
 * What has been sent where, written down before and after (docs/migrate.md, the journal). One file an account, one JSON
 * object a line, only ever appended to. Before a message is sent its intent is on disk; afterwards its UID at the
 * destination is. What has an intent and no UID when a run begins is in doubt and looked for at the destination.
 */
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, stat, truncate } from 'node:fs/promises';
import { dirname } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { diskError } from '../../core/disk-error.js';
import { UserError } from '../../core/errors.js';
import type { JournalLine } from './journal-line.js';
import { LogBook } from './log-book.js';

/** The journal of one account: its state in memory, its file on disk. */
export class Journal {
  readonly book: LogBook;
  readonly #file: FileHandle;
  #pending: string[] = [];
  #writing: Promise<void> = Promise.resolve();
  #scheduled: Promise<void> | null = null;
  #failure: Error | null = null;

  private constructor(file: FileHandle, book: LogBook) {
    this.#file = file;
    this.book = book;
  }

  /**
   * Opens or begins a journal. A line cut by a crash at the end of the file is removed: it was not yet in force. One that was
   * `known` a moment ago, and has grown no longer since, is not read again. Rejects with a UserError when it cannot be used.
   */
  static async open(path: string, known: KnownJournal | null = null): Promise<Journal> {
    try {
      await mkdir(dirname(path), { recursive: true });
      const isKnown = known?.whole === known?.length && known?.length === (await lengthOf(path));
      const book = known !== null && isKnown ? known.book : new LogBook();
      if (!isKnown) await replay(path, book);
      return new Journal(await open(path, 'a', 0o600), book);
    } catch (error) {
      throw unusable(path, error);
    }
  }

  /** Notes a line; it is in force in memory at once, on disk after `commit`. */
  add(line: JournalLine): void {
    this.book.apply(line);
    this.#pending.push(`${JSON.stringify(line)}\n`);
  }

  /** The number of a destination mailbox in this journal; a new one when its UIDVALIDITY changed. */
  box(name: string, validity: string): number {
    const known = this.book.boxNumber(name, validity);
    if (known !== null) return known;
    const box = this.book.nextNumber();
    this.add({ box, name, validity });
    return box;
  }

  /** A mailbox of the destination is not there any more: all that was known of it is void. */
  forget(name: string): void {
    if (this.book.latestBox(name) !== null) this.add({ box: this.book.nextNumber(), name, validity: '' });
  }

  /** The number of a source folder in this journal; a new one when its UIDVALIDITY changed, the same when it was not known before. */
  source(path: readonly string[], validity: string | null): number {
    const known = this.book.sourceNumber(path, validity);
    const isTold = known !== null && this.book.sourceValidity(known) === null && validity !== null;
    if (known !== null && !isTold) return known;
    const src = known ?? this.book.nextNumber();
    this.add({ src, path, validity });
    return src;
  }

  /** Resolves when everything noted so far is safe on disk. Calls that come while one is at work share the next. */
  commit(): Promise<void> {
    this.#scheduled ??= this.#writing
      .catch(() => undefined)
      .then(() => {
        this.#scheduled = null;
        this.#writing = this.#write();
        return this.#writing;
      });
    return this.#scheduled;
  }

  async close(): Promise<void> {
    try {
      await this.commit();
    } finally {
      await this.#file.close();
    }
  }

  async #write(): Promise<void> {
    // After a failed write nobody knows what is on disk: nothing may be sent any more.
    if (this.#failure !== null) throw this.#failure;
    const text = this.#pending.join('');
    this.#pending = [];
    if (text === '') return;
    try {
      await this.#file.appendFile(text);
      await this.#file.datasync();
    } catch (error) {
      this.#failure = diskError(error, 'state');
      throw this.#failure;
    }
  }
}

/** A journal that was read: what it says, and how long it was, and its whole lines, in bytes. */
export interface KnownJournal {
  readonly book: LogBook;
  readonly length: number;
  readonly whole: number;
}

/** Reads a journal without opening it for writing; an empty one where there is none. Rejects with a UserError when it cannot be read. */
export async function readJournal(path: string): Promise<KnownJournal> {
  const book = new LogBook();
  try {
    return { book, ...(await read(path, book)) };
  } catch (error) {
    throw unusable(path, error);
  }
}

/** Bytes of a file; 0 where there is none. */
async function lengthOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
}

/** Without its journal nothing may be sent: it would be sent twice. */
function unusable(path: string, error: unknown): UserError {
  const { code, message } = error as NodeJS.ErrnoException;
  return new UserError(
    `the journal ${path} cannot be used (${code ?? message}), and without it nothing is sent: mend that and run the same command again`,
    { exitCode: 3, cause: error },
  );
}

/** Reads a journal and removes a line that was cut. */
async function replay(path: string, book: LogBook): Promise<void> {
  const { length, whole } = await read(path, book);
  if (whole < length) await truncate(path, whole);
}

/** Gives the length of the file, and of its whole lines, in bytes. */
async function read(path: string, book: LogBook): Promise<{ length: number; whole: number }> {
  let length = 0;
  let whole = 0;
  // Pieces of a line whose end has not come.
  let rest: string[] = [];
  const decoder = new StringDecoder('utf8');
  try {
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
      const newline = chunk.lastIndexOf('\n');
      if (newline >= 0) whole = length + newline + 1;
      length += chunk.length;
      const [first = '', ...lines] = decoder.write(chunk).split('\n');
      rest.push(first);
      for (const line of lines) {
        applyText(book, rest.join(''));
        rest = [line];
      }
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return { length, whole };
}

/** A line that cannot be read is passed over: what it told is then looked for at the destination, as after a crash. */
function applyText(book: LogBook, text: string): void {
  try {
    const line: unknown = JSON.parse(text);
    if (typeof line === 'object' && line !== null) book.apply(line as JournalLine);
  } catch {
    // Nothing is lost by it but time.
  }
}
