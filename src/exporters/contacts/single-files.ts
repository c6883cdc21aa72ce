import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folded, safeSegment } from '../../naming/segment.js';
import type { OutputFiles } from '../output.js';

/** A folder of files with one card each, called after the contacts. */
export class SingleFiles {
  readonly #files: OutputFiles;
  readonly #base: string;
  readonly #taken = new Set<string>();

  constructor(files: OutputFiles, base: string) {
    this.#files = files;
    this.#base = base;
  }

  /** Writes one card. Gives its path, relative to the output folder. */
  write(name: string, card: Uint8Array): string {
    if (this.#taken.size === 0) mkdirSync(join(this.#files.root, this.#base), { recursive: true });
    const stem = safeSegment(name);
    let free = stem;
    for (let number = 2; this.#taken.has(folded(free)); number += 1) free = `${stem} (${number})`;
    this.#taken.add(folded(free));
    const path = `${this.#base}/${free}.vcf`;
    writeFileSync(join(this.#files.root, path), card);
    return path;
  }
}
