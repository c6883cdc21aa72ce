import type { Octets } from '../../core/octets.js';
import type { OutputFile } from '../output.js';
import type { Arena } from './arena.js';

const LF = 10;

/** Bytes below which the batch goes to the file before more is converted into it. */
const LOW = 16 << 10;

/** The kernel may write this much behind what it says it wrote. */
const SLACK = 16;

/** The output of an mbox writer on its way to the file: text of ours, and messages through the kernel. */
export class Batch {
  readonly #arena: Arena;
  readonly #file: OutputFile;
  #fill = 0;

  constructor(arena: Arena, file: OutputFile) {
    this.#arena = arena;
    this.#file = file;
  }

  /** Bytes of output so far: where the next one will stand in the file. */
  get position(): number {
    return this.#file.size + this.#fill;
  }

  /** Adds text of ours, one byte a character. */
  octets(text: Octets): void {
    const { batch } = this.#arena;
    for (let at = 0; at < text.length; ) {
      if (batch.length - this.#fill < LOW) this.flush();
      const written = batch.write(text.slice(at, at + LOW), this.#fill, 'latin1');
      this.#fill += written;
      at += written;
    }
  }

  /** The next `convert` begins a line. */
  beginLine(): void {
    this.#arena.words[1] = 1;
  }

  /** The next `convert` goes on in a line of which `octets` gave the beginning. */
  continueLine(): void {
    this.#arena.words[1] = 0;
  }

  /**
   * Adds the source's bytes `start..end` as mboxrd with LF. Gives where it stopped: at `end`, or, unless `last`, up to four
   * bytes before it, where the bytes to come decide.
   */
  convert(start: number, end: number, last: boolean): number {
    const { kernel, words, batch, batchAt, sourceAt } = this.#arena;
    let from = start + sourceAt;
    const to = end + sourceAt;
    while (from < to) {
      if (batch.length - this.#fill < LOW) this.flush();
      // The most that conversion adds is one `>` to a line of six bytes.
      const room = Math.floor(((batch.length - this.#fill - SLACK) / 7) * 6);
      const pieceEnd = Math.min(to, from + room);
      const mayWait = pieceEnd < to || !last;
      this.#fill = kernel.convert(from, pieceEnd, batchAt + this.#fill, mayWait ? 0 : 1) - batchAt;
      from = words[0] ?? to;
      if (pieceEnd === to) break;
    }
    return from - sourceAt;
  }

  /** Ends the line, unless the last byte has just done so. Only after something was added. */
  endLine(): void {
    if (this.#arena.batch[this.#fill - 1] !== LF) this.octets('\n');
  }

  /** Hands everything to the file. */
  flush(): void {
    if (this.#fill > 0) this.#file.write(this.#arena.batch.subarray(0, this.#fill));
    this.#fill = 0;
  }
}
