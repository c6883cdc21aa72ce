/** Ledger lines of a job that learns only at its end what its files are called. */
import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { removeFile } from '../../core/platform.js';
import type { OutputFile } from '../../exporters/output.js';
import { formatLedgerLine } from '../../ledger/file.js';
import { readSlice } from '../../ledger/slice.js';
import type { FolderResult } from './job-context.js';

/** A file of the job that is called otherwise than its lines say. */
export interface Renamed {
  readonly from: string;
  readonly to: string;
}

const chunkSize = 256 * 1024;
/** Room for lines between two writes, in characters. */
const bufferSize = 64 * 1024;

/** Takes lines as the ledger's own file would, and puts them there once the names are known. */
export class DraftLines implements OutputFile {
  readonly path = 'draft.jsonl';
  size = 0;
  readonly #file: string;
  readonly #fd: number;

  /** `root`: the tree of files in the making, which it leaves as it was. */
  constructor(root: string) {
    this.#file = join(root, this.path);
    this.#fd = openSync(this.#file, 'w+');
  }

  write(chunk: Uint8Array | string): void {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk, 'utf8') : chunk;
    for (let done = 0; done < bytes.length; ) done += writeSync(this.#fd, bytes, done);
    this.size += bytes.length;
  }

  rename(): void {
    throw new Error('a draft has one name');
  }

  /** Copies all lines to the ledger's file, and gives the results with their places there. */
  settle(results: readonly FolderResult[], renamed: Renamed | null, ledger: OutputFile): FolderResult[] {
    return results.map((result) => {
      const start = ledger.size;
      if (renamed === null) this.#copy(result, ledger);
      else rewrite(readSlice(this.#file, result.start, result.end), renamed, ledger);
      return { ...result, start, end: ledger.size };
    });
  }

  /** Removes it. */
  drop(): void {
    closeSync(this.#fd);
    removeFile(this.#file);
  }

  #copy({ start, end }: FolderResult, ledger: OutputFile): void {
    const chunk = Buffer.allocUnsafe(chunkSize);
    for (let at = start; at < end; ) {
      const got = readSync(this.#fd, chunk, 0, Math.min(chunk.length, end - at), at);
      if (got === 0) throw new Error('lines of the ledger have vanished while it was being written');
      ledger.write(chunk.subarray(0, got));
      at += got;
    }
  }
}

function rewrite(lines: ReturnType<typeof readSlice>, { from, to }: Renamed, ledger: OutputFile): void {
  let text = '';
  for (const line of lines) {
    text += formatLedgerLine(line.file === from ? { ...line, file: to } : line);
    if (text.length < bufferSize) continue;
    ledger.write(text);
    text = '';
  }
  ledger.write(text);
}
