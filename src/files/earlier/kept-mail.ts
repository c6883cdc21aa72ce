/**
 * Mail of an mbox that the store no longer has: where it lies. As a rule that is where the ledger says. When a mail program has
 * changed the file it is looked for, by the time it was received and its length.
 */
import { closeSync, fstatSync, openSync } from 'node:fs';
import type { LedgerLine } from '../../ledger/line.js';
import { isAbsence } from '../../core/json-file.js';
import { isMessageAt, type OpenMbox, receivedAt, type ScannedMessage, scanMbox } from './mbox-scan.js';

/** A message of an earlier output, and the open file it is in. */
export interface FoundMail extends ScannedMessage {
  readonly fd: number;
}

type Place = Pick<LedgerLine, 'offset' | 'length' | 'receivedAt'>;

export class KeptMail {
  readonly #files = new Map<string, KeptFile | null>();
  readonly #incomplete = new Set<string>();

  /** Files that were there and did not hold everything they should; absolute. */
  get incomplete(): ReadonlySet<string> {
    return this.#incomplete;
  }

  /** Whether a message lies where its line says. `path` is absolute. Throws what node:fs throws, except for a file that is not there. */
  isAt(path: string, line: Place): boolean {
    return this.#open(path)?.isAt(line) === true;
  }

  /** Where a message lies; null when it is not there any more. Each message is given once. */
  find(path: string, line: Place): FoundMail | null {
    const file = this.#open(path);
    const found = file?.find(line) ?? null;
    if (file !== null && found === null) this.#incomplete.add(path);
    return found;
  }

  close(): void {
    for (const file of this.#files.values()) file?.close();
    this.#files.clear();
  }

  #open(path: string): KeptFile | null {
    let file = this.#files.get(path);
    if (file === undefined) {
      file = KeptFile.open(path);
      this.#files.set(path, file);
    }
    return file;
  }
}

class KeptFile implements OpenMbox {
  readonly fd: number;
  readonly size: number;
  /** Made when something does not lie where it should. */
  #scan: Scan | null = null;

  private constructor(fd: number) {
    this.fd = fd;
    this.size = fstatSync(fd).size;
  }

  static open(path: string): KeptFile | null {
    try {
      return new KeptFile(openSync(path, 'r'));
    } catch (error) {
      if (isAbsence(error)) return null;
      throw error;
    }
  }

  isAt({ offset, length, receivedAt: received }: Place): boolean {
    if (offset === null || length === null) return false;
    return isMessageAt(this, { offset, length }, received === null ? null : Date.parse(received));
  }

  find(line: Place): FoundMail | null {
    const { offset, length } = line;
    if (offset === null || length === null) return null;
    if (this.isAt(line)) {
      this.#scan?.use(offset);
      return { fd: this.fd, offset, length };
    }
    this.#scan ??= new Scan(this);
    const found = line.receivedAt === null ? null : this.#scan.find(Date.parse(line.receivedAt), length);
    return found === null ? null : { fd: this.fd, ...found };
  }

  close(): void {
    closeSync(this.fd);
  }
}

/** All messages of a file by the time they were received, then by length, then by place. */
class Scan {
  readonly #offsets: Float64Array;
  readonly #lengths: Float64Array;
  readonly #times: Float64Array;
  readonly #order: Uint32Array;
  readonly #used = new Set<number>();
  /** Where to go on among messages of one time and length. */
  readonly #next = new Map<string, number>();

  constructor(mbox: OpenMbox) {
    const rows: number[] = [];
    for (const { offset, length } of scanMbox(mbox)) rows.push(offset, length, receivedAt(mbox, offset) ?? -1);
    const count = rows.length / 3;
    const column = (at: number): Float64Array =>
      Float64Array.from({ length: count }, (_, row) => rows[row * 3 + at] ?? 0);
    this.#offsets = column(0);
    this.#lengths = column(1);
    this.#times = column(2);
    this.#order = Uint32Array.from({ length: count }, (_, row) => row);
    this.#order.sort((a, b) => this.#compare(a, this.#times[b] ?? 0, this.#lengths[b] ?? 0) || a - b);
  }

  use(offset: number): void {
    this.#used.add(offset);
  }

  /** A message of that time (milliseconds) and length; or the only one of that time, whose fields a mail program has changed. */
  find(time: number, length: number): ScannedMessage | null {
    const key = `${time} ${length}`;
    let at = this.#next.get(key) ?? this.#first(time, length);
    for (; this.#isOf(at, time, length); at += 1) {
      if (this.#used.has(this.#placeOf(at).offset)) continue;
      this.#next.set(key, at + 1);
      return this.#take(at);
    }
    this.#next.set(key, at);
    const first = this.#first(time, -1);
    const isOnly = this.#isOf(first, time) && !this.#isOf(first + 1, time);
    return isOnly && !this.#used.has(this.#placeOf(first).offset) ? this.#take(first) : null;
  }

  #take(at: number): ScannedMessage {
    const place = this.#placeOf(at);
    this.#used.add(place.offset);
    return place;
  }

  #placeOf(at: number): ScannedMessage {
    const row = this.#order[at] ?? 0;
    return { offset: this.#offsets[row] ?? 0, length: this.#lengths[row] ?? 0 };
  }

  #isOf(at: number, time: number, length: number | null = null): boolean {
    const row = this.#order[at];
    return row !== undefined && this.#times[row] === time && (length === null || this.#lengths[row] === length);
  }

  #compare(row: number, time: number, length: number): number {
    return (this.#times[row] ?? 0) - time || (this.#lengths[row] ?? 0) - length;
  }

  #first(time: number, length: number): number {
    let low = 0;
    let high = this.#order.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#compare(this.#order[middle] ?? 0, time, length) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
