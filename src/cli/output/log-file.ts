/** The file of `--log-file`: what is printed, each line with its time. */
import { appendFileSync, statSync } from 'node:fs';
import { UserError } from '../../core/errors.js';
import { moveFile } from '../../core/platform.js';
import type { Terminal } from '../terminal.js';

/** Bytes after which a file is put aside as `<file>.1` and another begun: a watch may run for months. */
const MOST = 50_000_000;

export class LogFile {
  readonly #path: string;
  readonly #most: number;
  #size = 0;

  /** Goes on in a file that is there. Throws a UserError where nothing can be written. */
  constructor(path: string, terminal: Terminal, most = MOST) {
    this.#path = path;
    this.#most = most;
    try {
      appendFileSync(path, '');
      this.#size = statSync(path).size;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new UserError(`--log-file ${path} cannot be written (${code ?? ''}): give another file.`);
    }
    this.line(`kerio-exit begins; ${terminal.interactive ? 'on a terminal' : 'without a terminal'}`);
  }

  /** A terminal whose lines are in the file as well. */
  beside(terminal: Terminal): Terminal {
    const both = (write: (text: string) => void) => (text: string) => {
      write(text);
      // What begins at the left edge again is only there until the next change of the line: nothing for a file.
      if (text.startsWith('\r')) return;
      for (const line of text.split('\n')) {
        const kept = line.replace(/^.*\r/, '').replace(/\u001b\[[0-9;]*[A-Za-z]/g, '');
        if (kept.trim() !== '') this.line(kept);
      }
    };
    return { ...terminal, out: both((text) => terminal.out(text)), err: both((text) => terminal.err(text)) };
  }

  line(text: string): void {
    const line = `${new Date().toISOString().slice(0, 19)}Z ${text}\n`;
    const bytes = Buffer.byteLength(line);
    try {
      if (this.#size > 0 && this.#size + bytes > this.#most) this.#putAside();
      appendFileSync(this.#path, line);
      this.#size += bytes;
    } catch {
      // A full disk must not end the run because of its log.
    }
  }

  /** Somebody else may have moved the file away meanwhile: what counts is how large it is now. */
  #putAside(): void {
    this.#size = statSync(this.#path, { throwIfNoEntry: false })?.size ?? 0;
    if (this.#size === 0 || this.#size < this.#most / 2) return;
    moveFile(this.#path, `${this.#path}.1`);
    this.#size = 0;
  }
}
