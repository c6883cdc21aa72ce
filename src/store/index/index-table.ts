/** The records of an index.fld as columns, since a folder may have a million of them. */

/** What the index says of one item. */
export interface IndexRecord {
  /** The text behind `U`: the stem of the item's file. */
  readonly stem: string;
  /** Flag bits; null when the line has no readable `F`. */
  readonly flags: number | null;
  /** `T` and `D`, unix seconds; 0 when absent. */
  readonly received: number;
  readonly created: number;
  readonly messageClass: string | null;
}

/** What stood in the file besides records: for the report, and for users who want to tell of a new dialect. */
export interface IndexDiagnosis {
  readonly lines: number;
  /** Lines without a usable UID. */
  readonly badLines: number;
  /** Records replaced by a later line of the same UID. */
  readonly duplicates: number;
  /** The file ends in the middle of a line: it was copied while the server wrote it. */
  readonly cut: boolean;
  /** How often each token letter was seen. */
  readonly letters: Readonly<Record<string, number>>;
  readonly classes: Readonly<Record<string, number>>;
}

const NO_FLAGS = 1;
const NO_CLASS = 0xffff;
const CANONICAL = /^[0-9a-f]{8}$/;

/** The records of one index.fld, by row; rows in the order of the file. */
export class IndexTable {
  /** UID of rows whose stem is the usual eight lower-case hexadecimal digits; -1 for other rows (see `oddStems`). */
  readonly uids: Float64Array;
  readonly #flags: Uint32Array;
  readonly #received: Uint32Array;
  readonly #created: Uint32Array;
  readonly #classes: Uint16Array;
  readonly #marks: Uint8Array;
  readonly #classNames: readonly string[];
  /** Stems that are not the usual eight digits, by row. */
  readonly oddStems: ReadonlyMap<number, string>;
  readonly diagnosis: IndexDiagnosis;

  constructor(columns: IndexColumns, diagnosis: IndexDiagnosis) {
    this.uids = columns.uids.slice(0, columns.rows);
    this.#flags = columns.flags.slice(0, columns.rows);
    this.#received = columns.received.slice(0, columns.rows);
    this.#created = columns.created.slice(0, columns.rows);
    this.#classes = columns.classes.slice(0, columns.rows);
    this.#marks = columns.marks.slice(0, columns.rows);
    this.#classNames = columns.classNames;
    this.oddStems = columns.oddStems;
    this.diagnosis = diagnosis;
  }

  get rows(): number {
    return this.uids.length;
  }

  record(row: number): IndexRecord {
    const uid = this.uids[row] ?? 0;
    return {
      stem: this.oddStems.get(row) ?? uid.toString(16).padStart(8, '0'),
      flags: (this.#marks[row] ?? 0) & NO_FLAGS ? null : (this.#flags[row] ?? 0),
      received: this.#received[row] ?? 0,
      created: this.#created[row] ?? 0,
      messageClass: this.#classNames[this.#classes[row] ?? NO_CLASS] ?? null,
    };
  }
}

/** Growing columns while a file is being read. */
export class IndexColumns {
  rows = 0;
  uids = new Float64Array(256);
  flags = new Uint32Array(256);
  received = new Uint32Array(256);
  created = new Uint32Array(256);
  classes = new Uint16Array(256);
  marks = new Uint8Array(256);
  readonly classNames: string[] = [];
  readonly oddStems = new Map<number, string>();

  push(line: IndexLine): void {
    if (this.rows === this.uids.length) this.#grow();
    const row = this.rows;
    this.rows += 1;
    if (CANONICAL.test(line.stem)) this.uids[row] = Number.parseInt(line.stem, 16);
    else {
      this.uids[row] = -1;
      this.oddStems.set(row, line.stem);
    }
    this.flags[row] = line.flags ?? 0;
    this.marks[row] = line.flags === null ? NO_FLAGS : 0;
    this.received[row] = line.received;
    this.created[row] = line.created;
    this.classes[row] = line.messageClass === '' ? NO_CLASS : this.#classNumber(line.messageClass);
  }

  #classNumber(name: string): number {
    const known = this.classNames.indexOf(name);
    if (known >= 0) return known;
    // A damaged file could hold a new word on every line; what is past the limit counts as no class.
    return this.classNames.length < 1000 ? this.classNames.push(name) - 1 : NO_CLASS;
  }

  #grow(): void {
    const size = this.uids.length * 2;
    const grown = <T extends { set(from: T): void }>(next: T, from: T): T => {
      next.set(from);
      return next;
    };
    this.uids = grown(new Float64Array(size), this.uids);
    this.flags = grown(new Uint32Array(size), this.flags);
    this.received = grown(new Uint32Array(size), this.received);
    this.created = grown(new Uint32Array(size), this.created);
    this.classes = grown(new Uint16Array(size), this.classes);
    this.marks = grown(new Uint8Array(size), this.marks);
  }
}

/** The tokens of one line that matter. */
export interface IndexLine {
  stem: string;
  flags: number | null;
  received: number;
  created: number;
  messageClass: string;
}

/** Keeps the last row of each UID, in place. Gives how many were dropped. */
export function dropDuplicates(columns: IndexColumns): number {
  const last = new Map<number | string, number>();
  for (let row = 0; row < columns.rows; row += 1) last.set(columns.oddStems.get(row) ?? columns.uids[row] ?? -1, row);
  const dropped = columns.rows - last.size;
  if (dropped === 0) return 0;
  const keep = new Set(last.values());
  const oddStems = new Map(columns.oddStems);
  columns.oddStems.clear();
  let to = 0;
  for (let row = 0; row < columns.rows; row += 1) {
    if (!keep.has(row)) continue;
    for (const column of [
      columns.uids,
      columns.flags,
      columns.received,
      columns.created,
      columns.classes,
      columns.marks,
    ])
      column[to] = column[row] ?? 0;
    const odd = oddStems.get(row);
    if (odd !== undefined) columns.oddStems.set(to, odd);
    to += 1;
  }
  columns.rows = to;
  return dropped;
}

/** How often each message class occurs. */
export function classTable(columns: IndexColumns): Record<string, number> {
  const table: Record<string, number> = {};
  for (let row = 0; row < columns.rows; row += 1) {
    const name = columns.classNames[columns.classes[row] ?? NO_CLASS];
    if (name !== undefined) table[name] = (table[name] ?? 0) + 1;
  }
  return table;
}
