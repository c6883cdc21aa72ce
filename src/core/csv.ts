import type { Octets } from './octets.js';

const TAB = 9;
const LF = 10;
const CR = 13;
const SPACE = 32;
const QUOTE = 34;
const COMMA = 44;
const DELETE = 127;

/**
 * One cell of an import file (RFC 4180): quoted where it has to be, as for blanks at the ends, which some readers drop. A
 * leading `=` or `+` stays as it is, for these files are read by address books and not by people. Control characters other
 * than tabs and line ends, which spreadsheets refuse, become blanks.
 */
export function csvCell(value: Octets): Octets {
  return special.test(value) ? `"${value.replace(controls, ' ').replace(/"/g, '""')}"` : value;
}

/** A row with its line end. The cells are quoted already. */
export function csvRow(cells: readonly Octets[]): Octets {
  return `${cells.join(',')}\r\n`;
}

const special = /[",\0-\x1f]|^ | $/;
const controls = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/g;

/**
 * Rows as bytes, written cell by cell into one buffer that is used again and again: a hundred thousand rows of many small
 * cells cost more as strings. The cells are as `csvCell` makes them.
 */
export class CsvBuffer {
  #bytes = Buffer.allocUnsafeSlow(4096);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** What has been written since the last `clear`; valid until the next write. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  clear(): void {
    this.#length = 0;
  }

  /** A cell's content, quoted where it has to be. */
  cell(value: Octets): void {
    const { length } = value;
    if (length === 0) return;
    const bytes = this.#room(length);
    let at = this.#length;
    let special = value.charCodeAt(0) === SPACE || value.charCodeAt(length - 1) === SPACE;
    for (let index = 0; index < length && !special; index += 1) {
      const code = value.charCodeAt(index);
      special = code === COMMA || code === QUOTE || code < SPACE;
      bytes[at] = code;
      at += 1;
    }
    if (special) this.#quoted(value);
    else this.#length = at;
  }

  commas(count: number): void {
    const bytes = this.#room(count);
    for (let index = 0; index < count; index += 1) bytes[this.#length + index] = COMMA;
    this.#length += count;
  }

  endRow(): void {
    const bytes = this.#room(2);
    bytes[this.#length] = 13;
    bytes[this.#length + 1] = 10;
    this.#length += 2;
  }

  #quoted(value: Octets): void {
    const bytes = this.#room(2 * value.length + 2);
    let at = this.#length;
    bytes[at++] = QUOTE;
    for (let index = 0; index < value.length; index += 1) {
      const code = value.charCodeAt(index);
      if (code === QUOTE) bytes[at++] = QUOTE;
      bytes[at++] = (code < SPACE && code !== TAB && code !== LF && code !== CR) || code === DELETE ? SPACE : code;
    }
    bytes[at++] = QUOTE;
    this.#length = at;
  }

  #room(length: number): Buffer {
    if (this.#length + length > this.#bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(this.#bytes.length * 2, this.#length + length));
      larger.set(this.bytes);
      this.#bytes = larger;
    }
    return this.#bytes;
  }
}
