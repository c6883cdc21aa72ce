/** One record of a CSV text. */
export interface CsvRow {
  /** Line it begins in, from 1. */
  readonly line: number;
  readonly fields: readonly string[];
}

/**
 * Reads CSV (RFC 4180) as people and programs really write it: any line end, quotes where they are needed or not, a
 * quoted field over several lines, a missing last line end. Rows without any text are left out. A quote that never ends
 * takes the rest of its line only, so that one slip costs one row. With `trim`, blanks around values are dropped, but not
 * inside quotes.
 */
export function parseCsv(text: string, delimiter: string, trim = false): readonly CsvRow[] {
  const rows: CsvRow[] = [];
  let at = 0;
  let line = 1;
  while (at < text.length) {
    const row = readRow(text, at, delimiter, trim);
    if (row.fields.some((field) => field.trim() !== '')) rows.push({ line, fields: row.fields });
    line += countLineFeeds(text, at, row.end);
    at = row.end;
  }
  return rows;
}

/** The character between the fields of a header line: `;` or `,`, whichever it has more of. */
export function delimiterOf(text: string): ';' | ',' {
  const header = /^[^\r\n]*/.exec(text)?.[0] ?? '';
  return header.split(';').length > header.split(',').length ? ';' : ',';
}

function readRow(text: string, start: number, delimiter: string, trim: boolean): { fields: string[]; end: number } {
  const fields: string[] = [];
  let at = start;
  for (;;) {
    while (trim && text[at] === ' ') at += 1;
    const quoted = text[at] === '"';
    const field = quoted ? readQuoted(text, at, delimiter, trim) : readPlain(text, at, delimiter);
    fields.push(trim && !quoted ? field.value.trim() : field.value);
    at = field.end;
    if (text[at] === delimiter) at += 1;
    else return { fields, end: lineEnd(text, at) };
  }
}

function readPlain(text: string, start: number, delimiter: string): { value: string; end: number } {
  let end = start;
  while (end < text.length && text[end] !== delimiter && text[end] !== '\n' && text[end] !== '\r') end += 1;
  return { value: text.slice(start, end), end };
}

function readQuoted(text: string, start: number, delimiter: string, trim: boolean): { value: string; end: number } {
  let value = '';
  let at = start + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return readPlain(text, start, delimiter);
    value += text.slice(at, quote);
    if (text[quote + 1] !== '"') {
      const rest = readPlain(text, quote + 1, delimiter);
      return { value: value + (trim ? rest.value.trimEnd() : rest.value), end: rest.end };
    }
    value += '"';
    at = quote + 2;
  }
}

/** Just past the line end at `at`. */
function lineEnd(text: string, at: number): number {
  if (text[at] === '\r') return text[at + 1] === '\n' ? at + 2 : at + 1;
  return Math.min(at + 1, text.length);
}

function countLineFeeds(text: string, start: number, end: number): number {
  let count = 0;
  for (let at = start; at < end; at += 1) {
    if (text[at] === '\n' || (text[at] === '\r' && text[at + 1] !== '\n')) count += 1;
  }
  return count;
}
