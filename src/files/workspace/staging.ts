/**
 * Files in the making. They lie in a staging tree inside the output folder (same disk, so that a rename is atomic) and
 * appear at their final names together, flushed to disk, or not at all.
 */
import { execFileSync } from 'node:child_process';
import { closeSync, existsSync, fdatasync, mkdirSync, openSync, readdirSync, statSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { OutputFile, OutputFiles } from '../../exporters/output.js';
import { forgetLoan, type Loan, returnLoan, takeLoan } from './borrowed.js';
import { emptyDirectory, flushDirectory, flushFile, moveFile, removeTree } from '../../core/platform.js';

const flush = promisify(fdatasync);

class StagedFile implements OutputFile {
  readonly #root: string;
  readonly #fd: number;
  #path: string;
  #size: number;
  #isClosed = false;

  /** A new file; or, with the `size` of a borrowed one, that one, to be continued at its end. */
  constructor(root: string, path: string, mode: number, size: number | null) {
    this.#root = root;
    this.#path = path;
    this.#size = size ?? 0;
    mkdirSync(dirname(join(root, path)), { recursive: true });
    this.#fd = openSync(join(root, path), size === null ? 'wx' : 'a', mode);
  }

  get path(): string {
    return this.#path;
  }

  get size(): number {
    return this.#size;
  }

  write(chunk: Uint8Array | string): void {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk, 'utf8') : chunk;
    // A full disk or a signal can make a write shorter than asked.
    for (let done = 0; done < bytes.length; ) done += writeSync(this.#fd, bytes, done, bytes.length - done);
    this.#size += bytes.length;
  }

  rename(path: string): void {
    mkdirSync(dirname(join(this.#root, path)), { recursive: true });
    moveFile(join(this.#root, this.#path), join(this.#root, path));
    this.#path = path;
  }

  async flush(): Promise<void> {
    try {
      await flush(this.#fd);
    } finally {
      this.close();
    }
  }

  /** Once: the number may be another file's by now. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    closeSync(this.#fd);
  }
}

/** One staging tree: made, filled by writers, then committed or discarded. */
export class Staging implements OutputFiles {
  readonly root: string;
  readonly #files: StagedFile[] = [];
  #loan: Loan | null = null;

  /** `root` must not exist, or be what an interrupted run left behind. */
  constructor(root: string) {
    this.root = root;
    emptyDirectory(root);
  }

  create(path: string, options: { readonly secret?: boolean } = {}): OutputFile {
    const size = this.#loan?.path === path ? this.#loan.size : null;
    const file = new StagedFile(this.root, path, options.secret === true ? 0o600 : 0o666, size);
    this.#files.push(file);
    return file;
  }

  /** Takes a finished output back into the making: `create` continues it, instead of beginning anew. */
  borrow(loan: Loan, out: string): void {
    takeLoan(loan, this.root, out);
    this.#loan = loan;
  }

  /** Flushes everything to disk. Gives the paths of all files, relative to the tree, sorted. Nothing may be added afterwards. */
  async flush(): Promise<string[]> {
    const paths = listTree(this.root, '').sort();
    const staged = new Set(this.#files.map((file) => file.path));
    await Promise.all(this.#files.map(async (file) => file.flush()));
    const loose = paths.filter((path) => !staged.has(path));
    if (loose.length > 0) flushLoose(this.root, loose);
    return paths;
  }

  /** Flushes everything and moves it below `out`, replacing what is there. Gives the paths of all files, sorted. */
  async commit(out: string): Promise<string[]> {
    const paths = await this.flush();
    moveTree(this.root, out);
    removeTree(this.root);
    return paths;
  }

  /** Throws the tree away; what was borrowed goes back as it was. */
  discard(out: string): void {
    for (const file of this.#files) file.close();
    if (this.#loan !== null) {
      returnLoan(this.#loan, this.root, out);
      forgetLoan(this.root);
    }
    removeTree(this.root);
  }
}

/**
 * Whether a file of a staging tree comes to this place. With `reserves` a second name of the file that is there stands only for
 * a name that must not be given away.
 */
export function isStaged(
  path: string,
  { root, out, reserves }: { root: string; out: string; reserves: boolean },
): boolean {
  // On Windows the number of a file has more digits than a double.
  const staged = statSync(join(root, path), { throwIfNoEntry: false, bigint: true });
  if (staged === undefined || !reserves) return staged !== undefined;
  const there = statSync(join(out, path), { throwIfNoEntry: false, bigint: true });
  return staged.ino !== there?.ino;
}

/** Every file below `dir`, as paths with `/`. */
export function listTree(dir: string, prefix: string): string[] {
  return readdirSync(join(dir, prefix), { withFileTypes: true }).flatMap((entry) => {
    const path = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
    return entry.isDirectory() ? listTree(dir, path) : [path];
  });
}

/**
 * Flushes the many small files that a writer made by itself. One flush of the file system takes a fraction of a second;
 * one for each of a hundred thousand messages takes minutes.
 */
function flushLoose(root: string, paths: readonly string[]): void {
  if (process.platform === 'linux' && paths.length > 20) {
    try {
      execFileSync('sync', ['-f', root], { stdio: 'ignore' });
      return;
    } catch {
      // Without coreutils each file is flushed by itself.
    }
  }
  for (const path of paths) flushFile(join(root, path));
}

/** Moves what is in `from` into `to`, by renames: whole directories where the other side has none, else entry by entry. */
export function moveTree(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const source = join(from, entry.name);
    const target = join(to, entry.name);
    if (!entry.isDirectory() || !renameDirectory(source, target)) {
      if (entry.isDirectory()) moveTree(source, target);
      else moveFile(source, target);
    }
  }
  flushDirectory(to);
}

/** Whether a directory could be moved whole. Another worker may make the same one at this very moment. */
function renameDirectory(source: string, target: string): boolean {
  if (existsSync(target)) return false;
  try {
    moveFile(source, target, () => existsSync(target));
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOTEMPTY' || code === 'EEXIST' || code === 'EPERM') return false;
    throw error;
  }
}
