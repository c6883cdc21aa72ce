/**
 * Outputs of an earlier run whose name now belongs to another folder. Before anything is written in their place they get a
 * second name in `.kerio-exit/aside/`, where they are read from until all that was kept has its new place.
 */
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { linkFile } from '../../exporters/link-file.js';
import { mailboxKey } from '../../core/shard.js';
import { OWN } from '../workspace/output-folder.js';
import type { Move } from './folder-history.js';
import { flushDirectory, moveFile, removeIfEmpty, removeTree } from '../../core/platform.js';

/** The outputs of one mailbox that were put aside. */
export class Aside {
  readonly #out: string;
  readonly #dir: string;
  /** Whether anything was put aside: as a rule nothing was, and no path need be looked for. */
  #isThere: boolean;

  constructor(out: string, address: string) {
    this.#out = out;
    this.#dir = `${OWN}/aside/${mailboxKey(address)}`;
    this.#isThere = existsSync(join(out, this.#dir));
  }

  /**
   * Where a killed run has put an output; null when it did not. At its place another folder's output may lie by now. `origin`
   * tells apart what had the same name at different times.
   */
  find(origin: string, path: string): Move | null {
    const to = `${this.#dir}/${origin}/${path}`;
    return this.#isThere && existsSync(join(this.#out, to)) ? { from: path, to } : null;
  }

  /** Puts an output aside, or finds it; null when it is not there. */
  put(origin: string, path: string): Move | null {
    const found = this.find(origin, path);
    if (found !== null || !existsSync(join(this.#out, path))) return found;
    const to = `${this.#dir}/${origin}/${path}`;
    this.#isThere = true;
    const unfinished = `${this.#dir}/partial`;
    removeTree(join(this.#out, unfinished));
    linkTree(join(this.#out, path), join(this.#out, unfinished));
    mkdirSync(dirname(join(this.#out, to)), { recursive: true });
    moveFile(join(this.#out, unfinished), join(this.#out, to));
    flushDirectory(dirname(join(this.#out, to)));
    return { from: path, to };
  }

  /** Whether anything was put aside. */
  get isThere(): boolean {
    return this.#isThere;
  }

  /** Files of one directory that were put aside, by name. */
  *namesOf(dir: string): Generator<string> {
    const root = join(this.#out, this.#dir);
    if (!existsSync(root)) return;
    for (const origin of readdirSync(root)) {
      const path = join(root, origin, dir);
      if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) continue;
      for (const entry of readdirSync(path, { withFileTypes: true })) if (entry.isFile()) yield entry.name;
    }
  }

  /** Forgets it: everything has its place. */
  drop(): void {
    if (!this.#isThere) return;
    this.#isThere = false;
    removeTree(join(this.#out, this.#dir));
    removeIfEmpty(dirname(join(this.#out, this.#dir)));
  }
}

/** Gives a file, or the files directly in a directory, a second name. */
function linkTree(from: string, to: string): void {
  if (!statSync(from).isDirectory()) {
    mkdirSync(dirname(to), { recursive: true });
    linkFile(from, to);
    return;
  }
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true }))
    if (entry.isFile()) linkFile(join(from, entry.name), join(to, entry.name));
}
