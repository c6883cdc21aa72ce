/** Failed items read back: what lies below `failed/` is the file of the store, byte for byte. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { LedgerLine } from '../../ledger/line.js';
import type { Content } from '../../store/disk/content.js';
import { ItemReader } from '../../store/items/read.js';
import { NOT_KEPT } from '../job/ledger-lines.js';
import { ByteStream, firstDifference } from './byte-stream.js';
import type { Claim, Problem } from './mail-output.js';
import { unreadableFile } from './mbox-output.js';

export class FailedOutput {
  readonly #out: string;
  readonly #memory: Uint8Array;
  readonly #counts = new Map<string, number>();

  /** Copies are read into `memory`. */
  constructor(out: string, memory: Uint8Array) {
    this.#out = out;
    this.#memory = memory;
  }

  /** Takes a line's file into account. */
  claim({ file }: LedgerLine): void {
    if (file === null) return;
    const dir = file.slice(0, file.lastIndexOf('/'));
    this.#counts.set(dir, (this.#counts.get(dir) ?? 0) + 1);
  }

  claims(): Claim[] {
    return [...this.#counts].map(([dir, count]) => ({ type: 'files', dir, count }));
  }

  /** Whether the copy that a line names is there. */
  look({ file, bytes, notes = [] }: LedgerLine): Problem[] {
    if (file === null)
      return notes.includes(NOT_KEPT)
        ? []
        : [{ aspect: 'ledger', what: 'its line says that it failed, and names no file below failed/' }];
    try {
      const { size } = statSync(join(this.#out, file));
      return size === bytes ? [] : [{ aspect: 'file', what: `${file} has ${size} bytes, not ${bytes}` }];
    } catch (error) {
      return [unreadableFile(file, error)];
    }
  }

  /** Compares the copy with the file of the store, of which `content` lies in `memory`. */
  compare(line: LedgerLine, content: Content, memory: Uint8Array): Problem[] {
    const problems = this.look(line);
    if (problems.length > 0 || line.file === null) return problems;
    const reader = new ItemReader(this.#memory);
    try {
      const copy = reader.read(join(this.#out, line.file));
      const at = firstDifference(
        new ByteStream(memory, content.bytes.length, content.more),
        new ByteStream(this.#memory, copy.bytes.length, copy.more),
      );
      return at === null ? [] : [{ aspect: 'content', what: `its copy ${line.file} differs at byte ${at}` }];
    } catch (error) {
      return [unreadableFile(line.file, error)];
    } finally {
      reader.close();
    }
  }
}
