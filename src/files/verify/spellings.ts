import { statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { sameName } from '../workspace/outputs.js';

/**
 * Names of the output as the ledger spells them. On a disk where letter case does not count (Windows, macOS), or composition of
 * accents, a folder that was written again under a new spelling keeps its old one.
 */
export class Spellings {
  readonly #out: string;
  /** What is known, by what the disk may take it for. */
  readonly #known = new Map<string, Set<string>>();

  /** `paths` are relative to the output folder `out`; the folders above them are known, too. */
  constructor(out: string, paths: Iterable<string>) {
    this.#out = out;
    for (const path of paths) this.#add(path);
  }

  #add(path: string): void {
    const spelt = this.#known.get(sameName(path)) ?? new Set();
    if (spelt.has(path)) return;
    this.#known.set(sameName(path), spelt.add(path));
    if (path.includes('/')) this.#add(dirname(path));
  }

  /** The name of a file or folder, as the ledger spells it, if that is the same on this disk; else as it is. */
  of(dir: string, name: string): string {
    const path = `${dir}/${name}`;
    const spelt = this.#known.get(sameName(path));
    if (spelt === undefined || spelt.has(path)) return name;
    const other = [...spelt].find((known) => dirname(known) === dir && this.#isSame(known, path));
    return other === undefined ? name : basename(other);
  }

  #isSame(one: string, other: string): boolean {
    const [here, there] = [one, other].map((path) =>
      statSync(join(this.#out, path), { throwIfNoEntry: false, bigint: true }),
    );
    return here !== undefined && here.ino === there?.ino && here.dev === there.dev;
  }
}
