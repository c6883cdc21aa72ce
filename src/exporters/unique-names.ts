import { folded, safeSegment } from '../naming/segment.js';

/** File names for one directory: safe, and different from each other on every file system. */
export class UniqueNames {
  readonly #taken = new Set<string>();
  /** By name, the number that the next file of that name may get: there may be ten thousand of one name. */
  readonly #next = new Map<string, number>();

  /** The name as a file may be called, with ` (2)` before its extension where an earlier one is called the same. */
  take(name: string): string {
    const plain = safeSegment(name);
    const extension = /(?<=.)\.[a-z0-9]{1,8}$/i.exec(plain)?.[0] ?? '';
    return this.takeStem(plain.slice(0, plain.length - extension.length), extension);
  }

  /** The same of a name that is safe already, given as its two parts. */
  takeStem(stem: string, extension: string): string {
    const key = folded(stem + extension);
    let unique = stem + extension;
    let number = this.#next.get(key) ?? 2;
    for (; this.#taken.has(folded(unique)); number += 1) unique = `${stem} (${number})${extension}`;
    this.#next.set(key, number);
    this.#taken.add(folded(unique));
    return unique;
  }
}
