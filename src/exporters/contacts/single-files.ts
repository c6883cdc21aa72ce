import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { safeSegment } from '../../naming/segment.js';
import type { OutputFiles } from '../output.js';
import { UniqueNames } from '../unique-names.js';

/** A folder of files with one card each, called after the contacts. */
export class SingleFiles {
  readonly #files: OutputFiles;
  readonly #base: string;
  readonly #names = new UniqueNames();
  #isMade = false;

  constructor(files: OutputFiles, base: string) {
    this.#files = files;
    this.#base = base;
  }

  /** Writes one card. Gives its path, relative to the output folder. */
  write(name: string, card: Uint8Array): string {
    if (!this.#isMade) mkdirSync(join(this.#files.root, this.#base), { recursive: true });
    this.#isMade = true;
    const path = `${this.#base}/${this.#names.takeStem(safeSegment(name), '.vcf')}`;
    writeFileSync(join(this.#files.root, path), card);
    return path;
  }
}
