/**
 * Message files that a job wrote at an earlier run and no longer has. Their names are kept on disk, one JSON string a line:
 * when flags change, every message of a Maildir may be among them.
 */
import { closeSync, existsSync, fsyncSync, openSync, readSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { moveFile, removeFile } from '../../core/platform.js';

/** Where the names lie: the staging tree's path + this. */
const STALE_SUFFIX = '.stale.jsonl';
const CHUNK = 64 * 1024;
const LF = 10;

/** Gathers the names while the job runs. */
export class StaleFiles {
  readonly #path: string;
  #fd: number | null = null;
  #text = '';

  /** Forgets what a killed run gathered. `staging` is the job's staging tree, absolute. */
  constructor(staging: string) {
    this.#path = `${staging}${STALE_SUFFIX}`;
    removeFile(this.#path);
  }

  /** Adds a file that an earlier line names, relative to the output folder, and that its new line may not name. */
  add(file: string): void {
    this.#text += `${JSON.stringify(file)}\n`;
    if (this.#text.length >= CHUNK) this.#write();
  }

  /** Ends the list and flushes it to disk. `isKept` says which files the job has all the same. */
  finish(isKept: (file: string) => boolean): void {
    if (this.#text === '' && this.#fd === null) return;
    this.#write();
    this.#close();
    const all = `${this.#path}.all`;
    moveFile(this.#path, all);
    for (const file of namesIn(all)) if (!isKept(file)) this.add(file);
    this.#write();
    removeFile(all);
    this.#close();
  }

  #write(): void {
    this.#fd ??= openSync(this.#path, 'w');
    const bytes = Buffer.from(this.#text, 'utf8');
    for (let done = 0; done < bytes.length; ) done += writeSync(this.#fd, bytes, done);
    this.#text = '';
  }

  #close(): void {
    if (this.#fd === null) return;
    fsyncSync(this.#fd);
    closeSync(this.#fd);
    this.#fd = null;
  }
}

/** Removes the files of a job's list, and the list. Can be done twice. */
export function removeStaleFiles(staging: string, out: string): void {
  const path = `${staging}${STALE_SUFFIX}`;
  if (!existsSync(path)) return;
  for (const file of namesIn(path)) {
    const target = join(out, file);
    if (statSync(target, { throwIfNoEntry: false })?.isFile() === true) removeFile(target);
  }
  removeFile(path);
}

function* namesIn(path: string): Generator<string> {
  const fd = openSync(path, 'r');
  try {
    const chunk = Buffer.allocUnsafe(CHUNK);
    let rest: Buffer = Buffer.alloc(0);
    for (let got = readSync(fd, chunk); got > 0; got = readSync(fd, chunk)) {
      const bytes = Buffer.concat([rest, chunk.subarray(0, got)]);
      const whole = bytes.lastIndexOf(LF) + 1;
      for (const line of bytes.toString('utf8', 0, whole).split('\n'))
        if (line !== '') yield JSON.parse(line) as string;
      rest = bytes.subarray(whole);
    }
  } finally {
    closeSync(fd);
  }
}
