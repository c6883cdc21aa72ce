import { stringify } from 'csv-stringify/sync';
import type { OutputFile, OutputFiles } from '../output.js';
import type { Destination, LeftOut, Plan } from './plan-types.js';

/** Between the columns of files for people: Excel takes what the country's settings say. */
export type CsvSeparator = ',' | ';';

/** How the fields of a row become a line. */
export type Layout =
  /** RFC 4180: quotes where they are needed, CRLF. `people`: cells that a spreadsheet would run are made text. */
  | { readonly kind: 'csv'; readonly people?: true; readonly separator?: CsvSeparator }
  /** Separators and nothing else: a row whose fields hold a `forbidden` character cannot be written. */
  | {
      readonly kind: 'plain';
      readonly separators: readonly string[];
      readonly forbidden: RegExp;
      /** The field that names a row in reports. */
      readonly subject: number;
      readonly lineEnd: '\n' | '\r\n';
    };

/** A row for the file, or why there is none. */
export type RowOrRefusal = readonly string[] | Refusal;

export interface Refusal {
  readonly what: string;
  readonly reason: string;
  readonly result: LeftOut['result'];
}

/** One file of a destination, as data. */
export interface AccountFile {
  readonly destination: Destination;
  /** Below the accounts folder, with `/`. */
  readonly path: string;
  /** Column titles; null for a file without. */
  readonly header: readonly string[] | null;
  readonly rows: (plan: Plan) => Iterable<RowOrRefusal>;
  readonly layout: Layout;
  /** A byte order mark in front: Excel and Google's user upload need it to read UTF-8. */
  readonly mark?: true;
  /** What the destination takes in one file; more goes into `name.1.csv`, `name.2.csv`, … */
  readonly limit?: { readonly rows: number; readonly bytes?: number };
  /** The file has a column for passwords: only its owner may read it. */
  readonly secret?: true;
}

/** A file as it was written. */
export interface WrittenFile {
  /** Relative to the accounts folder. */
  readonly path: string;
  readonly rows: number;
  readonly bytes: number;
}

/** Writes one file, in as many parts as its limit asks for. Rows that cannot be written are reported. */
export function writeAccountFile(
  file: AccountFile,
  plan: Plan,
  folder: string,
  files: OutputFiles,
): { readonly written: readonly WrittenFile[]; readonly leftOut: readonly LeftOut[] } {
  const parts = new PartWriter(file, folder, files);
  const leftOut: LeftOut[] = [];
  for (const row of file.rows(plan)) {
    const refusal = 'reason' in row ? row : refusalOf(row, file.layout);
    if (refusal !== null) leftOut.push({ destination: file.destination, file: file.path, ...refusal });
    else if (!('reason' in row)) parts.add(row);
  }
  return { written: parts.finish(), leftOut };
}

/** Rows as lines of text. */
export function encodeRows(rows: readonly (readonly string[])[], layout: Layout): string {
  if (layout.kind === 'plain') {
    const { separators, lineEnd } = layout;
    return rows
      .map((fields) => fields.map((field, index) => field + (separators[index] ?? '')).join('') + lineEnd)
      .join('');
  }
  return stringify(rows as string[][], {
    delimiter: layout.separator ?? ',',
    record_delimiter: '\r\n',
    // Without it a lone CR or LF stays bare when lines end in CRLF.
    quote_record_delimiter: true,
    // Some readers trim blanks off fields that are not quoted.
    quoted_match: /^\s|\s$/,
    escape_formulas: layout.people === true,
  });
}

function refusalOf(row: readonly string[], layout: Layout): Refusal | null {
  if (layout.kind === 'csv') return null;
  const bad = row.find((field) => layout.forbidden.test(field));
  if (bad === undefined) return null;
  // The value may be a password: only the character is told.
  const character = JSON.stringify(layout.forbidden.exec(bad)?.[0] ?? '');
  const reason = `cannot be written: a value holds ${character}, which the format has no way to quote`;
  return { what: row[layout.subject] ?? '', reason, result: 'failed' };
}

/** Rows encoded in one go: the CSV library's work for a call is that of several rows. */
const batchRows = 200;

/** Writes rows, and begins a new part when one more would pass the limit. */
class PartWriter {
  readonly #file: AccountFile;
  readonly #folder: string;
  readonly #files: OutputFiles;
  readonly #head: string;
  readonly #parts: { readonly file: OutputFile; rows: number }[] = [];
  #batch: (readonly string[])[] = [];

  constructor(file: AccountFile, folder: string, files: OutputFiles) {
    this.#file = file;
    this.#folder = folder;
    this.#files = files;
    const header = file.header === null ? '' : encodeRows([file.header], file.layout);
    this.#head = (file.mark === true ? '\ufeff' : '') + header;
    this.#begin();
  }

  add(row: readonly string[]): void {
    if (this.#batch.push(row) === batchRows) this.#flush();
  }

  finish(): readonly WrittenFile[] {
    this.#flush();
    return this.#parts.map(({ file, rows }) => ({
      path: file.path.slice(this.#folder.length + 1),
      rows,
      bytes: file.size,
    }));
  }

  #flush(): void {
    let rows: readonly (readonly string[])[] = this.#batch;
    this.#batch = [];
    while (rows.length > 0) {
      let part = this.#parts.at(-1) ?? this.#begin();
      const room = (this.#file.limit?.rows ?? Infinity) - part.rows;
      if (room === 0) part = this.#begin();
      const taken = rows.slice(0, room === 0 ? this.#file.limit?.rows : room);
      this.#write(taken, part);
      rows = rows.slice(taken.length);
    }
  }

  /** Writes rows that fit the part by their number; by halves into the next part where they do not by their size. */
  #write(rows: readonly (readonly string[])[], part: { readonly file: OutputFile; rows: number }): void {
    const text = encodeRows(rows, this.#file.layout);
    const bytes = this.#file.limit?.bytes;
    if (
      bytes === undefined ||
      part.file.size + Buffer.byteLength(text) <= bytes ||
      (rows.length === 1 && part.rows === 0)
    ) {
      part.file.write(text);
      part.rows += rows.length;
    } else if (rows.length === 1) this.#write(rows, this.#begin());
    else {
      const half = rows.length >> 1;
      this.#write(rows.slice(0, half), part);
      this.#write(rows.slice(half), this.#parts.at(-1) ?? part);
    }
  }

  #begin(): { readonly file: OutputFile; rows: number } {
    const number = this.#parts.length + 1;
    // The first part gets a number only when a second one comes.
    if (number === 2) this.#parts[0]?.file.rename(this.#path(1));
    const path = number === 1 ? this.#path(null) : this.#path(number);
    const part = { file: this.#files.create(path, { secret: this.#file.secret === true }), rows: 0 };
    part.file.write(this.#head);
    this.#parts.push(part);
    return part;
  }

  #path(number: number | null): string {
    const { path } = this.#file;
    const dot = path.lastIndexOf('.');
    return `${this.#folder}/${number === null ? path : `${path.slice(0, dot)}.${number}${path.slice(dot)}`}`;
  }
}
