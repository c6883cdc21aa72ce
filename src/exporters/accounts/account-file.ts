import { stringify } from 'csv-stringify/sync';
import type { OutputFile, OutputFiles } from '../output.js';
import type { Destination, LeftOut, Plan } from './plan-types.js';

/** How the fields of a row become a line. */
export type Layout =
  /** RFC 4180: quotes where they are needed, CRLF. `people`: cells that a spreadsheet would run are made text. */
  | { readonly kind: 'csv'; readonly people?: true }
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
    const result = 'reason' in row ? row : lineOrRefusal(row, file.layout);
    if (typeof result === 'string') parts.add(result);
    else leftOut.push({ destination: file.destination, file: file.path, ...result });
  }
  return { written: parts.finish(), leftOut };
}

/** One row as a line of text. */
export function encodeRow(fields: readonly string[], layout: Layout): string {
  if (layout.kind === 'plain') {
    return fields.map((field, index) => field + (layout.separators[index] ?? '')).join('') + layout.lineEnd;
  }
  return stringify([[...fields]], {
    record_delimiter: '\r\n',
    // Some readers trim blanks off fields that are not quoted.
    quoted_match: /^\s|\s$/,
    escape_formulas: layout.people === true,
  });
}

function lineOrRefusal(row: readonly string[], layout: Layout): string | Refusal {
  if (layout.kind === 'csv') return encodeRow(row, layout);
  const bad = row.find((field) => layout.forbidden.test(field));
  if (bad === undefined) return encodeRow(row, layout);
  // The value may be a password: only the character is told.
  const character = JSON.stringify(layout.forbidden.exec(bad)?.[0] ?? '');
  const reason = `cannot be written: a value holds ${character}, which the format has no way to quote`;
  return { what: row[layout.subject] ?? '', reason, result: 'failed' };
}

const batchLength = 64 * 1024;

/** Writes lines, and begins a new part when a line would pass the limit. */
class PartWriter {
  readonly #file: AccountFile;
  readonly #folder: string;
  readonly #files: OutputFiles;
  readonly #head: string;
  readonly #written: { file: OutputFile; rows: number }[] = [];
  #batch: string[] = [];
  #batchLength = 0;
  #bytes = 0;

  constructor(file: AccountFile, folder: string, files: OutputFiles) {
    this.#file = file;
    this.#folder = folder;
    this.#files = files;
    this.#head =
      (file.mark === true ? '\ufeff' : '') + (file.header === null ? '' : encodeRow(file.header, file.layout));
    this.#begin();
  }

  add(line: string): void {
    const { limit } = this.#file;
    const size = Buffer.byteLength(line);
    const part = this.#written.at(-1);
    if (part === undefined) return;
    const full = limit !== undefined && (part.rows >= limit.rows || this.#bytes + size > (limit.bytes ?? Infinity));
    if (full && part.rows > 0) {
      this.#begin();
      this.add(line);
      return;
    }
    part.rows += 1;
    this.#put(line, size);
  }

  finish(): readonly WrittenFile[] {
    this.#flush();
    return this.#written.map(({ file, rows }) => ({
      path: file.path.slice(this.#folder.length + 1),
      rows,
      bytes: file.size,
    }));
  }

  #begin(): void {
    this.#flush();
    const number = this.#written.length + 1;
    // The first part gets a number only when a second one comes.
    if (number === 2) this.#written[0]?.file.rename(this.#path(1));
    const file = this.#files.create(number === 1 ? this.#path(null) : this.#path(number), {
      secret: this.#file.secret === true,
    });
    this.#written.push({ file, rows: 0 });
    this.#bytes = 0;
    this.#put(this.#head, Buffer.byteLength(this.#head));
  }

  #path(number: number | null): string {
    const { path } = this.#file;
    const dot = path.lastIndexOf('.');
    return `${this.#folder}/${number === null ? path : `${path.slice(0, dot)}.${number}${path.slice(dot)}`}`;
  }

  #put(text: string, size: number): void {
    this.#batch.push(text);
    this.#batchLength += text.length;
    this.#bytes += size;
    if (this.#batchLength >= batchLength) this.#flush();
  }

  #flush(): void {
    const file = this.#written.at(-1)?.file;
    if (file !== undefined && this.#batch.length > 0) file.write(this.#batch.join(''));
    this.#batch = [];
    this.#batchLength = 0;
  }
}
