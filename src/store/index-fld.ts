/**
 * `index.fld`: one line of tokens for each item (docs/store-format.md, index.fld). Kept as columns, since a folder may
 * have a million lines.
 */

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

const LF = 10;
const NO_FLAGS = 1;
const NO_CLASS = 0xffff;
const STEM = /^[0-9A-Za-z][0-9A-Za-z._-]{0,63}$/;
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

  constructor(columns: Columns, diagnosis: IndexDiagnosis) {
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
class Columns {
  rows = 0;
  uids = new Float64Array(256);
  flags = new Uint32Array(256);
  received = new Uint32Array(256);
  created = new Uint32Array(256);
  classes = new Uint16Array(256);
  marks = new Uint8Array(256);
  readonly classNames: string[] = [];
  readonly oddStems = new Map<number, string>();

  push(line: Line): void {
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
interface Line {
  stem: string;
  flags: number | null;
  received: number;
  created: number;
  messageClass: string;
}

/**
 * Reads an index.fld of any age. Tokens may stand in any order and be unknown or missing; only `U` is required. A bad
 * line is counted, never the end; of two lines with one UID the last wins.
 */
export function parseIndexFld(bytes: Uint8Array): IndexTable {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const columns = new Columns();
  const letterCounts = new Uint32Array(256);
  let lines = 0;
  let badLines = 0;
  let cut = false;
  let pos = 0;
  while (pos < buffer.length) {
    const newline = buffer.indexOf(LF, pos);
    const end = newline < 0 ? buffer.length : newline;
    const text = buffer.toString('latin1', pos, end);
    pos = end + 1;
    const line = parseLine(text, letterCounts);
    if (line === null) continue;
    lines += 1;
    // Without its line end the last line may be cut anywhere: a shortened UID would name another item.
    const unfinished = newline < 0 && line.messageClass === '';
    cut ||= unfinished;
    if (STEM.test(line.stem) && !(unfinished && isLastToken(text, line.stem))) columns.push(line);
    else badLines += 1;
  }
  const duplicates = dropDuplicates(columns);
  return new IndexTable(columns, {
    lines,
    badLines,
    duplicates,
    cut,
    letters: letterTable(letterCounts),
    classes: classTable(columns),
  });
}

/** The line's tokens, or null for a blank line. */
function parseLine(text: string, letterCounts: Uint32Array): Line | null {
  const line: Line = { stem: '', flags: null, received: 0, created: 0, messageClass: '' };
  let seen = false;
  for (const token of text.split(/[ \t\r\0]+|^\u00ef\u00bb\u00bf/)) {
    if (token === '') continue;
    seen = true;
    const letter = token.charCodeAt(0);
    letterCounts[letter] = (letterCounts[letter] ?? 0) + 1;
    switch (token.charAt(0)) {
      case 'U':
        line.stem ||= token.slice(1);
        break;
      case 'F':
        line.flags ??= hex(token, 16);
        break;
      case 'T':
        line.received ||= time(token);
        break;
      case 'D':
        line.created ||= time(token);
        break;
      case 'C':
        line.messageClass = token.slice(1);
        break;
      default:
    }
  }
  return seen ? line : null;
}

/** The low 32 bits of the hexadecimal number behind a token's letter; null when it is none. */
function hex(token: string, maxDigits: number): number | null {
  const digits = token.slice(1);
  if (digits.length > maxDigits || !/^[0-9A-Fa-f]+$/.test(digits)) return null;
  return Number.parseInt(digits.slice(-8), 16);
}

/** A hexadecimal unix time; 0 for none, for all bits set (the server's "unset") and for what is no number. */
function time(token: string): number {
  const value = hex(token, 8) ?? 0;
  return value === 0xffffffff ? 0 : value;
}

function isLastToken(text: string, stem: string): boolean {
  return text.endsWith(`U${stem}`);
}

/** Keeps the last row of each UID, in place. Gives how many were dropped. */
function dropDuplicates(columns: Columns): number {
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

function letterTable(counts: Uint32Array): Record<string, number> {
  const table: Record<string, number> = {};
  counts.forEach((count, letter) => {
    if (count > 0) table[String.fromCharCode(letter)] = count;
  });
  return table;
}

function classTable(columns: Columns): Record<string, number> {
  const table: Record<string, number> = {};
  for (let row = 0; row < columns.rows; row += 1) {
    const name = columns.classNames[columns.classes[row] ?? NO_CLASS];
    if (name !== undefined) table[name] = (table[name] ?? 0) + 1;
  }
  return table;
}
