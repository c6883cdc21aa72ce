import { folded, safeSegment } from '../naming/segment.js';

/** File names for one directory: safe, and different from each other on every file system. */
export class UniqueNames {
  readonly #taken = new Set<string>();

  /** The name as a file may be called, with ` (2)` before its extension where an earlier one is called the same. */
  take(name: string): string {
    const plain = safeSegment(name);
    const extension = /(?<=.)\.[a-z0-9]{1,8}$/i.exec(plain)?.[0] ?? '';
    const stem = plain.slice(0, plain.length - extension.length);
    let unique = plain;
    for (let number = 2; this.#taken.has(folded(unique)); number += 1) unique = `${stem} (${number})${extension}`;
    this.#taken.add(folded(unique));
    return unique;
  }
}
